import { fork, type ChildProcess } from 'node:child_process'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endless } from './failure.ts'
import type { PlannedApart } from './planned.ts'

/** How long a flow file may take to load. It only describes: what takes longer waits for something. */
const limitMs = 60_000

/** Beside this file, with its ending: `.ts` in the repository, `.js` in what users install. */
const child = fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url))

export interface LoadOptions {
  readonly withinMs?: number
}

/** Loads one flow file again and again, each time in a process of its own, since what was loaded once stays. */
export interface Loader {
  load(): Promise<PlannedApart>
  /** Starts the process of the next load, which then has little left to do. For when there is nothing else to do. */
  prepare(): void
  /** Ends its processes. A load that is under way never answers. */
  close(): void
}

export function openLoader(flowsFile: string, options: LoadOptions = {}): Loader {
  let prepared: ChildProcess | undefined
  let loading: ChildProcess | undefined
  return {
    load: () => {
      loading = prepared ?? start(flowsFile, 'once')
      prepared = undefined
      return answerOf(loading, flowsFile, options)
    },
    prepare: () => {
      prepared ??= start(flowsFile, 'ahead')
    },
    close: () => {
      for (const process of [loading, prepared]) process?.kill('SIGKILL')
    },
  }
}

/**
 * The plan of a flow file, from a process of its own: nothing that the file does can end this one, write to its stdout or keep it running. What the
 * file prints goes to stderr.
 */
export function planApart(flowsFile: string, options: LoadOptions = {}): Promise<PlannedApart> {
  return answerOf(start(flowsFile, 'once'), flowsFile, options)
}

function start(flowsFile: string, mode: 'once' | 'ahead'): ChildProcess {
  return fork(child, [flowsFile, mode], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  })
}

function answerOf(running: ChildProcess, flowsFile: string, { withinMs = limitMs }: LoadOptions): Promise<PlannedApart> {
  const top = { file: basename(flowsFile), line: 1, column: 1 }
  return new Promise((resolve, reject) => {
    const answered = (planned: PlannedApart): void => {
      clearTimeout(limit)
      running.kill('SIGKILL')
      resolve(planned)
    }
    const limit = setTimeout(() => answered({ findings: [endless({ kind: 'slow', withinMs }, top)], reads: null }), withinMs)
    running.once('message', (planned) => answered(planned as PlannedApart))
    running.once('exit', () => answered({ findings: [endless({ kind: 'ends' }, top)], reads: null }))
    running.once('error', reject)
    running.send('load')
  })
}
