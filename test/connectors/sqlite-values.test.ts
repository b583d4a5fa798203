/** What SQLite makes of values and names: each case is a way in which a real table differs from what its binding seems to say. */
import { afterEach, describe, expect, it } from 'vitest'
import { date, decimal, integer, number, text } from '../../runtime/dialect/sqlite.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { TableShape } from './adapters.ts'
import { adapterOf } from './adapters.ts'
import { deleteOf, insertOf, updateOf } from './conformance-shape.ts'
import { answersOf, present } from './conformance.ts'
import type { SqliteFile } from './sqlite-setting.ts'
import { sqliteFile } from './sqlite-setting.ts'

let made: SqliteFile
let system: System
let bound: Bound

async function open(ddl: string, shape: TableShape, env: Record<string, string> = {}): Promise<void> {
  made = sqliteFile(ddl, [shape])
  system = await made.open({ env })
  bound = await system.bind(adapterOf(shape))
}
afterEach(async () => {
  await system.close()
  made.close()
})

const things = (fields: TableShape['fields'], more: Partial<TableShape> = {}): TableShape => ({
  system: 'ERP',
  table: 'things',
  key: [{ field: 'name', type: text() }],
  fields,
  ...more,
})
const rowAt = (name: string) => made.db.prepare('SELECT * FROM things WHERE name = ?').get(name)

describe('names', () => {
  it('that are keywords, quotes, blanks, brackets, parameters and beyond ASCII', async () => {
    const shape: TableShape = {
      system: 'ERP',
      table: `order "by" [x] 'y' :z`,
      key: [{ field: 'select', column: `key :after_0 -- "quoted"`, type: text() }],
      fields: [
        { field: 'from', column: `naïve ½ 🚢`, type: text() },
        { field: 'where', column: `:limit /* no comment`, type: nullable(text()) },
        { field: 'group', column: '`tick`', type: text() },
      ],
      detect: { kind: 'outbox' },
    }
    const q = (name: string) => `"${name.replaceAll('"', '""')}"`
    await open(
      `CREATE TABLE ${q(shape.table)} (${q(shape.key[0]!.column!)} TEXT PRIMARY KEY, ${shape.fields.map((c) => `${q(c.column!)} TEXT`).join(', ')})`,
      shape,
    )
    const key = `'; DROP TABLE "thalweg_ops"; --`
    expect(answersOf(await bound.deliver(1, [insertOf(key, ['a', null, 'c'])]))).toEqual([
      { outcome: 'done', image: present(['a', null, 'c']) },
    ])
    expect(answersOf(await bound.deliver(2, [updateOf(key, ['a', null, 'c'], { 0: ':key_0', 1: '?' })]))[0]).toEqual({
      outcome: 'done',
      image: present([':key_0', '?', 'c']),
    })
    expect(await bound.page(null, 10)).toEqual([{ key, values: [':key_0', '?', 'c'] }])
    expect((await bound.changes(null, 10)).hints.map((hint) => hint.key)).toEqual([key, key])
    expect([...(await bound.digests(4)).values()]).toMatchObject([{ rows: 1 }])
    expect(answersOf(await bound.deliver(3, [deleteOf(key, [':key_0', '?', 'c'])]))[0]!.outcome).toBe('done')
  })
})

