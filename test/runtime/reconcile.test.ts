/** Every class of difference on real files: what is on its way or left apart is no drift and is not repaired; what is drift is. */
import { renameSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { PlanBinding, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import { verdict } from '../../runtime/drift.ts'
import { compile } from '../../runtime/kernel.ts'
import type { Comparison, ReconcileOptions } from '../../runtime/reconcile.ts'
import { reconcile, repair } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const dayMs = 86_400_000

interface Estate {
  /** At ERP. */
  readonly detect?: PlanBinding['detect']
  readonly foreignWrite?: PlanUnit['foreignWrite']
  readonly foreignCreate?: PlanFlow['lifecycle']['foreignCreate']
  readonly maxDeletes?: number
}

function estate({ detect = { kind: 'outbox' }, foreignWrite = 'restore', foreignCreate = 'report', maxDeletes }: Estate) {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name'), field('note')]
  const held = (more: Partial<PlanBinding> = {}) => binding('thing', [column('id'), column('name'), column('note')], more)
  const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  const base = flow('things', names, [unit('name', 'EAM', names, { foreignWrite }), unit('note', 'EAM', names, { foreignWrite })])
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at: base.at } },
    systems: { EAM: system({ things: held() }, placed('EAM')), ERP: system({ things: held({ detect }) }, placed('ERP')) },
    flows: { things: { ...base, maxDeletes: maxDeletes ?? null, lifecycle: { ...base.lifecycle, foreignCreate } } },
  })
}

