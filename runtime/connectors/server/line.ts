/** One connection that several callers share: each has it to itself until its call has ended, in the order in which they came. */
import { SystemError } from '../../ports.ts'
import type { Session } from './session.ts'
import { ServerError } from './session.ts'

export class Line {
  readonly #session: Session
  #last: Promise<unknown> = Promise.resolve()

  constructor(session: Session) {
    this.#session = session
  }

  /** @throws ServerError */
  async alone<T>(call: (session: Session) => Promise<T>): Promise<T> {
    const before = this.#last
    const mine = (async () => {
      await before.catch(() => undefined)
      return call(this.#session)
    })()
    this.#last = mine.catch(() => undefined)
    return mine
  }

  /** What the server refuses is said in the words of the ports. @throws SystemError */
  async ask<T>(call: (session: Session) => Promise<T>): Promise<T> {
    return inWords(async () => this.alone(call))
  }

  async close(): Promise<void> {
    await this.#session.close()
  }
}

/** @throws SystemError in the place of a ServerError */
export async function inWords<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw worded(error)
  }
}

export function worded(error: unknown): unknown {
  return error instanceof ServerError ? error.system : error
}

export function isUnreachable(error: unknown): error is SystemError {
  return error instanceof SystemError && error.kind === 'unreachable'
}