describe('values', () => {
  it('a column without regard to case still tells an edit of case', async () => {
    await open(
      'CREATE TABLE things (name TEXT COLLATE NOCASE PRIMARY KEY, title TEXT COLLATE NOCASE)',
      things([{ field: 'title', type: text() }]),
    )
    made.db.exec("INSERT INTO things VALUES ('p-1', 'PUMP')")
    expect(answersOf(await bound.deliver(1, [updateOf('p-1', ['pump'], { 0: 'x' })]))).toEqual([
      { outcome: 'stale', image: present(['PUMP']) },
    ])
    expect(answersOf(await bound.deliver(2, [updateOf('p-1', ['PUMP'], { 0: 'pump' })]))).toEqual([
      { outcome: 'done', image: present(['pump']) },
    ])
    expect((await bound.look([{ key: 'P-1', seen: 0 }]))[0]!.present).toBe(false)
    expect(answersOf(await bound.deliver(3, [insertOf('P-1', ['x'])]))).toMatchObject([
      { outcome: 'rejected', reason: 'constraint', image: { present: false } },
    ])
  })

  it('text that a NUMERIC column takes for a number is told as it is stored, and found by that afterwards', async () => {
    await open(
      'CREATE TABLE things (name TEXT PRIMARY KEY, cost NUMERIC)',
      things([{ field: 'cost', type: decimal({ precision: 12, scale: 2 }) }]),
    )
    expect(answersOf(await bound.deliver(1, [insertOf('P-1', ['200.00'])]))).toEqual([{ outcome: 'done', image: present([200]) }])
    expect(await system.resolve(1)).toEqual({ state: 'landed', failed: new Set(), stored: new Map([['P-1', [200]]]) })
    expect(answersOf(await bound.deliver(2, [updateOf('P-1', [200], { 0: '12.50' })]))).toEqual([
      { outcome: 'done', image: present([12.5]) },
    ])
    expect(answersOf(await bound.deliver(3, [updateOf('P-1', [12.5], { 0: '12.55' })]))[0]!.outcome).toBe('done')
  })

  it('integers beyond 2^53 keep every digit', async () => {
    await open(
      'CREATE TABLE things (name INTEGER PRIMARY KEY, serial INTEGER, small INTEGER)',
      things(
        [
          { field: 'serial', type: text() },
          { field: 'small', type: integer() },
        ],
        { key: [{ field: 'name', type: text() }] },
      ),
    )
    made.db.exec('INSERT INTO things VALUES (9007199254740993, 9223372036854775807, 5), (7, 8, 9)')
    expect(await bound.page(null, 10)).toEqual([
      { key: '7', values: [8, 9] },
      { key: '9007199254740993', values: [9223372036854775807n, 5] },
    ])
    expect((await bound.page('7', 10)).map(({ key }) => key)).toEqual(['9007199254740993'])
    expect(await bound.look([{ key: '9007199254740993', seen: 0 }])).toEqual([present([9223372036854775807n, 5])])
    const digests = await bound.digests(1)
    made.db.exec('UPDATE things SET serial = 9223372036854775806 WHERE serial > 100')
    expect((await bound.digests(1)).get(0)!.digest).not.toBe(digests.get(0)!.digest)
    const base: Raw[] = [9223372036854775806n, 5]
    expect(answersOf(await bound.deliver(1, [updateOf('9007199254740993', base, { 0: 1n })]))[0]).toEqual({
      outcome: 'done',
      image: present([1, 5]),
    })
  })

  it('whole numbers stay whole in columns of every affinity, so that a base is found again', async () => {
    await open(
      'CREATE TABLE things (name TEXT PRIMARY KEY, a TEXT, b, c REAL)',
      things([
        { field: 'a', type: integer() },
        { field: 'b', type: integer() },
        { field: 'c', type: number() },
      ]),
    )
    const [answer] = answersOf(await bound.deliver(1, [insertOf('P-1', [5, 6, 7.5])]))
    expect(answer).toEqual({ outcome: 'done', image: present(['5', 6, 7.5]) })
    expect(answersOf(await bound.deliver(2, [updateOf('P-1', ['5', 6, 7.5], { 0: 9, 1: 10, 2: 0.1 })]))[0]).toEqual({
      outcome: 'done',
      image: present(['9', 10, 0.1]),
    })
  })

  it('blobs and zero characters come back as they are', async () => {
    await open(
      'CREATE TABLE things (name TEXT PRIMARY KEY, b BLOB, t TEXT)',
      things([
        { field: 'b', type: text() },
        { field: 't', type: text() },
      ]),
    )
    const blob = new Uint8Array([0, 255, 7])
    expect(answersOf(await bound.deliver(1, [insertOf('a\0b', [blob, 'x\0y'])]))).toEqual([
      { outcome: 'done', image: present([blob, 'x\0y']) },
    ])
    expect(answersOf(await bound.deliver(2, [deleteOf('a\0b', [blob, 'x\0y'])]))[0]!.outcome).toBe('done')
  })

  it('what a trigger makes of a value is in the answer and outlives a crash', async () => {
    await open(
      `CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT, touched INTEGER DEFAULT 0);
       CREATE TRIGGER tidy AFTER INSERT ON things BEGIN UPDATE things SET title = upper(trim(NEW.title)), touched = touched + 1 WHERE name = NEW.name; END`,
      things(
        [
          { field: 'title', type: text() },
          { field: 'touched', type: integer() },
        ],
        { detect: { kind: 'outbox' } },
      ),
    )
    expect(answersOf(await bound.deliver(1, [insertOf('P-1', [' pump ', 0])]))).toEqual([{ outcome: 'done', image: present(['PUMP', 1]) }])
    expect(await system.resolve(1)).toEqual({ state: 'landed', failed: new Set(), stored: new Map([['P-1', ['PUMP', 1]]]) })
    expect((await bound.changes(null, 10)).hints.every(({ op }) => op === 1)).toBe(true)
  })

  it('a stored key that is none of the record’s is told, and paging goes on behind it', async () => {
    await open(
      'CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT)',
      things([{ field: 'title', type: text() }], { key: [{ field: 'name', type: date() }], detect: { kind: 'outbox' } }),
    )
    made.db.exec(
      "INSERT INTO things VALUES ('2026-11-24', 'a'), ('2026-11-25', 'b'), ('2026-99-99', 'c'), ('2027-01-01', 'd'), (NULL, 'e')",
    )
    const keys: string[] = []
    for (let after: string | null = null; ;) {
      const [found] = await bound.page(after, 1)
      if (found === undefined) break
      keys.push(found.invalid ?? found.key)
      after = found.key
    }
    expect(keys).toEqual(['2026-11-24', '2026-11-25', expect.stringContaining('"2026-99-99" is no date'), '2027-01-01'])
    expect((await bound.changes(null, 10)).hints.map(({ invalid }) => invalid !== undefined)).toEqual([false, false, true, false, true])
    expect(await bound.digests(2)).not.toEqual(new Map())
  })

  it('a key of two rows is refused as a whole, and neither is touched', async () => {
    await open('CREATE TABLE things (name TEXT, title TEXT)', things([{ field: 'title', type: text() }]))
    made.db.exec("INSERT INTO things VALUES ('P-1', 'pump'), ('P-1', 'pump')")
    expect(await bound.deliver(1, [insertOf('P-2', ['x']), updateOf('P-1', ['pump'], { 0: 'y' })])).toEqual({
      outcome: 'rejected',
      detail: 'P-1 stands for 2 rows of things: its key is not unique there',
    })
    expect(made.db.prepare('SELECT name, title FROM things').all()).toEqual([
      { name: 'P-1', title: 'pump' },
      { name: 'P-1', title: 'pump' },
    ])
  })
})

