import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isServer } from '../runtime/ledger/place.ts'
import { Failure } from './failure.ts'
import { shown } from './shown.ts'

/** `thalweg.json`: all optional, paths relative to the file. */
export interface Config {
  /** The file whose default export is the portfolio. Default `flows.ts`. */
  readonly flows?: string
  /** The folder of generated code. Default `generated`, beside the flow file. */
  readonly out?: string
  /** A file, or the URL of a Postgres database. Default `.thalweg/<landscape>.ledger.sqlite`, beside the flow file. */
  readonly ledger?: string
  /** Which landscape, where `out` holds several. */
  readonly landscape?: string
}

const names = ['flows', 'out', 'ledger', 'landscape'] as const satisfies readonly (keyof Config)[]

/** The file that was named, or the one in the folder; without either nothing is configured. `path` is where it lies or would lie. */
export function readConfig(named: string | undefined, folder: string): { readonly path: string; readonly config: Config } {
  const path = named === undefined ? join(folder, 'thalweg.json') : resolve(named)
  if (!existsSync(path)) {
    if (named === undefined) return { path, config: {} }
    throw new Failure(
      'config',
      `there is no ${shown(path)}`,
      '--config names a thalweg.json; without it the one beside the flow file is read, where there is one',
    )
  }
  let found: unknown
  try {
    found = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Failure(
      'config',
      `${shown(path)} is no JSON: ${(error as Error).message}`,
      'mend it, or remove it: everything in it has a default',
    )
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw wrong(path, 'it holds no object')
  for (const [name, value] of Object.entries(found)) {
    if (!(names as readonly string[]).includes(name)) throw wrong(path, `${name} is no setting`)
    if (typeof value !== 'string') throw wrong(path, `${name} is no text`)
  }
  const config: Config = found
  if (config.ledger !== undefined && hasPassword(config.ledger))
    throw new Failure(
      'config',
      `${shown(path)}: the URL of the ledger has a password in it`,
      'take it out of this file, change the password, and set THALWEG_LEDGER in the environment, or in a .env that is not under version control',
    )
  return { path, config }
}

function hasPassword(ledger: string): boolean {
  return isServer(ledger) && URL.canParse(ledger) && new URL(ledger).password !== ''
}

function wrong(path: string, what: string): Failure {
  return new Failure('config', `${shown(path)}: ${what}`, `it may hold ${names.join(', ')}, each a text`)
}
