/** A pass in which others changed too many records at one system stops the flow before anything is settled, until somebody says that it is meant. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { changeCap } from '../../runtime/engine/change-cap.ts'
import { reconcile, repair } from '../../runtime/reconcile.ts'
import type { PlanBinding } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }
const detections = {
  outbox: { kind: 'outbox' },
  updatedAt: { kind: 'updatedAt', column: 'updated', overlapMs: 1_000 },
  snapshot: { kind: 'snapshot' },
} as const satisfies Readonly<Record<string, PlanBinding['detect']>>

/** Things of EAM with a code of ERP, and vendors beside them. */
function estate(detect: PlanBinding['detect']) {
  const fields = ['id', 'name', 'code'].map((name) => field(name))
  const held = (table: string) =>
    binding(
      table,
      fields.map(({ name }) => column(name)),
      { detect },
    )
  const both = [unit('name', 'EAM', names), unit('code', 'ERP', names)]
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at }, vendors: { key: ['id'], fields, groups: {}, at } },
    systems: Object.fromEntries(
      names.map((name) => [
        name,
        system({ things: held('thing'), vendors: held('vendor') }, { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }),
      ]),
    ),
    flows: { things: flow('things', names, both), vendors: flow('vendors', names, both) },
  })
}

let files: Files
afterEach(() => {
  vi.useRealTimers()
  files.end()
})

