/** What a dry run sees is what the run would see once it has written as much: each of these was told otherwise before. */
import { describe, expect, it } from 'vitest'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { noCommit } from '../../runtime/engine/context.ts'
import type { Dirty, Entry } from '../../runtime/entry.ts'
import { compile } from '../../runtime/kernel.ts'
import { MemoryLedger } from '../../runtime/ledger/memory.ts'
import { overlay } from '../../runtime/overlay.ts'
import type { Bound, Write } from '../../runtime/ports.ts'
import { blank } from '../../runtime/settle.ts'
import { lastWriteWins } from '../../runtime/index.ts'
import { calm } from '../../sim/quirks.ts'
import { simulate } from '../../sim/simulate.ts'
import { SimSystem } from '../../sim/system.ts'
import { World } from '../../sim/world.ts'
import type { MadeFlow } from '../sim/landscapes/made.ts'
import { made } from '../sim/landscapes/made.ts'

const flow: MadeFlow = { name: 'things', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: 0 }] }
const plain = made('plain', [flow])
const kernel = compile(plain.flows['things']!)

describe('the ledger of a dry run', () => {
  const dirty = (due: number, more: Partial<Dirty> = {}): Dirty => ({
    reason: 'heldBack',
    detail: '',
    since: due,
    tries: 0,
    due,
    dead: false,
    ...more,
  })
  const entry = (at: Dirty | null = null, more: Partial<Entry> = {}): Entry => {
    const { s, ...rest } = blank(kernel)
    return { ...rest, s: s.with(1, { ...s[1]!, dirty: at }), ...more }
  }
  const ledgers = async (stored: Readonly<Record<string, Entry>>, own: Readonly<Record<string, Entry>>) => {
    const ledger = new MemoryLedger({ id: 'one', flows: [{ name: 'things', systems: ['A', 'B'] }] })
    const commit = (some: Readonly<Record<string, Entry>>) => ({
      ...noCommit,
      entries: Object.entries(some).map(([key, each]) => ({ flow: 'things', key, entry: each })),
    })
    await ledger.commit(commit(stored))
    const over = overlay(plain, ledger, async () => Promise.reject(new Error('no system is asked')), { now: () => 0 }).ledger
    await over.commit(commit(own))
    return over
  }

  it('gives what waits in the order in which it is due, whoever noted it', async () => {
    const over = await ledgers({ K3: entry(dirty(3)), K4: entry(dirty(1)) }, { K1: entry(dirty(4)), K2: entry(dirty(2)) })
    expect(await over.waiting('things', { dueAt: 9, limit: 9 })).toEqual(['K4', 'K2', 'K3', 'K1'])
    expect(await over.waiting('things', { dueAt: 9, limit: 2 })).toEqual(['K4', 'K2'])
  })

  it('has the keys that it made among those that it found, and none that a record has no longer', async () => {
    const over = await ledgers({ K1: entry(), K3: entry(), K5: entry() }, { K2: entry(), K4: entry() })
    await over.commit({ ...noCommit, renumbered: [{ flow: 'things', from: 'K3', rev: 1, to: 'K9' }] })
    expect(await over.keys('things', null, 3)).toEqual(['K1', 'K2', 'K4'])
    expect(await over.keys('things', 'K4', 3)).toEqual(['K5'])
  })

  it('counts as deleted only what has been there', async () => {
    const over = await ledgers({ K1: entry(null, { live: true, inc: 1 }) }, { K2: entry(), K3: entry(null, { inc: 1 }) })
    expect(await over.count('things')).toEqual({ live: 1, deleted: 1 })
  })

  it('has the dead letters that the run would have', async () => {
    const dead = (detail: string) => dirty(1, { reason: 'value', dead: true, detail })
    const over = await ledgers(
      { K1: entry(dead('healed')), K2: entry(dead('stays')) },
      { K1: entry(null, { rev: 1 }), K3: entry(dead('new')) },
    )
    expect((await over.deadLetters({ flow: 'things' })).map(({ key, detail }) => `${key} ${detail}`)).toEqual(['K2 stays', 'K3 new'])
  })

  it('knows no write as pending that it has resolved', async () => {
    const pend = {
      op: 1,
      kind: 'insert',
      units: [0],
      doubtful: false,
      values: [],
      n: [1],
      ln: 1,
      after: { b: null, d: null, dl: 0, key: null },
    } as const
    const sent = entry()
    const over = await ledgers({ K1: { ...sent, s: sent.s.with(1, { ...sent.s[1]!, pend }) } }, {})
    expect(await over.pending()).toMatchObject([{ op: 1, keys: ['K1'] }])
    await over.commit({ ...noCommit, entries: [{ flow: 'things', key: 'K1', entry: { ...sent, rev: 1 } }] })
    expect(await over.pending()).toEqual([])
  })
})