describe('composite keys', () => {
  it('are JSON, in the order of the key, and page in their order', async () => {
    const shape = things([{ field: 'title', type: text() }], {
      key: [
        { field: 'order', type: text() },
        { field: 'line', type: integer() },
      ],
      detect: { kind: 'outbox' },
    })
    await open('CREATE TABLE things ("order" TEXT, line INTEGER, title TEXT, PRIMARY KEY ("order", line))', shape)
    const keys = ['["PO-1",2]', '["PO-1",10]', '["PO-2",1]']
    expect(
      answersOf(
        await bound.deliver(
          1,
          keys.toReversed().map((key) => insertOf(key, [key])),
        ),
      ).every(({ outcome }) => outcome === 'done'),
    ).toBe(true)
    expect((await bound.page(null, 2)).map(({ key }) => key)).toEqual(keys.slice(0, 2))
    expect((await bound.page(keys[1]!, 2)).map(({ key }) => key)).toEqual(keys.slice(2))
    expect((await bound.changes(null, 10)).hints.map(({ key }) => key)).toEqual(keys.toReversed())
    made.db.exec(`UPDATE things SET line = 3 WHERE line = 2`)
    expect((await bound.changes('{"seq":3}', 10)).hints.map(({ key }) => key)).toEqual(['["PO-1",2]', '["PO-1",3]'])
    expect(
      answersOf(await bound.deliver(2, [insertOf('["PO-1"]', ['x']), insertOf('PO-1', ['x']), insertOf('["PO-1","x"]', ['x'])])),
    ).toMatchObject([{ outcome: 'rejected' }, { outcome: 'rejected' }, { outcome: 'rejected' }])
  })
})