/** So many things in both systems, and one vendor. */
async function start(rows: number, kind: keyof typeof detections = 'outbox'): Promise<void> {
  files = await Files.of(estate(detections[kind]))
  const updated = kind === 'updatedAt' ? ', updated' : ''
  const time = kind === 'updatedAt' ? `, '2026-11-24 08:00:00'` : ''
  files.sql(
    'EAM',
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
     INSERT INTO thing (id, name, code${updated}) SELECT 'T-' || i, 'thing', ''${time} FROM n`,
    `INSERT INTO vendor (id, name, code${updated}) VALUES ('V-1', 'vendor', ''${time})`,
  )
  await files.accept()
  expect((await files.run()).massChanges).toEqual([])
  await files.run()
}
const number = 'CAST(substr(id, 3) AS INTEGER)'
const rename = (to: number, name = 'renamed') => files.sql('EAM', `UPDATE thing SET name = '${name}' WHERE ${number} <= ${to}`)
const named = (name: string) => Number(files.rows('ERP', `SELECT count(*) AS rows FROM thing WHERE name = '${name}'`)[0]!['rows'])

describe('the change cap', () => {
  it('stops the flow before anything is settled, positions too; the other flows go on, and it goes on when that is allowed', async () => {
    await start(2_500)
    const positions = async () => files.with(async ({ ledger }) => Promise.all(names.map(async (name) => ledger.position('things', name))))
    const before = await positions()
    rename(2_500)
    files.sql('ERP', `UPDATE thing SET code = 'not read' WHERE id = 'T-1'`)
    files.sql('EAM', `UPDATE vendor SET name = 'goes on'`, `DELETE FROM thing WHERE id = 'T-9'`)
    const stopped = [{ flow: 'things', system: 'EAM', changed: 2_499, cap: 1_250, records: 2_500 }]
    const first = await files.run()
    expect(first.massChanges).toEqual(stopped)
    expect([first.flows['things']!.written, first.flows['vendors']!.written]).toEqual([0, 1])
    expect([named('renamed'), files.count('ERP', 'thing'), await positions()]).toEqual([0, 2_500, before])
    expect(files.rows('EAM', `SELECT code FROM thing WHERE id = 'T-1'`)).toEqual([{ code: '' }])
    expect((await files.run({ limits: { allowChanges: { things: 2_498 } } })).massChanges).toEqual(stopped)
    expect((await files.run({ limits: { allowChanges: { things: 2_499 } } })).massChanges).toEqual([])
    expect([named('renamed'), files.count('ERP', 'thing')]).toEqual([2_499, 2_499])
    expect(files.rows('EAM', `SELECT code FROM thing WHERE id = 'T-1'`)).toEqual([{ code: 'not read' }])
    expect((await files.run()).moved).toBe(false)
  })

  it('deletes that waited before wait on, also where they are allowed', async () => {
    await start(1_200)
    files.sql('EAM', `DELETE FROM thing WHERE ${number} <= 50`)
    expect((await files.run()).capped).toMatchObject([{ wanted: 50 }])
    rename(1_200)
    expect(await files.run({ limits: { allowDeletes: { things: 50 } } })).toMatchObject({ massChanges: [{ changed: 1_150 }], capped: [] })
    expect(files.count('ERP', 'thing')).toBe(1_200)
  })

  it('is told by a dry run', async () => {
    await start(1_200)
    rename(1_200)
    const over = await files.dryRun()
    expect(over.writes).toEqual([])
  })

  it.each(['updatedAt', 'snapshot'] as const)('stops by what %s tells, and not by what the flow wrote', async (kind) => {
    await start(2_100, kind)
    const time = kind === 'updatedAt' ? `, updated = '2026-11-25 08:00:00'` : ''
    files.sql('EAM', `UPDATE thing SET name = 'few'${time} WHERE ${number} <= 1000`)
    expect((await files.run()).massChanges).toEqual([])
    expect(named('few')).toBe(1_000)
    files.sql('EAM', `UPDATE thing SET name = 'many'${time.replace('25', '26')}`)
    expect((await files.run()).massChanges).toMatchObject([{ flow: 'things', system: 'EAM', changed: 2_100, cap: 1_050 }])
    expect(named('many')).toBe(0)
    expect((await files.run({ limits: { allowChanges: { things: 2_100 } } })).massChanges).toEqual([])
    expect(named('many')).toBe(2_100)
    // The other system tells of all that was written there, with a change of its own among it.
    files.sql('ERP', `UPDATE thing SET code = 'c'${time.replace('25', '27')} WHERE id = 'T-7'`)
    expect((await files.run()).massChanges).toEqual([])
    expect(files.rows('EAM', `SELECT code FROM thing WHERE id = 'T-7'`)).toEqual([{ code: 'c' }])
  })

  it('stops a run that goes on as often as it looks, and loses nothing of what it was told meanwhile', async () => {
    await start(1_200, 'updatedAt')
    files.sql('EAM', `UPDATE thing SET name = 'many', updated = '2026-11-26 08:00:00' WHERE ${number} <= 1100`)
    vi.useFakeTimers({ toFake: ['Date'] })
    await files.with(
      async (engine) => {
        for (let pass = 0; pass < 4; pass++) {
          expect((await engine.settleAll()).massChanges, `pass ${pass}`).toMatchObject([{ changed: 1_100 }])
          vi.setSystemTime(Date.now() + 3_000)
        }
      },
      { limits: { batch: 500 } },
    )
    vi.useRealTimers()
    expect(named('many')).toBe(0)
    await files.run({ limits: { allowChanges: { things: 1_100 } } })
    expect(named('many')).toBe(1_100)
  })

  it('counts records, not changes: one that is changed again and again is one', async () => {
    await start(1_100)
    for (let i = 0; i < 40; i++) rename(50, `name ${i}`)
    expect((await files.run()).massChanges).toEqual([])
    expect(named('name 39')).toBe(50)
  })

  it('counts what was changed, not what is new, or gone, or was touched', async () => {
    await start(1_100)
    files.sql(
      'EAM',
      `WITH RECURSIVE n(i) AS (SELECT 5001 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) INSERT INTO thing SELECT 'T-' || i, 'new', '' FROM n`,
      `UPDATE thing SET name = 'other' WHERE ${number} <= 1100`,
      `UPDATE thing SET name = 'thing' WHERE ${number} <= 1100`,
    )
    expect((await files.run()).massChanges).toEqual([])
    expect(named('new')).toBe(3_000)
  })

  it('what is allowed is allowed once', async () => {
    await start(1_100)
    rename(1_100)
    await files.with(
      async (engine) => {
        expect((await engine.settleAll()).massChanges).toEqual([])
        rename(1_100, 'again')
        expect((await engine.settleAll()).massChanges).toHaveLength(1)
      },
      { limits: { allowChanges: { things: 1_100 } } },
    )
    expect([named('renamed'), named('again')]).toEqual([1_100, 0])
  })

  it('a repair by reconciliation is not subject to it', async () => {
    await start(1_100)
    files.sql('ERP', `DROP TRIGGER thalweg_capture_things_update`, `UPDATE thing SET name = 'drifted'`)
    await files.with(async (engine) => repair(engine, await reconcile(engine, 'things')))
    expect(named('drifted')).toBe(0)
  })
})

it.each([
  [10, 1_000],
  [2_000, 1_000],
  [3_001, 1_500],
  [100_000, 50_000],
])('of %i records so many may be changed at once: %i', (records, cap) => expect(changeCap(records)).toBe(cap))
