import type { ValueType } from '../schema.ts'

/** What a schema was read as; `unsupported` says in one sentence what cannot be carried and what to write instead. */
export interface Reading {
  readonly type: ValueType
  readonly unsupported?: string
}

export function supported(type: ValueType): Reading {
  return { type }
}

/** A type has to stand in the plan all the same: text. The checker refuses the plan. */
export function unsupported(sentence: string): Reading {
  return { type: { kind: 'text' }, unsupported: sentence }
}