describe('a table of a dry run', () => {
  const opened = async (
    landscape: GeneratedLandscape,
    name: string,
    rows: Readonly<Record<string, Readonly<Record<string, string | null>>>>,
  ) => {
    const world = new World(landscape, Object.values(landscape.flows), 1, calm)
    const adapter = landscape.flows[name]!.adapters['A']!
    for (const [key, columns] of Object.entries(rows)) {
      const table = world.store('A').table(adapter.place)
      table.rows.set(key, { id: ++table.ids, columns, hub: {}, times: { name: 7 } })
    }
    const ledger = new MemoryLedger({ id: 'one', flows: world.flows })
    const over = overlay(landscape, ledger, async (system) => new SimSystem(world, system), world.clock)
    const system = await over.open('A')
    return { world, over, system, bound: await system.bind(adapter) }
  }
  const write = (
    kind: Write['kind'],
    key: string,
    values: readonly string[],
    expect: readonly string[],
    more: Partial<Write> = {},
  ): Write => ({
    kind,
    key,
    units: [0],
    values,
    expect,
    unmoved: [],
    seen: 0,
    ...more,
  })
  const outcomes = async (bound: Bound, ...writes: readonly Write[]) => {
    const delivery = await bound.deliver(1, writes)
    return delivery.outcome === 'answered' ? delivery.answers.map(({ outcome }) => outcome) : []
  }

  it('tells where a row is by now that it gave another key, asked for by its own id', async () => {
    const numbered = made('numbered', [{ ...flow, numbered: ['A'] }])
    const { bound } = await opened(numbered, 'things', { K1: { name: 'one' }, K2: { name: 'two' } })
    expect(await outcomes(bound, write('rekey', 'K1', [], [], { to: 'K3', id: 1 }))).toEqual(['done'])
    expect(await bound.look([{ key: 'K1', seen: 0, id: 1 }])).toMatchObject([{ present: false, elsewhere: { key: 'K3' } }])
    expect(await outcomes(bound, write('delete', 'K2', [], ['two'], { id: 2 }))).toEqual(['done'])
    expect((await bound.look([{ key: 'K5', seen: 0, id: 2 }]))[0]).not.toHaveProperty('elsewhere')
  })

  it('shows on a page that goes on after a key no row before it that would be made', async () => {
    const { bound } = await opened(plain, 'things', { K1: { name: 'one' }, K3: { name: 'three' }, K5: { name: 'five' } })
    expect(await outcomes(bound, write('insert', 'K2', ['two'], []), write('insert', 'K7', ['seven'], []))).toEqual(['done', 'done'])
    const keys = async (after: string | null) => (await bound.page(after, 9)).map(({ key }) => key).sort()
    expect([await keys(null), await keys('K3')]).toEqual([
      ['K1', 'K2', 'K3', 'K5', 'K7'],
      ['K5', 'K7'],
    ])
  })

  it('knows that a row which it writes to was made anew by its users', async () => {
    const { world, bound } = await opened(plain, 'things', { K1: { name: 'one' } })
    const table = world.store('A').table(bound.adapter.place)
    for (const kind of ['D', 'I'] as const) world.store('A').capture(table, 'K1', kind, null, 0)
    const seen = async () => (await bound.look([{ key: 'K1', seen: 0 }])).map(({ died, death }) => [died, death])
    const before = await seen()
    expect(before).toMatchObject([[true, expect.any(Number)]])
    expect(await outcomes(bound, write('update', 'K1', ['two'], ['one'], { id: 1 }))).toEqual(['done'])
    expect(await seen()).toEqual(before)
  })

  it('keeps the times at which users wrote, after a write of the hub', async () => {
    const timed = made('timed', [{ ...flow, units: [{ fields: { name: 'name' }, owner: lastWriteWins({ tieWithinMs: 0 }) }] }])
    const { bound } = await opened(timed, 'things', { K1: { name: 'one' } })
    expect(await outcomes(bound, write('update', 'K1', ['two'], ['one']))).toEqual(['done'])
    expect(await bound.look([{ key: 'K1', seen: 0 }])).toMatchObject([{ values: ['two'], times: [7] }])
  })

  it('writes a row that the flow carries no longer as the statement does, and makes none beside it', async () => {
    const units = [
      { fields: { name: 'note' }, owner: 0 },
      { fields: { text: 'note' }, owner: 1 },
    ] as const
    const some = made('some', [{ ...flow, where: { name: { not: null } }, units }])
    const { bound, over } = await opened(some, 'things', { K1: { name_x: null, text_x: 'one' } })
    const update: Write = { ...write('update', 'K1', [], []), values: [undefined, 'two'], expect: ['lost', 'one'] }
    expect(await outcomes(bound, write('insert', 'K1', ['new', 'new'], []), update)).toEqual(['stale', 'done'])
    expect(over.writes).toMatchObject([{ kind: 'update', key: 'K1', fields: { text: { from: 'one', to: 'two' } } }])
    expect(await bound.look([{ key: 'K1', seen: 0 }])).toMatchObject([{ present: false, left: true }])
  })

  it('takes no row that names one which is looked up and not there, as what is stored and what the run has written have it', async () => {
    const units = [{ fields: { parent: 'name' }, owner: 0 }] as const
    const family = made('family', [flow, { name: 'children', systems: ['A', 'B'], units, references: { parent: 'things' } }])
    const child = family.flows['children']!.adapters['A']!
    if (child.form !== 'table') throw new Error('tables are looked up in')
    Object.assign(child.statements, { lookups: { parent: 'the simulator runs no SQL' } })
    const { bound: things, system } = await opened(family, 'things', { K1: { name: 'one' } })
    const children = await system.bind(child)
    const naming = (key: string, parent: string) => write('insert', key, [parent], [])
    expect(await outcomes(children, naming('C1', 'K1'), naming('C2', 'K2'))).toEqual(['done', 'rejected'])
    expect(await outcomes(things, write('insert', 'K2', ['two'], []), write('delete', 'K1', [], ['one']))).toEqual(['done', 'done'])
    expect(await outcomes(children, naming('C2', 'K2'), naming('C3', 'K1'))).toEqual(['done', 'rejected'])
    expect(await children.deliver(3, [naming('C3', 'K1')])).toMatchObject({
      answers: [{ reason: 'missingParent', detail: 'A has no row for parent K1' }],
    })
  })

  it('asks what has landed, and makes nothing final', async () => {
    const { world, system } = await opened(plain, 'things', {})
    world.store('A').operations.set(4, { void: false, failed: new Set(), stored: new Map() })
    expect((await system.resolve(4)).state).toBe('landed')
    expect((await system.resolve(5)).state).toBe('void')
    expect([...world.store('A').operations.keys()]).toEqual([4])
  })
})

