/** Hands mutants to threads, and ends those in which one does not come to an end. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Noticed } from './kept.ts'
import type { Mutant } from './mutants.ts'
import type { Attempt, Message, Survey, Task } from './worker.ts'

/** A step that takes longer than this, and than ten times as long as without a mutant, does not come to an end. */
const patienceMs = 5_000
const lookEachMs = 1_000
/** Whoever does nothing at all for so many looks waits for what never comes. */
const idleLooks = 20
/** Whoever is not noticed by so many steps that come to him is not noticed. */
const enough = 25
const memory = { maxOldGenerationSizeMb: 1_500 }

function thread(task: Task): Worker {
  return new Worker(new URL('worker.ts', import.meta.url), { workerData: task, resourceLimits: memory })
}

export async function survey(): Promise<Survey> {
  const [message] = (await once(thread({ survey: null }), 'message')) as [Message & { readonly survey: Survey }]
  return message.survey
}

export class Threads {
  readonly #mutants: readonly Mutant[]
  readonly #survey: Survey
  readonly #done: (n: number, noticed: Noticed | null) => void
  /** By function, and by file, how many mutants each step has noticed: it may well notice the next. */
  readonly #merits = new Map<string, Map<number, number>>()

  constructor(mutants: readonly Mutant[], known: Survey, done: (n: number, noticed: Noticed | null) => void) {
    this.#mutants = mutants
    this.#survey = known
    this.#done = done
  }

  async tryAll(wanted: readonly number[], atOnce: number): Promise<void> {
    const queue = [...wanted]
    await Promise.all(Array.from({ length: atOnce }, () => this.#hand(queue)))
  }

  async #hand(queue: number[]): Promise<void> {
    let shared: Worker | null = null
    for (let n = queue.shift(); n !== undefined; n = queue.shift()) {
      const alone = this.#survey.loading.includes(n)
      const worker: Worker = alone
        ? thread({ survey: this.#survey, loadWith: n })
        : (shared ??= thread({ survey: this.#survey, loadWith: null }))
      const alive = await this.#attempt(worker, { mutant: n, steps: this.#order(n, alone) })
      if (alone || !alive) await worker.terminate()
      if (!alone && !alive) shared = null
    }
    await shared?.terminate()
  }

  /** @returns false: the thread has come to its end, or must */
  #attempt(worker: Worker, attempt: Attempt): Promise<boolean> {
    let step: number | null = null
    let cpuMs = 0
    /** When this step was first looked at; the thread has worked before it, on others. */
    let since: number | null = null
    let idle = 0
    return new Promise((resolve) => {
      const end = (alive: boolean, noticed: Noticed | null, by: number | null) => {
        clearInterval(timer)
        worker.off('message', heard).off('error', failed)
        if (by !== null) this.#credit(attempt.mutant, by)
        this.#done(attempt.mutant, noticed)
        resolve(alive)
      }
      const endless = (what: string) => end(false, { by: step === null ? 'loading' : `step ${step}`, what }, step)
      const look = ({ user, system }: NodeJS.CpuUsage) => {
        const before = cpuMs
        cpuMs = (user + system) / 1_000
        since ??= cpuMs
        idle = cpuMs - before < 1 ? idle + 1 : 0
        const usual = step === null ? 0 : this.#survey.steps[step]!.cpuMs
        if (idle > idleLooks) endless('waits for what never comes')
        else if (step !== null && cpuMs - since > Math.max(patienceMs, 10 * usual)) endless('does not come to an end')
      }
      const timer = setInterval(() => {
        worker.cpuUsage().then(look, ignored)
      }, lookEachMs)
      const heard = (message: Message) => {
        if ('step' in message) {
          step = message.step
          since = null
        } else if ('tried' in message) end(true, message.noticed, message.by)
      }
      const failed = (error: Error) => endless(error.message)
      worker.on('message', heard).on('error', failed)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
      worker.postMessage(attempt)
    })
  }

  #order(n: number, alone: boolean): readonly number[] {
    const [inFunction, inFile] = this.#placesOf(n).map((place) => this.#meritsIn(place))
    const merit = (step: number) => 100 * (inFunction!.get(step) ?? 0) + (inFile!.get(step) ?? 0)
    const all = [...this.#survey.steps.keys()].filter((i) => alone || this.#survey.steps[i]!.reached.includes(n))
    return all.toSorted((a, b) => merit(b) - merit(a) || a - b).slice(0, enough)
  }

  #credit(n: number, step: number): void {
    for (const merits of this.#placesOf(n).map((place) => this.#meritsIn(place))) merits.set(step, (merits.get(step) ?? 0) + 1)
  }

  #meritsIn(place: string): Map<number, number> {
    const merits = this.#merits.get(place) ?? new Map<number, number>()
    this.#merits.set(place, merits)
    return merits
  }

  #placesOf(n: number): readonly [string, string] {
    const { file, key } = this.#mutants[n]!
    return [`${file} ${key.slice(0, key.indexOf(':'))}`, file]
  }
}

/** The thread has ended meanwhile. */
function ignored(): void {}
