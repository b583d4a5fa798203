/** Entries for tests of ledgers: written by hand, and drawn at random in every shape that the port allows. */
import * as fc from 'fast-check'
import type { Dirty, Entry, Pending, Stamp, SystemState } from '../../runtime/entry.ts'
import type { FlowShape } from '../../runtime/ledger/index.ts'
import type { Raw } from '../../runtime/values.ts'

/** ERP does not hold `notes`. */
export const orders: FlowShape = {
  name: 'orders',
  systems: ['EAM', 'ERP'],
  units: ['title', 'price(cost,currency)', 'notes'],
  fields: ['title', 'cost', 'currency', 'notes'],
  held: [
    ['title', 'cost', 'currency', 'notes'],
    ['title', 'cost', 'currency'],
  ],
}
const assets: FlowShape = {
  name: 'assets',
  systems: ['ERP', 'EAM', 'BI'],
  units: ['name'],
  fields: ['name'],
  held: [['name'], ['name'], ['name']],
}
export const shapes = [orders, assets]

export const stamp: Stamp = { n: 1, origin: 0, at: 1_764_000_000_000, change: 'outbox 17', version: 'v1' }
export const atRest: SystemState = {
  present: true,
  b: null,
  d: null,
  dl: 1,
  apart: 'no',
  pend: null,
  dirty: null,
  seen: 0,
  id: null,
  key: null,
}

export function entry(over: Partial<Entry> = {}): Entry {
  return {
    rev: 0,
    live: true,
    inc: 1,
    ln: 1,
    lo: 0,
    g: ['pump', '12.50', 'EUR', 'late'],
    stamp: [stamp, stamp, stamp],
    held: null,
    lifeHeld: 0,
    s: [atRest, atRest],
    rounds: 0,
    swing: null,
    ...over,
  }
}
/** The record is decided, and ERP is to be told by this operation. */
export function telling(op: number, over: Partial<Entry> = {}, before: Partial<SystemState> = {}): Entry {
  return entry({ ...over, s: [atRest, { ...atRest, present: false, dl: 0, ...before, pend: inserting(op) }] })
}
function inserting(op: number): Pending {
  return {
    op,
    kind: 'insert',
    units: [0, 1],
    values: ['pump', '12.50', 'EUR'],
    n: [1, 1],
    ln: 1,
    doubtful: false,
    after: { b: null, d: null, dl: 1, key: null },
  }
}
export function dirty(over: Partial<Dirty> = {}): Dirty {
  return { reason: 'constraint', detail: 'too long', since: 100, tries: 1, due: 100, dead: false, ...over }
}

// ─── At random ───────────────────────────────────────────────────────────────────────────────────

const number = fc.integer({ min: -2, max: 9 })
const raw: fc.Arbitrary<Raw> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    null,
    '',
    'ÄÖ',
    "it's",
    '[1]',
    0,
    -1,
    0.1,
    2 ** 53,
    9_007_199_254_740_993n,
    -9_223_372_036_854_775_808n,
    Infinity,
    NaN,
    '\u0000',
    '𝔘',
  ),
  fc.uint8Array({ maxLength: 4 }),
)
const canonical = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(null, true, 1.5, [], ['a', null], { b: { c: 1 } }))
const stampAny = fc.record({
  n: number,
  origin: fc.integer({ min: -1, max: 1 }),
  at: fc.constantFrom(null, 0, 1_764_000_000_000, -5),
  change: fc.oneof(
    fc.constantFrom('outbox 17', 'outbox 017', 'page', '', 'updated 2026-11-24 08:00:00', 'answer 9007199254740993', '17', 'outbox -1'),
    fc.string(),
  ),
  version: fc.constantFrom('v1', 'v2', ''),
})
/** Stamps are shared by the units that one image decided. */
const stampsAny = fc.oneof(
  fc.tuple(stampAny, stampAny, stampAny),
  fc
    .tuple(stampAny, stampAny, fc.constantFrom([0, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]))
    .map(([a, b, of]) => of.map((i) => (i === 0 ? a : b))),
)
const dirtyAny: fc.Arbitrary<Dirty> = fc.record({
  reason: fc.constantFrom('missingParent', 'constraint', 'value', 'doesNotSettle', 'heldBack'),
  detail: fc.string(),
  since: fc.nat(),
  tries: fc.nat(5),
  due: fc.nat(),
  dead: fc.boolean(),
})

