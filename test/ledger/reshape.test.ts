/** A flow with other fields than its entries were written for: they are read, and then stored, as if they had been written for the fields of now. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Entry } from '../../runtime/entry.ts'
import { UNCOMPARED } from '../../runtime/entry.ts'
import type { FlowShape } from '../../runtime/ledger/index.ts'
import { openLedger } from '../../runtime/ledger/index.ts'
import type { Ledger, Review } from '../../runtime/ports.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { nothing } from './commit.ts'
import { anyEntry, atRest, dirty, entry, orders, stamp, telling } from './entries.ts'
import { runs } from '../runs.ts'

const root = mkdtempSync(join(tmpdir(), 'thalweg-reshape-'))
const database = await postgresDatabase(await postgresServer(18))
let ledgers = 0
afterAll(async () => {
  rmSync(root, { recursive: true, force: true })
  await database.drop()
})

/** Opens a ledger, which is made where it is absent, for a flow of this shape. */
type Open = (name: string, flow: FlowShape) => Promise<Ledger>
const fresh = () => `l${ledgers++}`
const homes: readonly (readonly [home: string, open: Open, numRuns: number])[] = [
  ['a file', async (name, flow) => openLedger(join(root, `${name}.sqlite`), { landscape: 'estate', flows: [flow], create: true }), 50],
  ['a database', async (name, flow) => openLedger(database.url, { landscape: name, flows: [flow], create: true }), 8],
]

/** `vendor` came to both systems, and `notes` to ERP; `title` is gone. */
const later: FlowShape = {
  name: 'orders',
  systems: ['EAM', 'ERP'],
  units: ['vendor', 'notes', 'price(cost,currency)'],
  fields: ['vendor', 'notes', 'cost', 'currency'],
  held: [
    ['vendor', 'notes', 'cost', 'currency'],
    ['cost', 'vendor', 'currency', 'notes'],
  ],
}

/** Writes under `orders`, and gives what a ledger of another shape tells: as stored, and after `reshape`. */
async function opened(open: Open, shape: FlowShape, write: (ledger: Ledger) => Promise<void>) {
  const name = fresh()
  const before = await open(name, orders)
  await write(before)
  await before.close()
  return open(name, shape)
}

const put = (key: string, made: Entry) => ({ ...nothing, entries: [{ flow: 'orders', key, entry: made }] })
const review = (id: number, unit: string): Review => ({
  id,
  flow: 'orders',
  key: 'a',
  unit,
  conflict: 'bothChanged',
  openedAt: 1,
  system: 'ERP',
  body: {},
})

