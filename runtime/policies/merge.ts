/**
 * Every holder writes, and a function of the engineer's says what stands: it gets the value that both had (or undefined, where both created the record) and the values
 * that differ from it. It must be commutative, idempotent, associative over three and deterministic: the emitted tests try that.
 */
import type { Canonical } from '../values.ts'
import { ValueError } from '../values.ts'
import type { Policy } from './rule.ts'
import { waits } from './rule.ts'

/** What a `merge` function gets and gives: a value, or the values of a group by the names of its fields. */
export type MergeFunction = (agreed: never, values: never) => unknown
type Any = (agreed: unknown, values: readonly unknown[]) => unknown

/** @param group names of the group's fields, in its order; undefined for a single field */
export function merge(decide: MergeFunction, group?: readonly string[]): Policy {
  const join = (values: readonly Canonical[]): unknown =>
    group === undefined ? values[0] : Object.fromEntries(group.map((name, i) => [name, values[i]]))
  const split = (value: unknown): Canonical[] => {
    if (value === undefined) throw new ValueError('', 'the merge function gives nothing')
    if (group === undefined) return [value as Canonical]
    if (value === null || typeof value !== 'object') throw new ValueError('', `the merge function gives no value for ${group.join(', ')}`)
    return group.map((name) => {
      const member = (value as Readonly<Record<string, Canonical | undefined>>)[name]
      if (member === undefined) throw new ValueError(name, 'the merge function leaves it out')
      return member
    })
  }
  const call = (agreed: unknown, values: readonly unknown[]): unknown => {
    try {
      return (decide as Any)(agreed, values)
    } catch (error) {
      throw new ValueError('', `the merge function fails: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const of: Policy['merge'] = (values, agreed) => split(call(agreed === null ? undefined : join(agreed), values.map(join)))
  return {
    kind: 'merge',
    writer: null,
    merge: of,
    composes: true,
    equalCounts: false,
    judge: ({ told, value, base, decided, system, origin }) => {
      if (told) return { to: 'composed', value: split(call(join(decided), [join(value)])), loses: true }
      const both = system < origin ? [join(value), join(decided)] : [join(decided), join(value)]
      return { to: 'composed', value: split(call(base === null ? undefined : join(base), both)), loses: true }
    },
    clash: 'the merge function has made one value of both',
    outcomes: {
      bothChanged: 'the merge function makes one value of both; what it leaves out is kept in the audit',
      bothCreated: 'the merge function makes one value of both; what it leaves out is kept in the audit',
      constraint: waits,
    },
  }
}