let files: Files
afterEach(() => files.end())
async function start(options: Estate = {}, rows = 3): Promise<void> {
  files = await Files.of(estate(options))
  files.sql(
    'EAM',
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO thing SELECT 'T-' || i, 'thing', '' FROM n`,
  )
  await files.accept()
  await files.run()
}
const compare = async (options?: ReconcileOptions): Promise<Comparison> =>
  files.with(async (engine) => reconcile(engine, 'things', options))
const found = async () => {
  const { differences, drift } = await compare()
  return { drift, classes: differences.map(({ key, class: kind }) => `${key} ${kind}`) }
}
const mend = async () => files.with(async (engine) => repair(engine, await reconcile(engine, 'things')))
const nameIn = (name: string, id: string) => files.rows(name, `SELECT name FROM thing WHERE id = '${id}'`)[0]?.['name']
const blind = (name: string) => files.sql(name, 'DROP TRIGGER thalweg_capture_things_update')
const refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON thing WHEN NEW.name = 'bad' BEGIN SELECT RAISE(ABORT, 'refused') ; END"

describe('on its way, or left apart', () => {
  it('changes that were not read yet, at either system, of whatever kind', async () => {
    await start()
    files.sql(
      'EAM',
      "UPDATE thing SET name = 'new' WHERE id = 'T-1'",
      "INSERT INTO thing VALUES ('T-9', 'x', '')",
      "DELETE FROM thing WHERE id = 'T-2'",
    )
    files.sql('ERP', "UPDATE thing SET name = 'foreign' WHERE id = 'T-3'")
    const { drift, classes } = await found()
    expect({ drift, classes: classes.toSorted() }).toEqual({
      drift: 0,
      classes: ['T-1 inFlight', 'T-2 inFlight', 'T-3 inFlight', 'T-9 inFlight'],
    })
    expect(await mend()).toEqual({ written: 0, failed: 0, capped: null })
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: [] })
  })

  it('a change that only a scan will see', async () => {
    await start({ detect: { kind: 'snapshot' } })
    files.sql('ERP', "UPDATE thing SET name = 'foreign' WHERE id = 'T-3'")
    expect(await found()).toEqual({ drift: 0, classes: ['T-3 inFlight'] })
  })

  it('a refused row waits, until it is given up', async () => {
    await start()
    files.sql('ERP', refuse)
    files.sql('EAM', "UPDATE thing SET name = 'bad' WHERE id = 'T-1'")
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: ['T-1 waiting'] })
    files.later = 2 * dayMs
    await files.run()
    expect(await found()).toEqual({ drift: 1, classes: ['T-1 deadLetter'] })
    files.sql('ERP', 'DROP TRIGGER refuse')
    expect(await mend()).toEqual({ written: 1, failed: 0, capped: null })
    expect(await found()).toEqual({ drift: 0, classes: [] })
  })

  it('deletes that the cap holds back wait', async () => {
    await start()
    files.sql('EAM', 'DELETE FROM thing')
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: expect.arrayContaining(['T-1 waiting', 'T-2 waiting', 'T-3 waiting']) })
  })

  it('a proposal to the writer is held by its review', async () => {
    await start({ foreignWrite: 'propose' })
    files.sql('ERP', "UPDATE thing SET name = 'proposed' WHERE id = 'T-1'")
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: ['T-1 held'] })
    expect(await mend()).toEqual({ written: 0, failed: 0, capped: null })
  })

  it('a foreign write that the flow keeps', async () => {
    await start({ foreignWrite: 'keep' })
    files.sql('ERP', "UPDATE thing SET name = 'kept' WHERE id = 'T-1'")
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: ['T-1 foreignWrite'] })
    expect(await mend()).toEqual({ written: 0, failed: 0, capped: null })
  })

  it('a row that the flow reports', async () => {
    await start()
    files.sql('ERP', "INSERT INTO thing VALUES ('own', 'x', '')")
    await files.run()
    expect(await found()).toEqual({ drift: 0, classes: ['own extra'] })
  })

  it('a write that is not known to have landed', async () => {
    await start()
    const kernel = compile(files.landscape.flows['things']!)
    const [entry] = await files.with(async ({ ledger }) => ledger.read('things', ['T-1']))
    const after = { b: null, d: null, dl: 1, key: null }
    const pend = { op: 9, kind: 'update', units: [0], values: ['x'], n: [2], ln: 1, doubtful: true, after } as const
    const image = { present: true, values: ['thing', ''], died: false, death: 0 }
    const sighting = { first: image, other: image, j: 1, fields: ['name'], renumbered: false, unread: { first: false, other: false } }
    expect(verdict(kernel, { ...entry!, s: [entry!.s[0]!, { ...entry!.s[1]!, pend }] }, sighting)).toEqual({
      class: 'inFlight',
      counts: false,
    })
  })
})

describe('drift', () => {
  it('a system whose detection sees all that is captured holds something else: a write of ours is lost, and told again', async () => {
    await start()
    blind('ERP')
    files.sql('ERP', "UPDATE thing SET name = 'old state' WHERE id = 'T-1'")
    expect(await found()).toEqual({ drift: 1, classes: ['T-1 lostWrite'] })
    expect(await mend()).toEqual({ written: 1, failed: 0, capped: null })
    expect(nameIn('ERP', 'T-1')).toBe('thing')
    expect(await found()).toEqual({ drift: 0, classes: [] })
    expect(files.rows('ledger', "SELECT key, body FROM audit WHERE kind = 'repaired'")).toEqual([
      { key: 'T-1', body: '{"change":"reconciliation"}' },
    ])
  })

  it('a foreign write where nothing is detected', async () => {
    await start({ detect: { kind: 'none' } })
    files.sql('ERP', "UPDATE thing SET name = 'foreign' WHERE id = 'T-1'", "DELETE FROM thing WHERE id = 'T-2'")
    const { drift, classes } = await found()
    expect({ drift, classes: classes.toSorted() }).toEqual({ drift: 2, classes: ['T-1 foreignWrite', 'T-2 missing'] })
    await mend()
    expect([nameIn('ERP', 'T-1'), nameIn('ERP', 'T-2')]).toEqual(['thing', 'thing'])
  })

  it('a system that makes something else of a value: a matter of the mapping, which no repair mends', async () => {
    await start()
    files.sql(
      'ERP',
      'CREATE TRIGGER shout AFTER UPDATE OF name ON thing BEGIN UPDATE thing SET name = upper(NEW.name) WHERE id = NEW.id; END',
    )
    files.sql('EAM', "UPDATE thing SET name = 'pump' WHERE id = 'T-1'")
    await files.run()
    expect(nameIn('ERP', 'T-1')).toBe('PUMP')
    expect(await found()).toEqual({ drift: 1, classes: ['T-1 mapping'] })
    expect(await mend()).toEqual({ written: 0, failed: 0, capped: null })
  })

  it('however many differ, all are repaired, and a thousand are listed', async () => {
    await start({}, 1_200)
    blind('ERP')
    files.sql('ERP', "UPDATE thing SET name = 'old state'")
    const { differences, total, drift, repairable } = await compare()
    expect([differences.length, total, drift, repairable.length]).toEqual([1_000, 1_200, 1_200, 1_200])
    expect(await mend()).toEqual({ written: 1_200, failed: 0, capped: null })
    expect(await found()).toEqual({ drift: 0, classes: [] })
  })

  it('rows that do not fit into memory at once are compared portion by portion', async () => {
    await start({}, 1_200)
    blind('ERP')
    files.sql(
      'ERP',
      "UPDATE thing SET name = 'old state' WHERE CAST(substr(id, 3) AS INTEGER) % 3 = 0",
      "DELETE FROM thing WHERE id = 'T-1'",
    )
    await files.run()
    const steps: (readonly [number, number])[] = []
    const { buckets, drift, read } = await compare({ rowsHeld: 300, progress: (done, of) => steps.push([done, of]) })
    expect([buckets, drift]).toEqual([64, 400])
    expect(steps.length).toBeGreaterThan(4)
    expect(steps.at(-1)).toEqual([64, 64])
    expect(read).toBe(2_400)
  })

  it('deletes that a repair asks for count for the cap, and its answer is told', async () => {
    await start({ detect: { kind: 'none' }, foreignCreate: 'remove', maxDeletes: 2 })
    files.sql('ERP', "INSERT INTO thing VALUES ('X-1', 'x', ''), ('X-2', 'x', ''), ('X-3', 'x', '')")
    expect((await mend()).capped).toEqual({ wanted: 3, done: 0, cap: 2 })
    expect(files.count('ERP', 'thing')).toBe(6)
    expect(await found()).toEqual({ drift: 0, classes: expect.arrayContaining(['X-1 waiting']) })
  })

  it('a repair that a system refuses has failed', async () => {
    await start({ detect: { kind: 'none' } })
    files.sql(
      'ERP',
      "UPDATE thing SET name = 'foreign' WHERE id = 'T-1'",
      "CREATE TRIGGER refuse BEFORE UPDATE ON thing BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    expect(await mend()).toEqual({ written: 0, failed: 1, capped: null })
  })
})

it('a system that does not answer is not compared, and that is told with why', async () => {
  await start()
  renameSync(files.file('ERP'), `${files.file('ERP')}.away`)
  const { rows, notCompared, drift } = await compare()
  expect({ rows, notCompared, drift }).toEqual({
    rows: { EAM: 3, ERP: null },
    notCompared: [{ system: 'ERP', why: expect.stringContaining('ERP: there is no file') }],
    drift: 0,
  })
})