describe('a dry run foretells', () => {
  const violations = async (landscape: GeneratedLandscape, seeds: number, quirks = {}) => {
    const out: string[] = []
    for (let seed = 1; seed <= seeds; seed++)
      for (const { check, what } of (await simulate({ landscape, seed, quirks })).violations) out.push(`${seed}: ${check}: ${what}`)
    return out
  }

  it.each([
    ['outbox', {}],
    ['snapshot', {}],
    ['snapshot', { where: { name: { not: null } } }],
    ['updatedAt', { where: { name: { not: null } } }],
  ] as const)(
    'what another flow makes of what one flow writes to a table that both have, where changes are told by %s and it carries %j',
    async (kind, more) => {
      const units = [{ fields: { name: 'note' }, owner: 0 }] as const
      const first = made('first', [{ ...flow, units, name: 'in', sources: ['A'], detect: { B: kind } }])
      const second = made('second', [{ ...flow, ...more, units, name: 'out', systems: ['B', 'C'], sources: ['B'], detect: { B: kind } }])
      const { place } = first.flows['in']!.adapters['B']!
      const out = second.flows['out']!
      const chained: GeneratedLandscape = {
        ...first,
        systems: { ...first.systems, ...second.systems },
        flows: { ...first.flows, out: { ...out, adapters: { ...out.adapters, B: { ...out.adapters['B']!, place } } } },
      }
      expect(await violations(chained, 25)).toEqual([])
    },
  )
})