describe.each(homes)('in %s, entries of a flow with other fields', (_, open) => {
  const under = async (shape: FlowShape, write: (ledger: Ledger) => Promise<void>) => opened(open, shape, write)

  it('keep what is known of the fields that stay; what came is uncompared where there is a row', async () => {
    const old = entry({
      stamp: [stamp, { ...stamp, n: 3, origin: 1 }, { ...stamp, n: 2 }],
      held: [{ id: 7, frozen: true }, { id: 8, frozen: true }, null],
      s: [atRest, { ...atRest, b: ['pump', '13.00', 'EUR'], d: [1, 1, 2], dirty: dirty({ dead: true }) }],
    })
    const ledger = await under(later, async (before) => before.commit(put('a', old)))
    const [read] = await ledger.read('orders', ['a'])
    expect(read).toMatchObject({
      g: [null, 'late', '12.50', 'EUR'],
      held: [null, null, { id: 8, frozen: true }],
      s: [
        { b: null, d: [UNCOMPARED, 2, 3] },
        { b: ['13.00', null, 'EUR', null], d: [UNCOMPARED, UNCOMPARED, 1], dirty: { dead: true } },
      ],
    })
    expect(read!.stamp.map(({ n, origin }) => [n, origin])).toEqual([
      [0, -1],
      [2, 0],
      [3, 1],
    ])
    const slots = [
      [-1, 3, 1, 2],
      [1, -1, 2, -1],
    ]
    expect(ledger.reshapes()).toEqual([{ flow: 'orders', added: ['vendor', 'notes at ERP'], removed: ['title'], slots }])
    await ledger.close()
  })

  it('of a deleted record stay a tombstone, of which nothing is uncompared', async () => {
    const gone = { ...atRest, present: false }
    const ledger = await under(later, async (before) => before.commit(put('a', entry({ live: false, s: [gone, gone] }))))
    const [read] = await ledger.read('orders', ['a'])
    expect(read).toMatchObject({ live: false, inc: 1, s: [{ d: null }, { d: null }] })
    expect(await ledger.count('orders')).toEqual({ live: 0, deleted: 1 })
    await ledger.close()
  })

  it('keep writes that are in doubt, with what they named of the fields that stay', async () => {
    const ledger = await under(later, async (before) => before.commit(put('a', telling(before.drawOps(1)))))
    const [read] = await ledger.read('orders', ['a'])
    expect(read!.s[1]!.pend).toMatchObject({ kind: 'insert', units: [2], n: [1], values: ['12.50', null, 'EUR', null] })
    expect(read!.s[1]!.pend!.after.d).toEqual([UNCOMPARED, UNCOMPARED, 1])
    expect(await ledger.pending()).toEqual([{ op: 1, flow: 'orders', system: 'ERP', keys: ['a'] }])
    await ledger.close()
  })

  it('cannot be written before they are stored so; then positions and reviews of what stays are there, and the others closed', async () => {
    const ledger = await under(later, async (before) =>
      before.commit({
        ...put('a', entry()),
        openReviews: [review(1, 'title'), review(2, 'price'), review(3, '')],
        positions: [{ flow: 'orders', system: 'EAM', position: '{"at":1}' }],
      }),
    )
    const [read] = await ledger.read('orders', ['a'])
    await expect(ledger.commit(put('a', read!))).rejects.toMatchObject({
      code: 'foreign',
      wayOut: expect.stringContaining('match --accept'),
    })
    await ledger.reshape('orders', 5, { ...nothing, settings: [{ name: 'x', value: 'with it' }] })
    expect(ledger.reshapes()).toEqual([])
    await ledger.commit(put('a', read!))
    expect((await ledger.reviews({ open: true })).map(({ id }) => id)).toEqual([2, 3])
    expect([await ledger.position('orders', 'EAM'), await ledger.setting('x')]).toEqual(['{"at":1}', 'with it'])
    await ledger.close()
  })

  it('whose group was put together otherwise know nothing of the group', async () => {
    const regrouped = { ...orders, units: ['title', 'cost', 'currency', 'notes'] }
    const ledger = await under(regrouped, async (before) => before.commit(put('a', entry())))
    expect(ledger.reshapes()).toMatchObject([{ flow: 'orders', added: ['cost', 'currency'], removed: ['price'] }])
    expect((await ledger.read('orders', ['a']))[0]!.s.map(({ d }) => d)).toEqual([
      [1, UNCOMPARED, UNCOMPARED, 1],
      [1, UNCOMPARED, UNCOMPARED, 1],
    ])
    await ledger.close()
  })

  it('of other systems are none', async () => {
    const ledger = await under({ ...orders, systems: ['ERP', 'EAM'] }, async (before) => before.commit(put('a', entry())))
    expect([ledger.changedFlows(), ledger.reshapes()]).toEqual([['orders'], []])
    await ledger.close()
  })
})

// ─── Any entry, any shape ────────────────────────────────────────────────────────────────────────

const pool = ['title', 'cost', 'currency', 'notes', 'vendor', 'tax']
const anyShape: fc.Arbitrary<FlowShape> = fc
  .record({
    fields: fc.shuffledSubarray(pool, { minLength: 1 }),
    grouped: fc.boolean(),
    wide: fc.boolean(),
    lacks: fc.tuple(fc.subarray(pool), fc.subarray(pool)),
    turned: fc.boolean(),
  })
  .map(({ fields, grouped, wide, lacks, turned }) => {
    const has = (field: string) => fields.includes(field)
    const group = grouped && has('cost') && has('currency') ? ['cost', 'currency', ...(wide && has('tax') ? ['tax'] : [])] : []
    const single = fields.filter((field) => !group.includes(field))
    const units = group.length === 0 ? single : [`price(${group.join(',')})`, ...single]
    const held = lacks.map((lack) => fields.filter((field) => group.includes(field) || !lack.includes(field)))
    return { name: 'orders', systems: orders.systems, fields, units, held: turned ? held.map((each) => [...each].reverse()) : held }
  })

