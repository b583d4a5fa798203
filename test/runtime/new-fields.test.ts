/** Fields come to a flow that runs, and go from it, on real files: they are compared, and nothing that was known of the others is lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlanPolicy } from '../../codegen/plan/schema.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { compile } from '../../runtime/kernel.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { plan as buildPlan } from '../../runtime/plan.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { SystemError } from '../../runtime/ports.ts'
import { settle } from '../../runtime/settle.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }
const kinds = {
  stock: { kind: 'decimal', precision: 12, scale: 3 },
  tags: { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } },
} as const
const policies: Readonly<Record<string, PlanPolicy>> = {
  name: { kind: 'owner', system: 'EAM', returnPath: false },
  memo: { kind: 'review' },
  price: { kind: 'owner', system: 'ERP', returnPath: false },
  rank: { kind: 'precedence', system: 'ERP' },
  stock: { kind: 'delta' },
  tags: { kind: 'union' },
  asked: { kind: 'review' },
}
const added = ['price', 'rank', 'stock', 'tags', 'asked']

/** Things of EAM; `without`: fields that a system does not hold. */
function estate(fields: readonly string[], without: Readonly<Record<string, readonly string[]>> = {}) {
  const held = (at: string) => fields.filter((name) => without[at]?.includes(name) !== true)
  return plan({
    records: {
      things: {
        key: ['id'],
        fields: ['id', ...fields].map((name) => field(name, name in kinds ? kinds[name as keyof typeof kinds] : { kind: 'text' })),
        groups: {},
        at,
      },
    },
    systems: Object.fromEntries(
      names.map((name) => [
        name,
        system(
          {
            things: binding(
              'thing',
              ['id', ...held(name)].map((each) => column(each)),
            ),
          },
          { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } },
        ),
      ]),
    ),
    flows: {
      things: flow(
        'things',
        names,
        fields.map((name) =>
          unit(
            name,
            'EAM',
            names.filter((at) => held(at).includes(name)),
            { policy: policies[name]! },
          ),
        ),
        { failure: { retryForMs: 0, then: 'deadLetter' } },
      ),
    },
  })
}
const small = ['name', 'memo']
const columns = added.map(
  (name) => `ALTER TABLE thing ADD COLUMN ${name} TEXT NOT NULL DEFAULT '${name === 'stock' ? '1.000' : name === 'tags' ? '[]' : '-'}'`,
)

