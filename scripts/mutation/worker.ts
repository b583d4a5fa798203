/**
 * A thread that tries mutants against the steps of the suite. Without a survey it makes one: what each step comes to, with no mutant on. With one it tries the mutants
 * that it is sent, or the one that it is to be loaded with.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { allMutants, load } from './loaded.ts'
import type { Noticed } from './kept.ts'
import type { Step } from './suite.ts'
import { observe, switchOff, switchOn } from './switch.ts'

export interface Survey {
  /** Mutants whose places are come to while the suite is loaded: each needs a thread of its own. */
  readonly loading: readonly number[]
  readonly steps: readonly { readonly reached: readonly number[]; readonly asked: number; readonly cpuMs: number }[]
}
export type Task = { readonly survey: null } | { readonly survey: Survey; readonly loadWith: number | null }
/** A mutant, and the steps that are to try it, in this order. */
export interface Attempt {
  readonly mutant: number
  readonly steps: readonly number[]
}
/** `step`: it is begun now. */
export type Message =
  | { readonly survey: Survey }
  | { readonly step: number }
  | { readonly tried: number; readonly noticed: Noticed | null; readonly by: number | null }

const port = parentPort!
const task = workerData as Task
load(allMutants().texts)
const loadSuite = async () => (await import('./suite.ts')).steps()

if (task.survey === null) say({ survey: await survey() })
else {
  const { survey: known, loadWith } = task
  if (loadWith !== null) switchOn(loadWith, Infinity)
  const suite = await loadSuite()
  port.on('message', (attempt: Attempt) => void tried(known, suite, attempt).then(say))
}

function say(message: Message): void {
  port.postMessage(message)
}

async function survey(): Promise<Survey> {
  observe()
  const suite = await loadSuite()
  const loading = switchOff().reached
  const steps: Survey['steps'][number][] = []
  for (const { name, run } of suite) {
    const from = process.threadCpuUsage()
    observe()
    const broken = await run()
    const { reached, asked } = switchOff()
    const { user, system } = process.threadCpuUsage(from)
    if (broken !== null) throw new Error(`${name} does not hold without any mutant: ${broken}`)
    steps.push({ reached, asked, cpuMs: (user + system) / 1_000 })
  }
  return { loading, steps }
}

async function tried({ steps }: Survey, suite: readonly Step[], { mutant, steps: some }: Attempt): Promise<Message> {
  for (const i of some) {
    say({ step: i })
    const what = await outcome(suite[i]!, mutant, steps[i]!.asked)
    if (what !== null) return { tried: mutant, noticed: { by: suite[i]!.name, what }, by: i }
  }
  return { tried: mutant, noticed: null, by: null }
}

/** What fails has been noticed, too. */
async function outcome({ run }: Step, mutant: number, usually: number): Promise<string | null> {
  switchOn(mutant, usually)
  try {
    return await run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    switchOff()
  }
}
