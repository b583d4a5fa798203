/** Where the value of a named parameter of a generated statement comes from. */
import type { TableAdapter } from '../door.ts'
import { SystemError } from '../ports.ts'
import type { Raw } from '../values.ts'

export type Scope = Readonly<Record<string, Raw>>

export const from = { key: 0, value: 1, base: 2, unit: 3, seen: 4, constant: 5, unmoved: 6, ownId: 7, to: 8 } as const

const byField = [
  ['was_', from.base],
  ['unmoved_', from.unmoved],
] as const

/** @throws SystemError for a name that no adapter gives: a generated statement was edited so that nothing can run it. */
export function source(name: string, adapter: TableAdapter, scope: Scope): readonly [kind: number, index: number] {
  if (Object.hasOwn(scope, name)) return [from.constant, 0]
  // A field's parameter may look like any of the others' names, so it is asked for first.
  const slot = adapter.fields.findIndex(({ param }) => param === name)
  if (slot >= 0) return [from.value, slot]
  if (name === 'seen') return [from.seen, 0]
  if (name === 'own_id') return [from.ownId, 0]
  for (const [word, kind] of byField) {
    const field = name.startsWith(word) ? adapter.fields.findIndex(({ param }) => `${word}${param}` === name) : -1
    if (field >= 0) return [kind, field]
  }
  const [, word, number] = /^(key|set|to)_(\d+)$/.exec(name) ?? []
  if (word !== undefined) return [word === 'key' ? from.key : word === 'to' ? from.to : from.unit, Number(number)]
  throw new SystemError(
    'misfit',
    'parameter',
    adapter.system,
    `a generated statement for table ${adapter.place} names :${name}, which nothing gives a value`,
    'undo the edit of that statement, or write it anew: thalweg generate',
  )
}
