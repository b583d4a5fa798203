/** Calls of an engineer's connector: what they throw becomes one of the words that the engine knows, and short pauses that a service asks for are kept here. */
import { SystemError } from '../../ports.ts'
import { Failure } from './definition.ts'

export interface CallOptions {
  readonly system: string
  /** Never to be seen in a message. */
  readonly secrets: readonly string[]
  readonly sleep: (ms: number) => Promise<void>
  /** How long a call may take, in ms. Default: two minutes. */
  readonly longestMs?: number
}

/** A connector should give its calls a time-out of its own; one that never ends would hold up its flow for ever. */
const longestMs = 120_000

/** What a service may ask to wait before a call is given up and the system is left alone for that long. */
const patienceMs = 30_000
/** Where it does not say how long. */
const pauseMs = 1_000

/** Errors of sockets that never came to send anything. */
const unsent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

export class Calls {
  readonly #options: CallOptions

  constructor(options: CallOptions) {
    this.#options = options
  }

  /** @throws SystemError for everything that the connector throws */
  async read<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#patiently(call, 'unreachable')
    } catch (error) {
      throw error instanceof Failure ? this.#systemError(error) : error
    }
  }

  /** @throws Failure */
  async write<T>(call: () => Promise<T>): Promise<T> {
    return this.#patiently(call, 'uncertain')
  }

  async #patiently<T>(call: () => Promise<T>, otherwise: 'unreachable' | 'uncertain'): Promise<T> {
    for (let waited = 0; ;) {
      try {
        return await this.#inTime(call)
      } catch (error) {
        const failure = this.#translated(error, otherwise)
        const pause = failure.retryAfterMs ?? pauseMs
        if (failure.kind !== 'throttled' || waited + pause > patienceMs) throw failure
        waited += Math.max(pause, 1)
        await this.#options.sleep(pause)
      }
    }
  }

  async #inTime<T>(call: () => Promise<T>): Promise<T> {
    const ms = this.#options.longestMs ?? longestMs
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1_000} s`)), ms)
    })
    try {
      return await Promise.race([call(), late])
    } finally {
      clearTimeout(timer)
    }
  }

  #translated(error: unknown, otherwise: 'unreachable' | 'uncertain'): Failure {
    const { secrets } = this.#options
    if (Failure.is(error)) {
      const { kind, retryAfterMs } = error
      return new Failure(kind, redacted(error.message, secrets), retryAfterMs === undefined ? {} : { retryAfterMs })
    }
    const message = error instanceof Error ? error.message : String(error)
    const code = codeOf(error)
    const detail = code === null || message.includes(code) ? message : `${message} (${code})`
    return new Failure(code !== null && unsent.includes(code) ? 'unreachable' : otherwise, redacted(detail, secrets))
  }

  #systemError(failure: Failure): SystemError {
    const { system } = this.#options
    const { kind, message, retryAfterMs } = failure
    if (kind === 'expired') return new SystemError('misfit', 'wentBack', system, message, 'take new bases: thalweg match --accept')
    const code = kind === 'throttled' ? kind : 'unreachable'
    return new SystemError('unreachable', code, system, message, 'it is tried again', retryAfterMs)
  }
}

/** A secret is shorter than three characters only in a test, and would hide half of every message. */
const shortestSecret = 3

function redacted(text: string, secrets: readonly string[]): string {
  let out = text
  for (const secret of secrets) if (secret.length >= shortestSecret) out = out.replaceAll(secret, '•••')
  return out
}

/** What Node says of a socket, which fetch keeps as the cause of its own error. */
function codeOf(error: unknown): string | null {
  for (const each of [error, error instanceof Error ? error.cause : undefined]) {
    if (typeof each === 'object' && each !== null && 'code' in each && typeof each.code === 'string') return each.code
  }
  return null
}