describe('fields that come to a flow', () => {
  let files: Files
  beforeEach(async () => {
    files = await Files.of(estate(small))
    files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one', 'm'), ('2', 'two', 'm'), ('3', 'three', 'm'), ('4', 'four', 'm')`)
    await files.accept()
    await files.run()
  })
  afterEach(() => files.end())

  const rows = (name: string) => files.rows(name, `SELECT * FROM thing ORDER BY id`)
  const row = (name: string, id: string) => files.rows(name, `SELECT * FROM thing WHERE id = '${id}'`)[0]
  const grow = async (...sql: string[]) => {
    await files.become(estate([...small, ...added]), ...columns)
    for (const each of names) files.sql(each, ...sql)
  }
  const read = async <T>(ask: (ledger: Ledger) => Promise<T>): Promise<T> => files.with(async (engine) => ask(engine.ledger))
  const conflicts = async () =>
    (await read(async (ledger) => ledger.audit({ flow: 'things', kind: 'conflict' }))).map(({ key, unit: of, system: by, body }) => [
      key,
      of,
      by,
      body['lost'],
    ])
  const idle = async () => expect((await files.run()).moved).toBe(false)

  it('wait for a person, and a dry run shows what they lead to', async () => {
    await grow()
    files.sql('ERP', `UPDATE thing SET price = '9' WHERE id = '1'`)
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'things', code: 'flowGrew' }])
    const before = [rows('EAM'), rows('ERP')]
    expect((await files.dryRun()).writes).toEqual([
      { system: 'EAM', place: 'thing', key: '1', kind: 'update', fields: { price: { from: '-', to: '9' } } },
    ])
    await expect(files.run()).rejects.toMatchObject({ wayOut: expect.stringContaining('match --accept') })
    expect([rows('EAM'), rows('ERP')]).toEqual(before)
    await files.accept()
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([])
    await files.run()
    expect(row('EAM', '1')).toMatchObject({ price: '9' })
    expect(await read(async (ledger) => ledger.audit({ flow: 'things', kind: 'reshaped' }))).toMatchObject([
      { body: { by: 'test', added, removed: [] } },
    ])
  })

  it('equal values are the base from then on, and no conflict', async () => {
    await grow()
    await files.accept()
    expect((await files.run()).flows['things']!.written).toBe(0)
    expect(await conflicts()).toEqual([])
    await idle()
    files.sql('EAM', `UPDATE thing SET rank = 'a', stock = '3.000', tags = '["x"]', asked = 'a' WHERE id = '1'`)
    files.sql('ERP', `UPDATE thing SET price = '7' WHERE id = '1'`)
    await files.run()
    expect(row('ERP', '1')).toMatchObject({ rank: 'a', stock: '3.000', tags: '["x"]', asked: 'a' })
    expect(row('EAM', '1')).toEqual(row('ERP', '1'))
    expect(await conflicts()).toEqual([])
    await idle()
  })

  it('different ones are settled by the policy of the field, and what lost is kept', async () => {
    await grow()
    files.sql('EAM', `UPDATE thing SET price = 'p', rank = 'r', stock = '5', tags = '["e"]', asked = 'a' WHERE id = '1'`)
    files.sql('ERP', `UPDATE thing SET price = 'P', rank = 'R', stock = '8', tags = '["f"]', asked = 'A' WHERE id = '1'`)
    await files.accept()
    await files.run()
    expect(row('EAM', '1')).toMatchObject({ price: 'P', rank: 'R', stock: '5', tags: '["e","f"]', asked: 'a' })
    expect(row('ERP', '1')).toMatchObject({ price: 'P', rank: 'R', stock: '8', tags: '["e","f"]', asked: 'A' })
    const open = await read(async (ledger) => ledger.reviews({ open: true }))
    expect(open.map(({ key, unit: of }) => `${key} ${of}`).toSorted()).toEqual(['1 asked', '1 stock'])
    expect((await conflicts()).filter(([, , , lost]) => lost !== null)).toEqual([
      ['1', 'price', 'EAM', ['p']],
      ['1', 'rank', 'EAM', ['r']],
    ])
    await idle()
  })

  it('or by a person, where the flow says so of its first sync', async () => {
    const made = estate([...small, 'price', 'rank'])
    const asked = { ...made.flows['things']!, firstSync: { match: [], whereTheyDiffer: 'review' as const } }
    await files.become({ ...made, flows: { things: asked } }, columns[0]!, columns[1]!)
    files.sql('EAM', `UPDATE thing SET price = 'p', rank = 'r', memo = 'edited' WHERE id = '1'`)
    files.sql('ERP', `UPDATE thing SET price = 'P', rank = 'R' WHERE id = '1'`)
    await files.accept()
    await files.run()
    expect([row('EAM', '1'), row('ERP', '1')]).toMatchObject([
      { price: 'p', rank: 'r', memo: 'edited' },
      { price: 'P', rank: 'R', memo: 'edited' },
    ])
    const open = await read(async (ledger) => ledger.reviews({ open: true }))
    expect(open.map(({ unit: of }) => of).toSorted()).toEqual(['price', 'rank'])
    await idle()
  })

  it('an edit of another field is judged by its own base, made before or after: no conflict, nothing lost', async () => {
    files.sql('EAM', `UPDATE thing SET memo = 'before' WHERE id = '1'`)
    files.sql('ERP', `UPDATE thing SET memo = 'before at ERP' WHERE id = '2'`)
    await grow()
    files.sql('ERP', `UPDATE thing SET memo = 'between' WHERE id = '3'`)
    await files.accept()
    files.sql('EAM', `UPDATE thing SET memo = 'after' WHERE id = '4'`)
    await files.run()
    const memos = ['before', 'before at ERP', 'between', 'after']
    expect(rows('EAM').map(({ memo }) => memo)).toEqual(memos)
    expect(rows('ERP')).toEqual(rows('EAM'))
    expect(await conflicts()).toEqual([])
    expect(await read(async (ledger) => ledger.reviews({ open: true }))).toEqual([])
    await idle()
  })

  it('a foreign write of another field is one still', async () => {
    files.sql('ERP', `UPDATE thing SET name = 'mine' WHERE id = '1'`)
    await grow()
    await files.accept()
    await files.run()
    expect(row('ERP', '1')).toMatchObject({ name: 'one' })
    expect(await conflicts()).toEqual([['1', 'name', 'ERP', ['mine']]])
  })

  it('open reviews, dead letters and tombstones of before are there still', async () => {
    files.sql('EAM', `UPDATE thing SET memo = 'l' WHERE id = '1'`, `DELETE FROM thing WHERE id = '3'`)
    files.sql(
      'ERP',
      `UPDATE thing SET memo = 'r' WHERE id = '1'`,
      `CREATE TRIGGER refuse BEFORE UPDATE OF name ON thing WHEN NEW.name = 'refused' BEGIN SELECT RAISE(ABORT, 'no'); END`,
    )
    files.sql('EAM', `UPDATE thing SET name = 'refused' WHERE id = '2'`)
    await files.run()
    const kept = async () =>
      read(async (ledger) => ({
        reviews: (await ledger.reviews({ open: true })).map(({ id, key, unit: of }) => [id, key, of]),
        dead: (await ledger.deadLetters({})).map(({ key, system: by, reason }) => [key, by, reason]),
        count: await ledger.count('things'),
      }))
    const before = await kept()
    expect(before).toEqual({
      reviews: [[expect.any(Number), '1', 'memo']],
      dead: [['2', 'ERP', 'constraint']],
      count: { live: 3, deleted: 1 },
    })
    await grow()
    await files.accept()
    await files.run()
    expect(await kept()).toEqual(before)
    expect([rows('EAM').length, rows('ERP').length]).toEqual([3, 3])
    // Each still knows what it knew: the letter heals by a value that fits, and the review closes itself.
    files.sql('EAM', `UPDATE thing SET name = 'fits' WHERE id = '2'`, `UPDATE thing SET memo = 'r' WHERE id = '1'`)
    await files.run()
    expect(await kept()).toEqual({ reviews: [], dead: [], count: { live: 3, deleted: 1 } })
    expect(rows('ERP')).toEqual(rows('EAM'))
  })

  it('a record that comes meanwhile is as any other', async () => {
    await grow()
    await files.accept()
    files.sql('EAM', `INSERT INTO thing VALUES ('5', 'five', 'm', '5', 'r', '2.000', '["t"]', 'a')`, `DELETE FROM thing WHERE id = '4'`)
    await files.run()
    expect(rows('ERP')).toEqual(rows('EAM'))
    expect(rows('ERP').map(({ id }) => id)).toEqual(['1', '2', '3', '5'])
    expect(await conflicts()).toEqual([])
  })

  it('a column that comes to one system is compared there, and what the other knew of the field stays', async () => {
    await files.become(estate([...small, 'rank'], { ERP: ['rank'] }), columns[1]!)
    await files.accept()
    files.sql('EAM', `UPDATE thing SET rank = 'a'`)
    await files.run()
    files.sql('ERP', `UPDATE thing SET rank = 'b' WHERE id = '1'`)
    await files.become(estate([...small, 'rank']))
    expect(await read(async (ledger) => Promise.resolve(ledger.reshapes()))).toMatchObject([
      { flow: 'things', added: ['rank at ERP'], removed: [] },
    ])
    await files.accept()
    await files.run()
    expect(rows('EAM').map(({ rank }) => rank)).toEqual(['b', '-', '-', '-'])
    expect(rows('ERP')).toEqual(rows('EAM'))
  })

  it('where both hold nothing, that is the base', async () => {
    const nullable = (fields: readonly string[]) => {
      const made = estate(fields)
      const { things } = made.records
      return {
        ...made,
        records: { things: { ...things!, fields: things!.fields.map((each) => ({ ...each, nullable: each.name === 'rank' })) } },
      }
    }
    await files.become(nullable([...small, 'rank']), 'ALTER TABLE thing ADD COLUMN rank TEXT')
    await files.accept()
    await files.run()
    files.sql('EAM', `UPDATE thing SET rank = 'a' WHERE id = '1'`)
    await files.run()
    files.sql('ERP', `UPDATE thing SET rank = 'b' WHERE id = '1'`, `UPDATE thing SET rank = 'c' WHERE id = '2'`)
    await files.run()
    expect(rows('EAM').map(({ rank }) => rank)).toEqual(['b', 'c', null, null])
    expect(rows('ERP')).toEqual(rows('EAM'))
    expect(await conflicts()).toEqual([])
    await idle()
  })

  it('nothing is written over what was never looked at', async () => {
    await grow(`UPDATE thing SET rank = 'x'`)
    await files.accept()
    await files.with(async ({ ledger, landscape }) => {
      const [entry] = await ledger.read('things', ['1'])
      const kernel = compile(landscape.flows['things']!)
      const image = { present: true, values: ['one', 'm', 'p', 'a', '1.000', '[]', 'a'], died: false, death: 0 }
      const { entry: decided } = settle(kernel, entry!, 0, image, { at: null, change: 'look', version: 'v', nextReview: 1 })
      expect(decided.g).toEqual(['one', 'm', 'p', 'a', '1.000', [], 'a'])
      expect(buildPlan(kernel, decided).s.map(({ pend }) => pend)).toEqual([null, null])
    })
  })

  describe('that is stopped in the middle', () => {
    const stopped = new Error('stopped')
    const boundaries = async (stopAt: number): Promise<number> => {
      let passed = 0
      const hook = () => {
        if (++passed === stopAt) throw stopped
      }
      const { landscape } = files
      const ledger = hookedLedger(await openLedgerOf(landscape, files.ledger, { create: true }), hook)
      const engine = new Engine({ landscape, ledger, clock: systemClock(), open: files.open, limits: { batch: 2 } })
      try {
        await engine.settleAll()
      } catch (error) {
        if (error !== stopped) throw error
      } finally {
        await engine.close()
      }
      return passed
    }

    it('goes on where it was, at every place', async () => {
      await grow()
      files.sql('EAM', `UPDATE thing SET price = 'p', tags = '["e"]', memo = 'edited' WHERE id <> '2'`)
      files.sql('ERP', `UPDATE thing SET price = 'P', tags = '["f"]', stock = '1.000' WHERE id <> '2'`)
      await files.accept()
      for (let n = 1; (await boundaries(n)) >= n; n++);
      expect(rows('ERP')).toEqual(rows('EAM'))
      expect(row('EAM', '1')).toMatchObject({ price: 'P', tags: '["e","f"]', memo: 'edited', stock: '1.000' })
      expect((await conflicts()).filter(([, of]) => of === 'price')).toHaveLength(3)
      await idle()
    })

    it('and writes of before that nobody knows to have landed are known, with what users made of them', async () => {
      files.sql('EAM', `UPDATE thing SET memo = 'told' WHERE id = '1'`, `INSERT INTO thing VALUES ('5', 'five', 'new')`)
      const open = hookedOpener(files.open, (boundary) => {
        if (boundary === 'after ERP.deliver') throw stopped
      })
      await expect(files.with(async (engine) => engine.settleAll(), { open })).rejects.toBe(stopped)
      expect(row('ERP', '5')).toMatchObject({ memo: 'new' })
      files.sql('ERP', `UPDATE thing SET memo = 'on top' WHERE id = '1'`, `UPDATE thing SET memo = 'on top' WHERE id = '5'`)
      await grow()
      files.sql('ERP', `UPDATE thing SET price = 'P' WHERE id = '5'`)
      await files.accept()
      await files.run()
      expect([row('EAM', '1'), row('EAM', '5')]).toMatchObject([{ memo: 'on top' }, { memo: 'on top', price: 'P' }])
      expect(rows('ERP')).toEqual(rows('EAM'))
      expect((await conflicts()).filter(([, of]) => of !== 'price')).toEqual([])
      await idle()
    })

    it.each(['come', 'go'])('and what a system made of such a write is known, where fields %s', async (how) => {
      const upper = `UPDATE thing SET memo = upper(memo) WHERE id = NEW.id`
      files.sql('ERP', `CREATE TRIGGER upper_memo AFTER INSERT ON thing BEGIN ${upper}; END`)
      files.sql('EAM', `INSERT INTO thing VALUES ('5', 'five', 'new')`)
      const open = hookedOpener(files.open, (boundary) => {
        if (boundary === 'after ERP.deliver') throw stopped
      })
      await expect(files.with(async (engine) => engine.settleAll(), { open })).rejects.toBe(stopped)
      if (how === 'go') await files.become(estate(['memo']))
      else await files.become(estate(['asked', ...small]), columns[4]!)
      await files.accept()
      await files.run()
      expect([row('EAM', '5'), row('ERP', '5')]).toMatchObject([{ memo: 'new' }, { memo: 'NEW' }])
      expect(await conflicts()).toEqual([])
      await idle()
    })

    it('by a system that does not answer, goes on when it does', async () => {
      await grow()
      files.sql('ERP', `UPDATE thing SET price = 'P'`)
      await files.accept()
      const away = new SystemError('unreachable', 'unreachable', 'ERP', 'away', 'wait')
      const open = async (name: string) => (name === 'ERP' ? Promise.reject(away) : files.open(name))
      expect((await files.with(async (engine) => engine.settleAll(), { open })).down).toHaveLength(1)
      expect(rows('EAM').map(({ price }) => price)).toEqual(['-', '-', '-', '-'])
      await files.run()
      expect(rows('EAM').map(({ price }) => price)).toEqual(['P', 'P', 'P', 'P'])
      await idle()
    })
  })
})

