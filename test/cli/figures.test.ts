/** The four figures mean what they say: lag by one clock, success by record, drift over a time. */
import { afterEach, describe, expect, it } from 'vitest'
import { recordDrift } from '../../cli/reconcile/record.ts'
import type { Figures } from '../../cli/status/figures.ts'
import { figuresOf } from '../../cli/status/figures.ts'
import type { PlanBinding, PlanFlow } from '../../codegen/plan/schema.ts'
import type { Engine } from '../../runtime/engine/engine.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from '../runtime/files.ts'

const names = ['EAM', 'LEFT', 'RIGHT']
const hourMs = 3_600_000

let files: Files
afterEach(() => files.end())

/** One source and two targets. */
async function start(detect: PlanBinding['detect'] = { kind: 'outbox' }, expected: PlanFlow['expect'] = {}): Promise<void> {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
  const held = (how: PlanBinding['detect']) => binding('thing', [column('id'), column('name')], { detect: how })
  const things = flow('things', names, [unit('name', 'EAM', names)], { direction: 'oneWay', expect: expected })
  files = await Files.of(
    plan({
      records: { things: { key: ['id'], fields, groups: {}, at: things.at } },
      systems: Object.fromEntries(
        names.map((name) => [
          name,
          system(
            { things: held(name === 'EAM' ? detect : { kind: 'none' }) },
            { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } },
          ),
        ]),
      ),
      flows: { things },
    }),
  )
  files.sql('EAM', "INSERT INTO thing VALUES ('1', 'one'), ('2', 'two')")
  await files.accept()
}
const figures = async (later = 0): Promise<Figures> =>
  files.with(async ({ ledger }) => {
    const { flows, systems } = files.landscape
    return figuresOf(ledger, flows['things']!, systems, Date.now() - 24 * hourMs, Date.now() + later)
  })

describe('success', () => {
  it('a record counts once for each change; tries are no attempts', async () => {
    await start()
    files.sql('RIGHT', "CREATE TRIGGER refuse BEFORE INSERT ON thing WHEN NEW.id = '2' BEGIN SELECT RAISE(ABORT, 'refused'); END")
    await files.run()
    expect((await figures()).success).toEqual({ rate: 1, attempted: 2 })
    files.later = hourMs
    await files.run()
    expect((await figures()).success).toEqual({ rate: 1, attempted: 2 })
    files.later = 25 * hourMs
    await files.run()
    expect((await figures()).success).toEqual({ rate: 0.5, attempted: 2 })
  })

  it('what is found at a target on the way belongs to the same attempt', async () => {
    await start()
    await files.run()
    files.sql('LEFT', "UPDATE thing SET name = 'foreign' WHERE id = '1'")
    files.sql('EAM', "UPDATE thing SET name = 'new' WHERE id = '1'")
    await files.run()
    expect(files.rows('LEFT', "SELECT name FROM thing WHERE id = '1'")).toEqual([{ name: 'new' }])
    expect((await figures()).success).toEqual({ rate: 1, attempted: 3 })
  })

  it('a record that two targets give up has failed once', async () => {
    await start()
    for (const name of ['LEFT', 'RIGHT'])
      files.sql(name, "CREATE TRIGGER refuse BEFORE INSERT ON thing WHEN NEW.id = '2' BEGIN SELECT RAISE(ABORT, 'refused'); END")
    await files.run()
    files.later = 25 * hourMs
    await files.run()
    expect((await figures()).success).toEqual({ rate: 0.5, attempted: 2 })
  })
})

describe('lag', () => {
  it('is counted from detection where the source gives no time', async () => {
    await start({ kind: 'snapshot' })
    await files.run()
    expect((await figures()).lag).toMatchObject({ writes: 4, fromDetection: 4 })
  })

  it('is corrected by how far the source’s clock is from ours', async () => {
    await start()
    await files.run()
    const before = (await figures()).lag!
    files.sql(
      'EAM',
      "UPDATE thing SET name = 'new' WHERE id = '1'",
      `UPDATE thalweg_outbox_things SET at = at - ${hourMs} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_things)`,
    )
    await files.with(settleAnew, {
      open: files.opener(async (made) => ({ ...(await made.identity())!, clock: Date.now() - (made.name === 'EAM' ? hourMs : 0) })),
    })
    const { p95, writes } = (await figures()).lag!
    expect(writes).toBe(before.writes + 2)
    expect(p95).toBeLessThanOrEqual(15_000)
  })
})

async function settleAnew(engine: Engine): Promise<void> {
  await engine.mismatches()
  await engine.settleAll()
}

it('drift is told of the last reconciliation, and on average of a time', async () => {
  await start()
  expect((await figures()).drift).toBeUndefined()
  const compared = (drift: number, why?: string) => ({
    flow: 'things',
    drift,
    rows: { EAM: 2, LEFT: 2, RIGHT: 2 },
    unreferenced: {},
    notCompared: why === undefined ? [] : [{ system: 'LEFT', why }],
  })
  const now = Date.now()
  await files.with(async ({ ledger }) => {
    await recordDrift(ledger, [compared(3)], now - 30 * hourMs)
    await recordDrift(ledger, [compared(4)], now - 2 * hourMs)
    await recordDrift(ledger, [compared(1)], now - hourMs)
    await recordDrift(ledger, [compared(0, 'no answer')], now)
  })
  expect((await figures()).drift).toEqual({ records: 1, at: now - hourMs, reconciliations: 2, mean: 2.5 })
})

describe('freshness', () => {
  it.each([{ kind: 'outbox' }, { kind: 'snapshot' }] as const)('is told from the newest change of the source ($kind)', async (detect) => {
    await start(detect, { freshWithinMs: 2 * hourMs })
    const unmet = ['a change of the source within 2 h']
    expect(await figures()).toMatchObject({ fresh: undefined, unmet })
    await files.run()
    expect((await figures()).unmet).toEqual([])
    expect((await figures(3 * hourMs)).unmet).toEqual(unmet)
    files.later = 3 * hourMs
    await files.run()
    files.sql('LEFT', "UPDATE thing SET name = 'foreign'")
    await files.run()
    expect((await figures(3 * hourMs)).unmet).toEqual(unmet)
    files.sql('EAM', "UPDATE thing SET name = 'changed' WHERE id = '1'")
    await files.run()
    expect(await figures(3 * hourMs)).toMatchObject({ fresh: { system: 'EAM' }, unmet: [] })
  })
})
