/** Who has seen whose edit, as the oracle tells it. */
import { expect, test } from 'vitest'
import { precedence } from '../../runtime/policies/precedence.ts'
import type { Canonical } from '../../runtime/values.ts'
import { causesOf } from '../../sim/oracle/causes.ts'
import { foretells } from '../../sim/oracle/values.ts'
import type { Happening } from '../../sim/story.ts'
import { made } from './landscapes/made.ts'

const landscape = made('causes', [
  { name: 'things', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: precedence(0) }], life: { creates: [0] } },
])
const flow = landscape.flows['things']!
const [unit] = flow.settle.units

type Part = Pick<Extract<Happening, { what: 'act' }>, 'kind' | 'before' | 'after'>
const at = { flow: 'things', key: 'K1' }
const typed = (system: string, { kind, before, after }: Part, clock = 0): Happening => ({
  ...at,
  what: 'act',
  at: 0,
  clock,
  system,
  kind,
  left: false,
  values: after!,
  before,
  after,
})
const inserted = (name: Canonical): Happening => ({
  ...at,
  what: 'write',
  system: 'B',
  kind: 'insert',
  fields: ['name'],
  changed: true,
  made: {},
  before: null,
  after: { name },
})
const causesIn = (happened: readonly Happening[]) =>
  causesOf({ flow, key: 'K1', first: false, start: [null, null], decided: [], happened }, unit!)
const openIn = (happened: readonly Happening[]) => causesIn(happened).open.map(({ text }) => text)

test('a blank that somebody typed has been seen by who edits the copy of it', () => {
  const story = [
    typed('A', { kind: 'create', before: null, after: { name: null } }),
    inserted(null),
    typed('B', { kind: 'update', before: { name: null }, after: { name: 'b' } }),
  ]
  expect(openIn(story)).toEqual(['["b"]'])
})

test('a blank that nobody typed is nobody’s', () => {
  const story = [
    typed('A', { kind: 'create', before: null, after: { name: 'a' } }),
    inserted(null),
    typed('B', { kind: 'update', before: { name: null }, after: { name: 'b' } }),
  ]
  expect(openIn(story)).toEqual(['["a"]', '["b"]'])
})

test('the later of two edits wins, unless a clock was set back: then it counts when the hub looked', () => {
  const edits = (...clocks: readonly [number, number, number]) =>
    causesIn([
      typed('A', { kind: 'update', before: { name: null }, after: { name: 'a' } }, clocks[0]),
      typed('B', { kind: 'update', before: { name: null }, after: { name: 'b' } }, clocks[1]),
      typed('A', { kind: 'update', before: { name: 'a' }, after: { name: 'c' } }, clocks[2]),
    ])
  const says = (causes: ReturnType<typeof edits>) =>
    foretells.lastWriteWins({ causes, systems: 2, first: false, terms: { tieWithinMs: 10 } })
  expect(says(edits(100, 300, 200))).toEqual({ is: 'value', text: '["b"]' })
  expect(says(edits(100, 200, 300))).toEqual({ is: 'value', text: '["c"]' })
  expect(says(edits(300, 200, 100))).toEqual({ is: 'oneOf', texts: new Set(['["b"]', '["c"]']) })
})
