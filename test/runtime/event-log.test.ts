/** What is appended to a log, and that it is appended once, whole and in order. */
import { afterAll, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import { Files } from './files.ts'
import { linesOf, logged, tables, told } from './logged.ts'

const user = project()
afterAll(() => user.remove())
const start = async () => {
  const files = await Files.make(user, 'logged', () => logged(), tables)
  await files.start()
  return files
}

describe('an event log', () => {
  it('has every change with the row before and after it, none merged into another', async () => {
    const files = await start()
    files.sql(
      'ERP',
      `INSERT INTO orders VALUES ('A', 'pump', 1.5, '["x"]', 'none of the record')`,
      `UPDATE orders SET title = 'pumps' WHERE no = 'A'`,
      `UPDATE orders SET title = 'pump', hours = NULL WHERE no = 'A'`,
      `UPDATE orders SET note = 'still none' WHERE no = 'A'`,
      `UPDATE orders SET no = 'B' WHERE no = 'A'`,
      `DELETE FROM orders WHERE no = 'B'`,
    )
    await files.run({ flows: ['trail'] })
    const row = (title: string, hours: string | null) => ({ title, hours, tags: ['x'] })
    expect(
      linesOf(files).map(({ n, change, key, before, after, changed }) => ({ n, change, key: key['number'], before, after, changed })),
    ).toEqual([
      { n: 1, change: 'create', key: 'A', before: null, after: row('pump', '1.50'), changed: ['title', 'hours', 'tags'] },
      { n: 2, change: 'update', key: 'A', before: row('pump', '1.50'), after: row('pumps', '1.50'), changed: ['title'] },
      { n: 3, change: 'update', key: 'A', before: row('pumps', '1.50'), after: row('pump', null), changed: ['title', 'hours'] },
      { n: 4, change: 'delete', key: 'A', before: row('pump', null), after: null, changed: ['title', 'hours', 'tags'] },
      { n: 5, change: 'create', key: 'B', before: null, after: row('pump', null), changed: ['title', 'hours', 'tags'] },
      { n: 6, change: 'delete', key: 'B', before: row('pump', null), after: null, changed: ['title', 'hours', 'tags'] },
    ])
  })

  it('says who is behind a change: users of the system, or where a flow has it from', async () => {
    const files = await start()
    files.sql('EAM', `INSERT INTO wo VALUES ('A', 'pump', NULL, '[]')`)
    await files.run()
    files.sql('ERP', `UPDATE orders SET hours = 2 WHERE no = 'A'`)
    await files.run()
    files.sql('EAM', `UPDATE wo SET title = 'big pump' WHERE number = 'A'`)
    await files.run()
    files.sql('ERP', `UPDATE orders SET title = 'mine' WHERE no = 'A'`)
    await files.run()
    files.sql('EAM', `DELETE FROM wo WHERE number = 'A'`)
    await files.run()
    const origins = linesOf(files).map(({ change, changed, origin }) => [change, changed, { ...origin, operation: undefined }])
    expect(origins).toEqual([
      ['create', ['title', 'hours', 'tags'], { systems: ['EAM'], flow: 'orders', changes: ['outbox 1'] }],
      ['update', ['hours'], { systems: ['ERP'] }],
      ['update', ['title'], { systems: ['EAM'], flow: 'orders', changes: ['outbox 3'] }],
      ['update', ['title'], { systems: ['ERP'] }],
      ['update', ['title'], { systems: ['EAM'], flow: 'orders', changes: ['outbox 3'] }],
      ['delete', ['title', 'hours', 'tags'], { systems: ['EAM'], flow: 'orders', changes: ['outbox 4'] }],
    ])
  })

  it('begins with what changes once the source is prepared', async () => {
    const files = await Files.make(user, 'logged', () => logged(), {
      EAM: tables.EAM,
      ERP: [...tables.ERP, `INSERT INTO orders VALUES ('OLD', 'there before', NULL, '[]', NULL)`],
    })
    files.sql('ERP', `INSERT INTO orders VALUES ('NEW', 'before the first run', NULL, '[]', NULL)`)
    await files.start()
    expect(told(files).slice(0, 1)).toEqual(['1 create NEW'])
  })

  it('writes nothing in an idle pass', async () => {
    const files = await start()
    files.sql('ERP', `INSERT INTO orders VALUES ('A', 'pump', NULL, '[]', NULL)`)
    await files.run()
    expect((await files.run()).moved).toBe(false)
  })

  it('keeps values exactly, and those that are none of the field as they are stored', async () => {
    const files = await start()
    files.sql('ERP', `INSERT INTO orders VALUES ('A', 'line\nbreak 🚲 "quoted"' || char(0) || 'behind', 0.1, 'no json', NULL)`)
    files.sql('ERP', `INSERT INTO orders VALUES ('B', x'00ff', 9007199254740993, '[]', NULL)`)
    await files.run({ flows: ['trail'] })
    const [a, b] = linesOf(files)
    expect(a).toMatchObject({ after: { title: 'line\nbreak 🚲 "quoted"\0behind', hours: '0.10' }, raw: { after: { tags: 'no json' } } })
    expect(b).toMatchObject({ after: { tags: [] }, raw: { after: { title: { $b: 'AP8=' } } } })
  })

  it('forgets at the source what is in the log', async () => {
    const files = await start()
    for (let i = 0; i < 5; i++) files.sql('ERP', `INSERT INTO orders VALUES ('A${i}', 'pump', NULL, '[]', NULL)`)
    await files.run({ flows: ['trail'] })
    expect(files.count('ERP', 'thalweg_events_orders')).toBe(1)
    expect(told(files)).toHaveLength(5)
  })

  it('carries what belonged to the flow before or after a change', async () => {
    const where = { rows: { title: { not: 'secret' } }, whenRowLeaves: 'keep', at: { file: 'flows.ts', line: 1, column: 1 } } as const
    const files = await Files.make(user, 'logged-where', () => logged({ where }), tables)
    await files.start()
    files.sql(
      'ERP',
      `INSERT INTO orders VALUES ('A', 'secret', NULL, '[]', NULL)`,
      `UPDATE orders SET hours = 1`,
      `UPDATE orders SET title = 'open'`,
      `UPDATE orders SET title = 'secret'`,
      `DELETE FROM orders`,
    )
    await files.run({ flows: ['trail'] })
    expect(linesOf(files).map(({ before, after }) => [before?.['title'], after?.['title']])).toEqual([
      ['secret', 'open'],
      ['open', 'secret'],
    ])
    expect((await files.run({ flows: ['trail'] })).moved).toBe(false)
  })

  it('has the fields that it holds, and no line of a change of others', async () => {
    const files = await Files.make(user, 'logged-less', () => logged({ omit: 'hours' }), tables)
    await files.start()
    files.sql('ERP', `INSERT INTO orders VALUES ('A', 'pump', 1, '[]', NULL)`, `UPDATE orders SET hours = 2`)
    await files.run({ flows: ['trail'] })
    expect(linesOf(files).map(({ after }) => after)).toEqual([{ title: 'pump', tags: [] }])
  })

  it('shows in a dry run what it would append, and appends nothing', async () => {
    const files = await start()
    files.sql('ERP', `INSERT INTO orders VALUES ('A', 'pump', NULL, '[]', NULL)`)
    const { lines } = await files.dryRun()
    expect(lines.map(({ system, place, body }) => [system, place, body['change']])).toEqual([['LOG', 'orders', 'create']])
    expect(files.texts('LOG')).toEqual({})
  })

  it('is appended to as long as a run goes on', async () => {
    const files = await start()
    const stop = new AbortController()
    let passes = 0
    const clock = { now: () => Date.now() + passes * 120_000, sleep: async () => undefined, random: () => 0.5 }
    await files.with(
      async (engine) =>
        engine.watch(stop.signal, () => {
          files.sql('ERP', `INSERT INTO orders VALUES ('A${passes}', 'pump', NULL, '[]', NULL)`)
          if (++passes === 3) stop.abort()
        }),
      { clock },
    )
    expect(told(files)).toEqual(['1 create A0', '2 create A1'])
  })
})
