/** What a flow may delete within 24 hours is counted in rows at its targets: what is wanted, what was done, and the cap. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'
import { defaultCap } from '../../runtime/engine/delete-cap.ts'

const names = ['SOURCE', 'LEFT', 'RIGHT']
const hourMs = 3_600_000

/** One source, and two targets that get copies. */
function fanOut(maxDeletes: number | null) {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
  const held = () => binding('thing', [column('id'), column('name')])
  const at = { file: 'flows.ts', line: 1, column: 1 }
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at } },
    systems: Object.fromEntries(
      names.map((name) => [name, system({ things: held() }, { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } })]),
    ),
    flows: { things: flow('things', names, [unit('name', 'SOURCE', names)], { direction: 'oneWay', maxDeletes }) },
  })
}

const filled = (rows: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO thing SELECT 'T-' || i, 'thing' FROM n`

describe('the delete cap of a flow with two targets', () => {
  let files: Files
  const start = async (rows: number, maxDeletes: number | null) => {
    files = await Files.of(fanOut(maxDeletes))
    files.sql('SOURCE', filled(rows))
    await files.accept()
    await files.run()
    expect([files.count('LEFT', 'thing'), files.count('RIGHT', 'thing')]).toEqual([rows, rows])
  }
  const remove = (from: number, to: number) =>
    files.sql('SOURCE', `DELETE FROM thing WHERE CAST(substr(id, 3) AS INTEGER) BETWEEN ${from} AND ${to}`)
  beforeEach(async () => start(20, 10))
  afterEach(() => files.end())

  it('a record counts once for each copy, wanted as well as done', async () => {
    remove(1, 6)
    expect((await files.run()).capped).toEqual([{ flow: 'things', wanted: 12, done: 0, cap: 10 }])
    expect(files.count('LEFT', 'thing')).toBe(20)
    files.sql('SOURCE', `INSERT INTO thing VALUES ('T-6', 'thing')`)
    expect((await files.run()).capped).toEqual([])
    expect([files.count('LEFT', 'thing'), files.count('RIGHT', 'thing')]).toEqual([15, 15])
  })

  it('what was deleted in the last 24 hours counts, and not a moment longer: a trickle does not pass', async () => {
    remove(1, 3)
    expect((await files.run()).capped).toEqual([])
    files.later = 12 * hourMs
    remove(4, 6)
    expect((await files.run()).capped).toEqual([{ flow: 'things', wanted: 6, done: 6, cap: 10 }])
    files.later = 23 * hourMs
    expect((await files.run()).capped).toEqual([{ flow: 'things', wanted: 6, done: 6, cap: 10 }])
    files.later = 24 * hourMs + 60_000
    expect((await files.run()).capped).toEqual([])
    expect([files.count('LEFT', 'thing'), files.count('RIGHT', 'thing')]).toEqual([14, 14])
  })

  it('what is allowed lies beyond the cap, whatever was deleted before, and is used up', async () => {
    remove(1, 5)
    await files.run()
    remove(6, 9)
    const { capped } = await files.run()
    expect(capped).toEqual([{ flow: 'things', wanted: 8, done: 10, cap: 10 }])
    expect((await files.run({ limits: { allowDeletes: { things: 7 } } })).capped).toEqual(capped)
    await files.with(
      async (engine) => {
        expect((await engine.settleAll()).capped).toEqual([])
        remove(10, 10)
        expect((await engine.settleAll()).capped).toEqual([{ flow: 'things', wanted: 2, done: 18, cap: 10 }])
      },
      { limits: { allowDeletes: { things: 8 } } },
    )
    expect([files.count('LEFT', 'thing'), files.count('RIGHT', 'thing')]).toEqual([11, 11])
  })

  it('without a number of its own it is always enough for one record', async () => {
    files.end()
    await start(20, null)
    remove(1, 1)
    expect((await files.run()).capped).toEqual([])
    remove(2, 2)
    expect((await files.run()).capped).toEqual([{ flow: 'things', wanted: 2, done: 2, cap: 2 }])
  })
})

it.for([
  { records: 10, copies: 1, cap: 1 },
  { records: 10, copies: 2, cap: 2 },
  { records: 1_000, copies: 1, cap: 10 },
  { records: 1_000, copies: 2, cap: 20 },
  { records: 1_000_000, copies: 2, cap: 100 },
])('of $records records with $copies copies $cap rows may be deleted', ({ records, copies, cap }) => {
  expect(defaultCap(records, copies)).toBe(cap)
})
