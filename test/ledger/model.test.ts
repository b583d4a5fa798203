/** Any sequence of commits, crashes and resets: every ledger tells the same as the one in memory, at every step. */
import * as fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { Entry } from '../../runtime/entry.ts'
import type { Ledger, Reference } from '../../runtime/ports.ts'
import { RevConflict } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'
import { anyEntry } from './entries.ts'
import type { LedgerUnderTest } from './conformance.ts'
import { files, inPostgres, memory } from './under-test.ts'
import { runs } from '../runs.ts'

const inFiles = files()
const inDatabase = inPostgres()
afterAll(async () => {
  inFiles.remove()
  await inDatabase.remove()
})

const names = ['a', 'b', 'Ä', '["x",1]']
/** Those that records may be renumbered to. */
const all = [...names, 'new']
const references: readonly Reference[] = [{ key: 'a' }, { key: 'x' }, { id: 0 }, { id: '' }]

/** `land`: of the open operations, by place. `stale`: with a rev that has moved. */
type Step =
  | {
      readonly do: 'commit'
      readonly writes: readonly { readonly key: string; readonly entry: Entry; readonly stale: boolean }[]
      readonly land: readonly number[]
    }
  | { readonly do: 'renumber'; readonly from: string; readonly to: string; readonly stale: boolean }
  | { readonly do: 'crash' }
  | { readonly do: 'reset' }
  | { readonly do: 'outgrow' }

/** Two systems share an operation never; records of one step do, by system. */
const entries = anyEntry(() => [1, 2])
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      writes: fc.uniqueArray(fc.record({ key: fc.constantFrom(...names), entry: entries, stale: fc.nat(9).map((n) => n === 0) }), {
        selector: ({ key }) => key,
        maxLength: 3,
      }),
      land: fc.array(fc.nat(5), { maxLength: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('renumber' as const),
      from: fc.constantFrom(...names),
      to: fc.constantFrom(...names, 'new'),
      stale: fc.nat(5).map((n) => n === 0),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reset' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'outgrow' as const }) },
)

async function told(ledger: Ledger): Promise<unknown> {
  return {
    entries: await ledger.read('orders', all),
    referred: [await ledger.referred('orders', 'EAM', references), await ledger.referred('orders', 'ERP', references)],
    keys: await ledger.keys('orders', null, 10),
    count: await ledger.count('orders'),
    pending: await ledger.pending(),
    due: await ledger.waiting('orders', { dueAt: 2 ** 30, limit: 10 }),
    all: await ledger.waiting('orders', { dueAt: Number.MAX_SAFE_INTEGER, limit: 10, dead: true }),
    dead: (await ledger.deadLetters({})).toSorted((a, b) => a.key.localeCompare(b.key) || a.system.localeCompare(b.system)),
    holds: [await ledger.holds('orders', 'EAM', names), await ledger.holds('orders', 'ERP', names)],
    high: await ledger.opHigh(),
  }
}

async function carryOut(test: LedgerUnderTest, each: Step): Promise<LedgerUnderTest> {
  const { ledger } = test
  if (each.do === 'crash') return test.crash()
  if (each.do === 'reset') await ledger.reset('orders', 5)
  else if (each.do === 'outgrow') await ledger.outgrow((await ledger.opHigh()) + 7)
  else if (each.do === 'renumber') await renumber(ledger, each)
  else {
    const open = (await ledger.pending()).map(({ op }) => op)
    // Which numbers a ledger draws is its own affair.
    const first = (await ledger.opHigh()) + 1
    const stored = await ledger.read('orders', names)
    const writes = each.writes.map(({ key, entry, stale }) => {
      const rev = stored[names.indexOf(key)]?.rev ?? 0
      const s = entry.s.map((state, j) => (state.pend === null ? state : { ...state, pend: { ...state.pend, op: first + j } }))
      return { flow: 'orders', key, entry: { ...entry, rev: stale ? rev + 1 : rev, s } }
    })
    const landed = each.land.flatMap((i) => open[i] ?? [])
    await ledger.commit({ ...nothing, entries: writes, landed }).catch((error: unknown) => {
      if (!(error instanceof RevConflict)) throw error
    })
  }
  return test
}

async function renumber(ledger: Ledger, { from, to, stale }: Extract<Step, { readonly do: 'renumber' }>): Promise<void> {
  const [entry, taken] = await ledger.read('orders', [from, to])
  if (entry === null || entry === undefined || from === to) return
  const rev = stale ? entry.rev + 1 : entry.rev
  const commit = {
    ...nothing,
    renumbered: [{ flow: 'orders', from, rev, to }],
    entries: [{ flow: 'orders', key: to, entry: { ...entry, rev: taken?.rev ?? 0 } }],
  }
  await ledger.commit(commit).catch((error: unknown) => {
    if (!(error instanceof RevConflict)) throw error
  })
}

it.each([
  ['a file', 60, inFiles.make],
  ['a database', 12, inDatabase.make],
])('in %s as in memory', async (_, numRuns, make) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let stored = await make()
      let inMemory = memory()
      for (const each of steps) {
        stored = await carryOut(stored, each)
        inMemory = await carryOut(inMemory, each)
        expect(await told(stored.ledger)).toEqual(await told(inMemory.ledger))
      }
      await stored.ledger.close()
    }),
    runs(numRuns),
  )
})
