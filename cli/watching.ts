import { relative } from 'node:path'
import { openChanges, type Followed } from '../codegen/load/changes.ts'
import { openLoader } from '../codegen/load/loader.ts'
import type { PlannedApart } from '../codegen/load/planned.ts'
import { changedSince, type Reads } from '../codegen/load/reads.ts'
import type { Cli, Report } from './command.ts'
import type { Project } from './project.ts'
import { shown } from './shown.ts'

/**
 * Answers now, and again whenever something is saved that the answer was read from, until the signal says so. What is wrong with the flows is an answer like
 * any other.
 */
export async function watching(
  project: Project,
  answer: (planned: PlannedApart) => Promise<Report>,
  signal: AbortSignal,
  cli: Cli,
): Promise<Report> {
  const loader = openLoader(project.flows)
  const changes = openChanges()
  let read: Reads = { files: {}, packages: [], missing: [], unsteady: [] }
  changes.follow(followed(project, read, true))
  try {
    while (!signal.aborted) {
      const planned = await untilAborted(loader.load(), signal)
      read = planned.reads ?? read
      changes.follow(followed(project, read, isLoose(planned)))
      cli.report(await answer(planned))
      loader.prepare()
      cli.note(`waiting for changes of ${shown(project.flows)} and what it imports`)
      // What was saved after it was read, before its folder was watched.
      const missed = planned.reads === null ? [] : changedSince(planned.reads)
      const changed = missed.length > 0 ? missed : await changes.next(signal)
      cli.note(`${changed.map((path) => relative(process.cwd(), path)).join(', ')} changed`)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    changes.close()
    loader.close()
  }
  return { exit: 0, data: undefined, text: '' }
}

function followed({ flows }: Project, { files, missing }: Reads, beside: boolean): Followed {
  return { files: [flows, ...Object.keys(files)], missing, beside }
}

/** Where names alone do not say which files were meant. */
function isLoose(planned: PlannedApart): boolean {
  return 'findings' in planned || planned.reads === null || planned.reads.unsteady.length > 0
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', stopped, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopped))
  })
}

/** Aborts when whoever started the process ends it: for work that may be left at any moment. */
export function endedBy(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']): AbortSignal {
  const controller = new AbortController()
  for (const signal of signals) process.once(signal, () => controller.abort(new Error(`ended by ${signal}`)))
  return controller.signal
}