describe('lookups', () => {
  const shape = things([
    { field: 'vendor', column: 'vendor_id', type: nullable(text()), lookup: { table: 'vendors', id: 'id', match: 'number' } },
    { field: 'title', type: text() },
  ])
  const ddl = `CREATE TABLE vendors (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE); INSERT INTO vendors VALUES (17, 'V-1'), (18, 'V-2');
    CREATE TABLE things (name TEXT PRIMARY KEY, vendor_id INTEGER, title TEXT)`

  it('store the id and show the natural value', async () => {
    await open(ddl, shape)
    expect(answersOf(await bound.deliver(1, [insertOf('P-1', ['V-1', 'pump']), insertOf('P-2', [null, 'pump'])]))).toEqual([
      { outcome: 'done', image: present(['V-1', 'pump']) },
      { outcome: 'done', image: present([null, 'pump']) },
    ])
    expect(rowAt('P-1')).toEqual({ name: 'P-1', vendor_id: 17, title: 'pump' })
    expect(answersOf(await bound.deliver(2, [updateOf('P-1', ['V-1', 'pump'], { 0: 'V-2' })]))[0]).toEqual({
      outcome: 'done',
      image: present(['V-2', 'pump']),
    })
    expect(await system.resolve(2)).toMatchObject({ stored: new Map() })
  })
  it('without a row leave the record waiting for its parent, and the others go on', async () => {
    await open(ddl, shape)
    expect(answersOf(await bound.deliver(1, [insertOf('P-1', ['V-9', 'pump']), insertOf('P-2', ['V-2', 'pump'])]))).toMatchObject([
      { outcome: 'rejected', reason: 'missingParent', detail: 'ERP has no row for vendor V-9', image: { present: false } },
      { outcome: 'done' },
    ])
    expect(await system.resolve(1)).toMatchObject({ failed: new Set(['P-1']) })
  })
})

describe('scope', () => {
  const shape = things([{ field: 'title', type: text() }], { scope: [{ column: 'plant', value: { env: 'PLANT', default: 'north' } }] })
  const ddl =
    "CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT, plant TEXT); INSERT INTO things VALUES ('P-1', 'pump', 'north'), ('P-2', 'valve', 'south')"

  it('shows, writes and counts the rows in it only', async () => {
    await open(ddl, shape, { PLANT: 'south' })
    expect((await bound.page(null, 10)).map(({ key }) => key)).toEqual(['P-2'])
    expect(await bound.count()).toBe(1)
    expect((await bound.look([{ key: 'P-1', seen: 0 }]))[0]!.present).toBe(false)
    expect(answersOf(await bound.deliver(1, [updateOf('P-1', ['pump'], { 0: 'x' }), insertOf('P-3', ['new'])]))).toMatchObject([
      { outcome: 'stale', image: { present: false } },
      { outcome: 'done' },
    ])
    expect(rowAt('P-3')).toMatchObject({ plant: 'south' })
    expect(rowAt('P-1')).toMatchObject({ title: 'pump' })
  })
  it('has its default where the environment says nothing', async () => {
    await open(ddl, shape)
    expect((await bound.page(null, 10)).map(({ key }) => key)).toEqual(['P-1'])
  })
})

