import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readConfig } from './config.ts'
import { Failure } from './failure.ts'
import type { Input } from './input.ts'
import { isServer } from '../runtime/ledger/place.ts'
import { shown } from './shown.ts'

/** Where things lie. Every path is absolute. */
export interface Project {
  /** The flow file; it need not exist. */
  readonly flows: string
  /** Was it named, on the command line or in thalweg.json: then it must be there. */
  readonly named: boolean
  /** Its folder: relative paths in the environment, and the default places, count from here. */
  readonly folder: string
  /** The folder that holds a folder of generated code for each landscape. */
  readonly out: string
  /** The landscape that was chosen by name, where generated code of several lies side by side. */
  readonly landscape: string | undefined
  /** The ledger, where it is not at its default place: a path, or the URL of a Postgres database. */
  readonly ledger: string | undefined
}

/** Finds the project that a command line means, and loads the `.env` beside the flow file, which never overrides what is set. */
export function projectOf(input: Input): Project {
  const cwd = process.cwd()
  const given = input.argument('flows') ?? input.text('flows')
  const { path, config } = readConfig(input.text('config'), given === undefined ? cwd : dirname(resolve(cwd, given)))
  const flows = given !== undefined ? resolve(cwd, given) : resolve(dirname(path), config.flows ?? 'flows.ts')
  const folder = dirname(flows)
  loadEnv(folder)
  const out = input.text('out')
  return {
    flows,
    named: given !== undefined || config.flows !== undefined,
    folder,
    out: out !== undefined ? resolve(cwd, out) : config.out !== undefined ? resolve(dirname(path), config.out) : join(folder, 'generated'),
    landscape: config.landscape,
    ledger: ledgerPlace(process.env['THALWEG_LEDGER'], folder) ?? ledgerPlace(config.ledger, dirname(path)),
  }
}

function ledgerPlace(named: string | undefined, folder: string): string | undefined {
  if (named === undefined || named === '') return undefined
  if (isServer(named)) return named
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(named))
    throw new Failure(
      'config',
      'the ledger is named by a URL that is not that of a Postgres database',
      'write it as postgres://user:password@host:5432/database, or name a file',
    )
  return resolve(folder, named)
}

function loadEnv(folder: string): void {
  const file = join(folder, '.env')
  if (!existsSync(file)) return
  try {
    process.loadEnvFile(file)
  } catch (error) {
    throw new Failure('env', `${shown(file)} cannot be read: ${(error as Error).message}`, 'it holds lines of the form NAME=value')
  }
}
