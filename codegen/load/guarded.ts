import { basename, dirname, resolve } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Finding } from '../check/finding.ts'
import { buildPlan } from '../plan/build.ts'
import { endless, failureFinding, placeOfFailure } from './failure.ts'
import { loadPortfolio } from './load.ts'
import type { Planned } from './planned.ts'

/**
 * Runs a flow file to its plan, and has an answer whatever the file does to the process: ends it, throws after it was loaded, or waits for what never
 * comes. For a process of its own, since what the file leaves running goes on.
 */
export async function planGuarded(flowsFile: string): Promise<Planned> {
  const file = resolve(flowsFile)
  const folder = dirname(file)
  const answer = Promise.withResolvers<Planned>()
  const say = (finding: Finding): void => answer.resolve({ findings: [finding] })
  const restore = intercept({
    exited: (called) => say(endless({ kind: 'exits' }, placeOfFailure(called, { file, folder }))),
    thrown: (thrown) => say(failureFinding(thrown, { file, folder })),
    idle: () => void waiting(file, folder).then(say),
  })
  planned(file, folder).then(answer.resolve, (thrown: unknown) => say(failureFinding(thrown, { file, folder })))
  return answer.promise.finally(restore)
}

async function planned(file: string, folder: string): Promise<Planned> {
  const loaded = await loadPortfolio(file)
  // What the file put off to the next turn, or rejected and left alone, is told before anything is made of the rest.
  await setTimeout(0)
  await setImmediate()
  return 'findings' in loaded ? loaded : { plan: await buildPlan(loaded.portfolio, { folder }) }
}

interface Intercepted {
  exited(called: Error): void
  thrown(thrown: unknown): void
  idle(): void
}

function intercept({ exited, thrown, idle }: Intercepted): () => void {
  const { exit } = process
  process.exit = () => {
    const called = new Error('process.exit')
    exited(called)
    throw called
  }
  process.on('uncaughtException', thrown).on('beforeExit', idle)
  return () => {
    process.exit = exit
    process.off('uncaughtException', thrown).off('beforeExit', idle)
  }
}

/** Which await never ends is not to be known: the first is blamed, and the others are named. */
async function waiting(file: string, folder: string): Promise<Finding> {
  const { awaitsIn } = await import('./awaits.ts')
  const [first, ...others] = awaitsIn(file, folder)
  const finding = endless({ kind: 'waits' }, first ?? { file: basename(file), line: 1, column: 1 })
  return others.length > 0 ? { ...finding, also: others } : finding
}
