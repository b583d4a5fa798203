import { existsSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { data, type PortfolioData } from '../../dsl/data.ts'
import type { Finding } from '../check/finding.ts'
import { failureFinding } from './failure.ts'
import { isBeyondStripping, isSyntaxError, isUnknownExport } from './native.ts'
import { importTranspiled } from './transpiled.ts'
import { wrongValues } from './untyped/wrong-values.ts'

export type Loaded = { readonly portfolio: PortfolioData } | { readonly findings: readonly Finding[] }

/**
 * The portfolio that a flow file exports by default. Runs the file by the engine's own type stripping, and through a transpiler where that cannot do
 * (enums, imports without extension, paths of a tsconfig). Whatever goes wrong is a finding with its place; this never throws for a user's file.
 */
export async function loadPortfolio(flowsFile: string): Promise<Loaded> {
  const file = resolve(flowsFile)
  const folder = dirname(file)
  const top = { file: basename(file), line: 1, column: 1 }
  if (!existsSync(file) || !statSync(file).isFile())
    return { findings: [{ code: 'TW001', severity: 'error', at: top, facts: { file: flowsFile } }] }
  const tried = await attempt(file)
  if ('thrown' in tried) return { findings: [failureFinding(tried.thrown, { file, folder })] }
  return 'default' in tried.module
    ? ofDefault(tried.module['default'], top, folder)
    : { findings: [{ code: 'TW004', severity: 'error', at: top, facts: { found: 'nothing' } }] }
}

type Module = Readonly<Record<string, unknown>>
type Attempt = { readonly module: Module } | { readonly thrown: unknown }

async function attempt(file: string): Promise<Attempt> {
  const native = await caught(() => import(pathToFileURL(file).href) as Promise<Module>)
  if (!('thrown' in native) || !(isBeyondStripping(native.thrown) || isSyntaxError(native.thrown))) return native
  const transpiled = await caught(() => importTranspiled(file))
  // A name that is not exported is dropped by the transpiler, and what fails then is only a consequence.
  return 'thrown' in transpiled && isUnknownExport(native.thrown) ? native : transpiled
}

async function caught(run: () => Promise<Module>): Promise<Attempt> {
  try {
    return { module: await run() }
  } catch (thrown) {
    return { thrown }
  }
}

function ofDefault(value: unknown, at: Finding['at'], folder: string): Loaded {
  const held = typeof value === 'object' && value !== null ? (value as { readonly [data]?: Partial<PortfolioData> })[data] : undefined
  if (held !== undefined && held.landscape !== undefined && held.flows !== undefined && held.started !== undefined) {
    const portfolio = held as PortfolioData
    const findings = wrongValues(portfolio, folder)
    return findings.length > 0 ? { findings } : { portfolio }
  }
  const found = held !== undefined && 'way' in held ? 'flow' : value === null ? 'null' : typeof value
  return { findings: [{ code: 'TW004', severity: 'error', at, facts: { found } }] }
}
