import { setImmediate } from 'node:timers/promises'
import type { Ledger } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'
import type { Exit } from '../failure.ts'
import { Failure } from '../failure.ts'

/** By signal, what the process ends with where it was stopped before it was done. */
const exits = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const satisfies Partial<Record<NodeJS.Signals, Exit>>
type Stopping = keyof typeof exits

export interface Stop {
  /** Its reason is a Failure that says which signal it was. */
  readonly signal: AbortSignal
  readonly off: () => void
}

interface Words {
  /** Said at once. */
  readonly note: string
  /** What it was stopped before. */
  readonly before: string
  readonly wayOut: string
}

const ofRun: Words = {
  note: 'stopping: the batch on its way is finished first',
  before: 'before everything was written',
  wayOut: 'what was decided is kept, and the next run goes on from there',
}

/** A signal to come to an end, from whoever started the process. What is on its way is finished; a second signal ends at once, which is safe too. */
export function stopSignal(cli: Cli, { note, before, wayOut }: Words = ofRun): Stop {
  const controller = new AbortController()
  const names = Object.keys(exits) as Stopping[]
  const stop = (name: Stopping) => {
    if (controller.signal.aborted) process.exit(exits[name])
    cli.note(note)
    controller.abort(new Failure('stopped', `stopped by ${name}, ${before}`, wayOut, exits[name]))
  }
  for (const name of names) process.on(name, stop)
  return {
    signal: controller.signal,
    off: () => {
      for (const name of names) process.off(name, stop)
    },
  }
}

const lookMs = 50

/**
 * The same ledger, which refuses the next batch once the signal is there: nothing of a batch is durable before its first commit. What systems have answered is
 * taken still, so that no write is left in doubt. A run on local files waits for nothing, so signals are let in from time to time.
 */
export function stoppable(ledger: Ledger, signal: AbortSignal): Ledger {
  let looked = performance.now()
  const commit: Ledger['commit'] = async (batch) => {
    if (performance.now() - looked > lookMs) {
      await setImmediate()
      looked = performance.now()
    }
    if (batch.landed.length === 0) signal.throwIfAborted()
    return ledger.commit(batch)
  }
  return new Proxy(ledger, {
    get: (target, name) => {
      if (name === 'commit') return commit
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}
