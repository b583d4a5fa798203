import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { GeneratedEvents, GeneratedFlow, GeneratedLandscape } from '../runtime/door.ts'
import { Failure } from './failure.ts'
import type { Input } from './input.ts'
import { nearest } from './nearest.ts'
import type { Project } from './project.ts'
import { projectOf } from './project.ts'
import { shown } from './shown.ts'

/** A project and its generated code: all that commands on systems know. They never read the flow file. */
export interface Estate {
  readonly project: Project
  readonly landscape: GeneratedLandscape
  /** URL of the module that exports it. */
  readonly module: string
  /** The folder of the generated code. */
  readonly generated: string
  /** Its place: a file, or the URL of a Postgres database. */
  readonly ledger: string
}

export async function estateOf(input: Input): Promise<Estate> {
  const project = projectOf(input)
  if (project.named && !existsSync(project.flows))
    throw new Failure(
      'noFlowFile',
      `there is no flow file ${shown(project.flows)}`,
      'correct the path, or leave it out where the generated code lies in this folder',
    )
  const generated = generatedFolder(project)
  const index = join(generated, 'index.ts')
  const landscape = await load(index)
  return {
    project,
    landscape,
    module: pathToFileURL(index).href,
    generated,
    ledger: project.ledger ?? join(project.folder, '.thalweg', `${landscape.name}.ledger.sqlite`),
  }
}

/** The folder of the landscape that is meant: the only one, or the one that was chosen. */
function generatedFolder(project: Project): string {
  const names = existsSync(project.out)
    ? readdirSync(project.out, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(project.out, entry.name, 'index.ts')))
        .map((entry) => entry.name)
    : []
  const [first, ...others] = project.landscape === undefined ? names : names.filter((name) => name === project.landscape)
  if (first === undefined) {
    const what = project.landscape === undefined ? 'no generated code' : `no generated code of ${project.landscape}`
    throw new Failure(
      'generated.absent',
      `there is ${what} in ${shown(project.out)}`,
      'write it: thalweg generate; or say where it is with --out, or `out` in thalweg.json',
    )
  }
  if (others.length > 0) {
    throw new Failure(
      'generated.several',
      `${shown(project.out)} holds code of several landscapes: ${names.join(', ')}`,
      'say which with `landscape` in the thalweg.json beside the flow file',
    )
  }
  return join(project.out, first)
}

/** A flow that settles rows, or one that carries events. */
export type AnyFlow = GeneratedFlow | GeneratedEvents

/** Flows by the names that `--flow` gave; all where it gave none. */
export function chosenFlows(landscape: GeneratedLandscape, named: readonly string[]): readonly AnyFlow[] {
  const all = allFlows(landscape)
  return named.length === 0 ? Object.values(all) : [...new Set(named)].map((name) => known(all, name))
}

/** The same of those that settle rows. @throws Failure for the name of one that does not */
export function settledFlows(landscape: GeneratedLandscape, named: readonly string[]): readonly GeneratedFlow[] {
  return named.length === 0 ? Object.values(landscape.flows) : [...new Set(named)].map((name) => flowOf(landscape, name))
}

/** @throws Failure for a name that is none of a flow that settles rows */
export function flowOf(landscape: GeneratedLandscape, name: string): GeneratedFlow {
  const flow = known(allFlows(landscape), name)
  if (isSettled(flow)) return flow
  const logs = flow.logs.map(({ system }) => system).join(', ')
  throw new Failure(
    'noFlow',
    `${name} carries events to ${logs}, and settles no records`,
    `read the log itself; thalweg status says how far it has come`,
    64,
  )
}

export function isSettled(flow: AnyFlow): flow is GeneratedFlow {
  return 'settle' in flow
}

export function eventFlows(flows: readonly AnyFlow[]): readonly GeneratedEvents[] {
  return flows.filter((flow): flow is GeneratedEvents => !isSettled(flow))
}

function allFlows({ flows, events = {} }: GeneratedLandscape): Readonly<Record<string, AnyFlow>> {
  return { ...flows, ...events }
}

function known(flows: Readonly<Record<string, AnyFlow>>, name: string): AnyFlow {
  const flow = Object.hasOwn(flows, name) ? flows[name] : undefined
  if (flow !== undefined) return flow
  throw new Failure('noFlow', `there is no flow ${name}`, nearest(name, Object.keys(flows), 'the flows are'), 64)
}

async function load(index: string): Promise<GeneratedLandscape> {
  let found: { readonly landscape?: GeneratedLandscape }
  try {
    found = (await import(pathToFileURL(index).href)) as typeof found
  } catch (error) {
    throw unloadable(index, error as NodeJS.ErrnoException)
  }
  if (found.landscape?.flows === undefined)
    throw new Failure('generated.misfit', `${shown(index)} exports no landscape`, 'write it anew: thalweg generate')
  return found.landscape
}

function unloadable(index: string, error: NodeJS.ErrnoException): Failure {
  const message = error.message.split('\n').find((line) => line.trim() !== '') ?? ''
  if (error.code === 'ERR_MODULE_NOT_FOUND' && message.includes("'thalweg'")) {
    return new Failure(
      'generated.unresolved',
      `${shown(index)} imports thalweg, which is not installed in this project`,
      'npm install thalweg',
    )
  }
  return new Failure(
    'generated.broken',
    `${placeOf(error, dirname(index)) ?? shown(index)} cannot be loaded: ${message}`,
    'undo the edit, or write it anew: thalweg generate',
  )
}

/** The first place in the generated code that an error of loading names, with its line where it tells one. */
function placeOf({ stack = '' }: Error, folder: string): string | undefined {
  for (const [, url = '', line] of stack.matchAll(/(file:\/\/[^\s)'"]+?\.ts)(?::(\d+))?/g)) {
    const file = fileURLToPath(url)
    if (file.startsWith(folder)) return line === undefined ? shown(file) : `${shown(file)}:${line}`
  }
  return undefined
}