function pendingAny(op: number, slots: number): fc.Arbitrary<Pending> {
  const values = fc
    .array(fc.oneof({ weight: 3, arbitrary: raw }, { weight: 1, arbitrary: fc.constant(undefined) }), {
      minLength: slots,
      maxLength: slots,
    })
    .map((list) => {
      const out: Raw[] = []
      for (const [i, value] of list.entries()) if (value !== undefined) out[i] = value
      out.length = slots
      return out
    })
  const common = {
    op: fc.constant(op),
    units: fc.subarray([0, 1, 2]),
    n: fc.array(number, { maxLength: 3 }),
    ln: number,
    doubtful: fc.boolean(),
  }
  const key = fc.option(fc.constantFrom('a', 'x'))
  const after = fc.record({ b: base(slots), d: fc.option(fc.tuple(number, number, number)), dl: number, key })
  const gone = fc.record({ b: fc.constant(null), d: fc.option(fc.tuple(number, number, number)), dl: number, key: fc.constant(null) })
  const named = fc.constantFrom('rekey' as const, 'link' as const)
  return fc.oneof(
    fc.record({ ...common, kind: named, values: fc.constant([]), after }),
    fc.record({ ...common, kind: fc.constant('insert' as const), values: fc.array(raw, { minLength: slots, maxLength: slots }), after }),
    fc.record({ ...common, kind: fc.constant('update' as const), values, after }),
    fc.record({ ...common, kind: fc.constant('delete' as const), values: fc.constant([]), after: gone }),
  )
}
function base(slots: number): fc.Arbitrary<Raw[] | null> {
  return fc.option(fc.array(raw, { minLength: slots, maxLength: slots }))
}

const heldAny = fc.option(fc.record({ id: fc.integer({ min: 1, max: 3 }), frozen: fc.boolean() }))

/** An update gives a row no other key. */
function keepingKey(s: SystemState): SystemState {
  return s.pend?.kind === 'update' ? { ...s, pend: { ...s.pend, after: { ...s.pend.after, key: s.key } } } : s
}

/** Any entry of `orders`; systems may have a pending write each. `draw` gives operation numbers. */
export function anyEntry(draw: () => readonly [number, number]): fc.Arbitrary<Entry> {
  return fc.constant(null).chain(() => {
    const ops = draw()
    const system = (j: number): fc.Arbitrary<SystemState> =>
      fc
        .record({
          present: fc.boolean(),
          b: base(orders.held[j]!.length),
          d: fc.option(fc.tuple(number, number, number)),
          dl: number,
          apart: fc.constantFrom('no', 'reported', 'foreign'),
          pend: fc.option(pendingAny(ops[j]!, orders.held[j]!.length)),
          dirty: fc.option(dirtyAny, { freq: 3 }),
          seen: fc.nat(3),
          id: fc.option(raw),
          key: fc.option(fc.constantFrom('a', 'x')),
        })
        .map(keepingKey)
    return fc.record({
      rev: fc.constant(0),
      live: fc.boolean(),
      inc: fc.nat(2),
      ln: number,
      lo: fc.integer({ min: -1, max: 1 }),
      g: fc.tuple(canonical, canonical, canonical, canonical),
      stamp: stampsAny,
      held: fc.option(fc.tuple(heldAny, heldAny, heldAny)),
      lifeHeld: fc.nat(2),
      s: fc.tuple(system(0), system(1)),
      rounds: fc.nat(3),
      swing: fc.option(
        fc.record({ unit: fc.nat(2), systems: fc.array(fc.nat(1)), values: fc.array(fc.nat()), times: fc.nat(), at: fc.nat() }),
      ),
    })
  })
}