describe('constraints', () => {
  it('refuse their row, by their own words, and the batch goes on', async () => {
    await open(
      `CREATE TABLE parents (id TEXT PRIMARY KEY);
       CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT NOT NULL CHECK (title <> 'bad'), code TEXT UNIQUE, parent TEXT REFERENCES parents, n INTEGER CHECK (typeof(n) = 'integer'));
       CREATE TRIGGER closed BEFORE UPDATE ON things WHEN OLD.title = 'closed' BEGIN SELECT RAISE(ABORT, 'orders that are closed stay closed'); END`,
      things([
        { field: 'title', type: nullable(text()) },
        { field: 'code', type: nullable(text()) },
        { field: 'parent', type: nullable(text()) },
        { field: 'n', type: integer() },
      ]),
    )
    made.db.exec("INSERT INTO things VALUES ('closed', 'closed', 'C', NULL, 1)")
    const answers = answersOf(
      await bound.deliver(1, [
        insertOf('a', [null, null, null, 1]),
        insertOf('b', ['bad', null, null, 1]),
        insertOf('c', ['x', 'C', null, 1]),
        insertOf('d', ['x', null, 'nobody', 1]),
        updateOf('closed', ['closed', 'C', null, 1], { 0: 'open' }),
        insertOf('e', ['x', 'E', null, 1]),
        insertOf('f', ['x', 'F', null, 2n ** 70n]),
      ]),
    )
    expect(answers.map((answer) => (answer.outcome === 'rejected' ? `${answer.reason}: ${answer.detail}` : answer.outcome))).toEqual([
      'constraint: NOT NULL constraint failed: things.title',
      "constraint: CHECK constraint failed: title <> 'bad'",
      'constraint: UNIQUE constraint failed: things.code',
      'constraint: FOREIGN KEY constraint failed',
      'constraint: orders that are closed stay closed',
      'done',
      expect.stringMatching(/^constraint: .*BigInt/),
    ])
    expect(await bound.count()).toBe(2)
    expect(await system.resolve(1)).toMatchObject({ failed: new Set(['a', 'b', 'c', 'd', 'closed', 'f']) })
  })

  it('checked at commit refuse the whole, and nothing is written', async () => {
    await open(
      `CREATE TABLE parents (id TEXT PRIMARY KEY);
       CREATE TABLE things (name TEXT PRIMARY KEY, parent TEXT REFERENCES parents DEFERRABLE INITIALLY DEFERRED)`,
      things([{ field: 'parent', type: nullable(text()) }]),
    )
    expect(await bound.deliver(1, [insertOf('a', [null]), insertOf('b', ['nobody'])])).toEqual({
      outcome: 'rejected',
      detail: 'FOREIGN KEY constraint failed',
    })
    expect(await bound.count()).toBe(0)
    expect(await system.resolve(1)).toEqual({ state: 'void' })
    expect(answersOf(await bound.deliver(2, [insertOf('a', [null])]))[0]!.outcome).toBe('done')
  })

  it('that roll the transaction back refuse the whole, and what comes after is not written outside of one', async () => {
    await open(
      `CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT);
       CREATE TRIGGER strict BEFORE INSERT ON things WHEN NEW.title = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'everything is undone'); END`,
      things([{ field: 'title', type: text() }]),
    )
    expect(await bound.deliver(1, [insertOf('a', ['x']), insertOf('b', ['bad']), insertOf('c', ['x'])])).toEqual({
      outcome: 'rejected',
      detail: 'everything is undone',
    })
    expect(await bound.count()).toBe(0)
    expect((await system.identity())!.opHigh).toBe(0)
    expect(made.db.prepare('SELECT op FROM thalweg_current_op').get()).toEqual({ op: null })
  })

  it('text where the table wants a row number is refused, not an error', async () => {
    await open('CREATE TABLE things (name INTEGER PRIMARY KEY, title TEXT)', things([{ field: 'title', type: text() }]))
    expect(answersOf(await bound.deliver(1, [insertOf('abc', ['x'])]))).toMatchObject([
      { outcome: 'rejected', reason: 'constraint', detail: 'datatype mismatch' },
    ])
  })
})