const fieldsOf = (unit: string) => /\((.*)\)/.exec(unit)?.[1]?.split(',') ?? [unit]
const holds = (shape: FlowShape, j: number, unit: string) => fieldsOf(unit).every((field) => shape.held[j]!.includes(field))

/** What an entry says, in names. */
function told({ g, stamp: stamps, held, s, swing, ...rest }: Entry, shape: FlowShape, of: FlowShape) {
  const kept = shape.units.filter((unit) => of.units.includes(unit))
  const fields = shape.fields.filter((field) => of.fields.includes(field))
  const { rev: _, ...life } = rest
  const swings = swing === null ? null : shape.units[swing.unit]!
  return {
    life,
    swing: swing === null || swings === null || !kept.includes(swings) ? null : { ...swing, unit: swings },
    g: Object.fromEntries(fields.map((field) => [field, g[shape.fields.indexOf(field)]])),
    units: Object.fromEntries(kept.map((unit) => [unit, [stamps[shape.units.indexOf(unit)], held?.[shape.units.indexOf(unit)] ?? null]])),
    s: s.map(({ b, d, pend, ...state }, j) => {
      const both = shape.held[j]!.filter((field) => of.held[j]!.includes(field)).toSorted()
      const slots = both.map((field) => shape.held[j]!.indexOf(field))
      const known = kept.filter((unit) => holds(shape, j, unit) && holds(of, j, unit)).toSorted()
      const numbers = (list: readonly number[] | null) => known.map((unit) => (list ?? stamps.map(({ n }) => n))[shape.units.indexOf(unit)])
      return {
        ...state,
        b: b === null ? null : slots.map((slot) => b[slot]),
        d: numbers(d),
        pend: pend === null ? null : [pend.op, pend.kind, pend.ln, pend.doubtful, pend.after.dl, numbers(pend.after.d)],
        sent:
          pend === null || pend.kind === 'delete'
            ? null
            : {
                values: slots.map((slot) => pend.values[slot]),
                b: pend.after.b === null ? null : slots.map((slot) => pend.after.b![slot]),
              },
      }
    }),
  }
}

/** A write names a decision for each of its units. */
function numbered(made: Entry): Entry {
  const s = made.s.map((state) =>
    state.pend === null ? state : { ...state, pend: { ...state.pend, n: state.pend.units.map((_, i) => state.pend!.n[i] ?? 1) } },
  )
  return { ...made, s }
}

describe.each(homes)('in %s, any entry in any other shape', (_, open, numRuns) => {
  const names = ['a', 'b', 'c']

  it('says the same of what stays, is uncompared where something came, and is stored as it was read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          anyEntry(() => [1, 2]),
          { minLength: 1, maxLength: 3 },
        ),
        anyShape,
        async (entries, shape) => {
          const name = fresh()
          const before = await open(name, orders)
          const written = entries.map((made, i) => ({ flow: 'orders', key: names[i]!, entry: numbered(made) }))
          await before.commit({ ...nothing, entries: written })
          const old = await before.read('orders', names)
          await before.close()
          const asStored = await open(name, shape)
          const read = await asStored.read('orders', names)
          for (const [i, was] of old.entries()) {
            if (was === null) continue
            const now = read[i]!
            expect(told(now, shape, orders)).toEqual(told(was, orders, shape))
            for (const [j, s] of now.s.entries())
              for (const [u, unit] of shape.units.entries()) {
                const came = holds(shape, j, unit) && !(orders.units.includes(unit) && holds(orders, j, unit))
                expect([unit, j, s.d?.[u] === UNCOMPARED]).toEqual([unit, j, came && s.present])
              }
          }
          await asStored.reshape('orders', 5, nothing)
          expect(await asStored.read('orders', names)).toEqual(read)
          await asStored.close()
          const reopened = await open(name, shape)
          expect(await reopened.read('orders', names)).toEqual(read)
          await reopened.close()
        },
      ),
      runs(numRuns),
    )
  })
})
