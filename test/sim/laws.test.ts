/** A merge function that keeps the laws passes, and one that breaks any of them is found with the values for which it does. */
import { describe, expect, it } from 'vitest'
import { landscape } from '../../generated/co-owned/index.ts'
import type { GeneratedFlow } from '../../runtime/door.ts'
import { merge } from '../../runtime/policies/merge.ts'
import type { Policy } from '../../runtime/policies/rule.ts'
import { flowProperties } from '../../sim/index.ts'
import { tryLaws } from '../../sim/laws.ts'

const customers = landscape.flows['customers']!
const grades = ['GOOD', 'WATCH', 'BLOCKED'] as const
type Standing = (typeof grades)[number]
const rank = (value: Standing) => grades.indexOf(value)

/** The customers' flow with another policy for one of its fields. */
function under(name: string, policy: Policy): GeneratedFlow {
  const units = customers.settle.units.map((unit) => (unit.name === name ? { ...unit, policy } : unit))
  return { ...customers, settle: { ...customers.settle, units } }
}
/** What breaks first; null: nothing does. */
function broken(field: string, policy: Policy): string | null {
  const flow = under(field, policy)
  for (let seed = 1; seed <= 40; seed++) {
    const { broken } = tryLaws(flow, field, seed)
    if (broken !== null) return broken
  }
  return null
}
const standing = (decide: (agreed: Standing | undefined, values: readonly Standing[]) => Standing) => broken('standing', merge(decide))
const notes = (decide: (agreed: string | undefined, values: readonly string[]) => string) => broken('notes', merge(decide))

describe('a merge function', () => {
  it('that takes the stricter value keeps the laws', () => {
    expect(standing((_, values) => grades[Math.max(...values.map(rank))]!)).toBeNull()
  })

  it('that appends what is not there yet depends on the order', () => {
    expect(notes((_, values) => values.reduce((all, each) => (all.includes(each) ? all : all + each)))).toMatch(
      /stands where they are seen in the order .*, and .* in the order/,
    )
  })

  it('that takes the longer text, and the first of the alphabet of two that are as long, keeps the laws', () => {
    const order = (a: string, b: string) => b.length - a.length || (a < b ? -1 : 1)
    expect(notes((_, values) => values.toSorted(order)[0]!)).toBeNull()
  })

  it('that adds up makes something else of the same value twice', () => {
    expect(standing((_, values) => grades[values.reduce((sum, value) => sum + rank(value), 0) % 3]!)).toContain('of that twice is made')
  })

  it('that cannot do without what both had is found, since two may create the record', () => {
    const kept = (agreed: string | undefined, values: readonly string[]) => values.find((value) => value !== agreed) ?? agreed
    expect(notes((agreed, values) => (agreed === undefined ? values.join('') : kept(agreed, values.toSorted())!))).toContain(
      'creates the record with',
    )
  })

  it('that fails for some values is told with them, and with what it said', () => {
    const picky = (_: unknown, values: readonly Standing[]) => {
      if (values.includes('BLOCKED')) throw new Error('cannot be')
      return values[0]!
    }
    expect(standing(picky)).toMatch(/(CRM|ERP) (writes|creates the record with) "BLOCKED".*: the merge function fails: cannot be/)
  })

  it('that gives nothing for some values is told with them', () => {
    expect(standing((_, values) => values.find((value) => value !== 'WATCH')!)).toContain('the merge function gives nothing')
  })

  it('that makes what a system cannot store is told with the system', () => {
    expect(standing(() => 'FINE' as Standing)).toMatch(/"FINE" is made, and (CRM|ERP) cannot store that/)
    expect(standing((async () => Promise.resolve('GOOD')) as never)).toMatch(/is made, and (CRM|ERP) cannot store that/)
  })

  it('that changes what it is given is told, since the ledger would hold that', () => {
    const sorts = (_: unknown, values: readonly (readonly string[])[]) => {
      for (const value of values) (value as string[]).sort().reverse()
      return [...new Set(values.flat())].sort()
    }
    expect(broken('tags', merge(sorts))).toContain('the values that it was given are changed')
  })

  it('that remembers is not the same the next time', () => {
    let calls = 0
    expect(notes(() => `note ${calls++}`)).toContain('and the next time')
  })
})

it('any policy for which the first seen stands depends on the order', () => {
  const firstSeen: Policy = { ...merge(() => undefined), composes: false, judge: ({ told }) => ({ to: told ? 'decided' : 'lost' }) }
  expect(broken('notes', firstSeen)).toContain('in the order')
})

it('each field that several systems write has its property, and no other', () => {
  const named = (flow: string) => flowProperties(landscape, flow).flatMap(({ name }) => /^edits of (\w+) at once$/.exec(name)?.[1] ?? [])
  expect(named('customers')).toEqual(['address', 'tags', 'notes', 'standing', 'creditLimit'])
  expect(named('stock')).toEqual(['onHand'])
  expect(named('orders')).toEqual([])
})
