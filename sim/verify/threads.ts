/** Runs on other threads, each with the landscape loaded by itself: they share nothing, so a run is the same wherever it is made. */
import { extname } from 'node:path'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Outcome, RunOf } from './run-once.ts'

export interface Crew {
  readonly threads: number
  /** URL of the module that exports the landscape. */
  readonly module: string
  readonly steps: number
}
export type Answer = { readonly outcome: Outcome } | { readonly failed: string }

export interface Failed {
  readonly run: RunOf
  readonly error: Error
}

/** Fewer are not worth the start of a thread: it loads and compiles everything by itself. */
const runsEach = 200

export function threadsFor(runs: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(runs / runsEach)))
}

/**
 * Each thread makes one run after the other.
 * @param next null: there is no further one
 * @returns the run that failed, of several the one that was dealt first; null: none
 */
export async function onThreads(
  crew: Crew,
  next: () => RunOf | null,
  take: (run: RunOf, outcome: Outcome) => void,
): Promise<Failed | null> {
  const failed: (Failed & { readonly number: number })[] = []
  let number = 0
  const work = async (): Promise<void> => {
    const { module, steps } = crew
    const worker = new Worker(new URL(`thread${extname(import.meta.url)}`, import.meta.url), { workerData: { module, steps } })
    const ask = asking(worker)
    try {
      for (let run = next(); run !== null && failed.length === 0; run = next()) {
        const dealt = number++
        const answer = await ask(run)
        if ('outcome' in answer) take(run, answer.outcome)
        else failed.push({ run, error: new Error(answer.failed), number: dealt })
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: crew.threads }, work))
  return failed.toSorted((a, b) => a.number - b.number)[0] ?? null
}

/** @returns tells the thread a run and waits for what comes of it */
function asking(worker: Worker): (run: RunOf) => Promise<Answer> {
  let ended: Answer | null = null
  let answered: (answer: Answer) => void = () => undefined
  const end = (why: string) => {
    ended ??= { failed: why }
    answered(ended)
  }
  worker.on('message', (answer: Answer) => answered(answer))
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => end(`a thread ended by itself, with ${code}`))
  return async (run) =>
    new Promise((resolve) => {
      if (ended !== null) return resolve(ended)
      answered = resolve
      worker.postMessage(run)
    })
}
