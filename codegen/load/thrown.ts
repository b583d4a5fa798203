import { inspect } from 'node:util'

/** What somebody's code threw, in texts that can be told. */
export interface Thrown {
  /** Of an error: its name. */
  readonly name?: string
  /** One line. */
  readonly message: string
  readonly stack: string
}

/** Anything can be thrown, also what throws when it is looked at: reading it never does. */
export function thrownOf(thrown: unknown): Thrown {
  try {
    if (!(thrown instanceof Error)) return { message: shown(thrown), stack: '' }
    const { name, message, stack } = thrown as { readonly name: unknown; readonly message: unknown; readonly stack?: unknown }
    return {
      name: typeof name === 'string' && name !== '' ? name : 'Error',
      message: typeof message === 'string' ? firstLine(message) : shown(message),
      stack: typeof stack === 'string' ? stack : '',
    }
  } catch {
    return { message: 'a value that cannot be looked at', stack: '' }
  }
}

function shown(value: unknown): string {
  return firstLine(typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Infinity, customInspect: false }))
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!.trim().slice(0, 500) || 'without a message'
}