describe('fields that go from a flow', () => {
  let files: Files
  beforeEach(async () => {
    files = await Files.of(estate(['name', 'memo', 'asked']))
    files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one', 'm', 'a'), ('2', 'two', 'm', 'a')`)
    await files.accept()
    await files.run()
    files.sql('EAM', `UPDATE thing SET memo = 'l', asked = 'l' WHERE id = '1'`)
    files.sql('ERP', `UPDATE thing SET memo = 'r', asked = 'r' WHERE id = '1'`)
    await files.run()
  })
  afterEach(() => files.end())

  it('are forgotten by a run that says so; all else stays', async () => {
    files.sql('EAM', `UPDATE thing SET memo = 'edited' WHERE id = '2'`)
    await files.become(estate(small))
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([])
    const notes: string[] = []
    const { moved } = await files.with(async (engine) => engine.settleAll(), {
      watcher: { note: (level, of, text) => notes.push(`${level} ${of}: ${text}`) },
    })
    expect(moved).toBe(true)
    expect(notes).toEqual(['info things: asked is no part of it any more: what was known of that is forgotten, all else is kept'])
    await files.with(async ({ ledger }) => {
      expect((await ledger.reviews({ open: true })).map(({ unit: of }) => of)).toEqual(['memo'])
      expect(ledger.reshapes()).toEqual([])
    })
    expect(files.rows('ERP', 'SELECT id, memo, asked FROM thing ORDER BY id')).toEqual([
      { id: '1', memo: 'r', asked: 'r' },
      { id: '2', memo: 'edited', asked: 'a' },
    ])
    expect((await files.run()).moved).toBe(false)
  })

  it('and come back, are compared anew', async () => {
    await files.become(estate(small))
    await files.run()
    files.sql('ERP', `UPDATE thing SET asked = 'l' WHERE id = '1'`)
    await files.become(estate(['name', 'memo', 'asked']))
    expect(await files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'things', code: 'flowGrew' }])
    await files.with(async (engine) => accept(engine, ['things'], 'test', 0))
    await files.run()
    await files.with(async ({ ledger }) => expect((await ledger.reviews({ open: true })).map(({ unit: of }) => of)).toEqual(['memo']))
  })
})
