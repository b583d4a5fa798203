import type { Env, Secret } from './types/values.ts'

/**
 * A value that each environment supplies: the name of a variable, read when the runtime starts. Stands only where a system is placed.
 * Without a default a missing variable stops the runtime, which names all that are missing in one line.
 */
export function env(name: string, options?: { default?: string }): Env {
  return Object.freeze({ env: name, ...(options?.default !== undefined && { default: options.default }) })
}

/** The name of a variable that is never printed and has no default. */
export function secret(name: string): Secret {
  return Object.freeze({ secret: name })
}
