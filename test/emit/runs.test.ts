/** Generated code in the hands of the runtime's own connector: what is read, written and compared in a real file. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { openSqlite } from '../../runtime/connectors/sqlite/index.ts'
import type { Adapter, GeneratedLandscape } from '../../runtime/door.ts'
import type { Bound, System, Write } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import { hostile, lookalikes, workOrders } from './plans.ts'
import { project, tables, sqlOf, sqlSystem } from './project.ts'

const user = project()
afterAll(user.remove)

interface Opened {
  readonly system: System
  readonly bound: Bound
  readonly adapter: Adapter
}

/** Every system of a flow, prepared and opened. */
async function open(plan: Plan, landscape: GeneratedLandscape, flow: string, name: string, ddl = tables): Promise<Opened[]> {
  const { adapters } = landscape.flows[flow]!
  return Promise.all(
    Object.values(adapters).map(async (adapter, i) => {
      const file = path.join(user.dir, `${name}-${i}.db`)
      const db = new DatabaseSync(file)
      for (const statement of ddl(plan, adapter.system)) db.exec(statement)
      const generated = sqlSystem(landscape.systems[adapter.system])
      for (const script of generated.ddl) if (script.name !== 'undo') db.exec(readFileSync(script.file, 'utf8'))
      db.close()
      const system = await openSqlite({ name: adapter.system, file, statements: generated.statements, env: {} })
      const bound = await system.bind(
        adapter,
        Object.values(adapters).filter((peer) => peer !== adapter),
      )
      return { system, bound, adapter }
    }),
  )
}

const insert = (key: string, values: readonly Raw[]): Write => ({
  key,
  kind: 'insert',
  units: [],
  values,
  expect: [],
  unmoved: [],
  seen: 0,
})

describe('names that break what is not quoted', async () => {
  const plan = hostile()
  const landscape = await user.load(user.generate(plan, 'runs'))
  const [flow] = Object.keys(landscape.flows)
  const canonical = ['blå', null, "it's", '2.500', true]
  const key = JSON.stringify(['k\'"', 7])

  it('are written, looked at, changed, compared and deleted', async () => {
    const [a, b] = (await open(plan, landscape, flow!, 'hostile')) as [Opened, Opened]
    expect(await b.bound.head()).toEqual({ position: '{"seq":0}', seen: 0 })
    const encoded = b.adapter.fields.map((field, i) => field.encode(canonical[i]!))
    const created = await b.bound.deliver(1, [insert(key, encoded)])
    expect(created).toMatchObject({ outcome: 'answered', answers: [{ outcome: 'done', image: { present: true, values: encoded } }] })
    const other = b.adapter.fields.map((field, i) => field.encode(['ny', 'x', 'a\\b`${c}', null, null][i] ?? null))
    const units = landscape.flows[flow!]!.settle.units.flatMap((unit, u) => (unit.policy.writer === 0 ? [u] : []))
    const changed = await b.bound.deliver(2, [{ key, kind: 'update', units, values: other, expect: encoded, unmoved: [], seen: 1 }])
    const after = [...other.slice(0, 3), ...encoded.slice(3)]
    expect(changed).toMatchObject({ answers: [{ outcome: 'done', image: { values: after } }] })
    expect(await b.bound.deliver(3, [{ key, kind: 'update', units, values: other, expect: encoded, unmoved: [], seen: 2 }])).toMatchObject({
      answers: [{ outcome: 'stale' }],
    })
    expect((await b.bound.page(null, 5)).map((row) => row.key)).toEqual([key])
    expect(await b.bound.page(key, 5)).toEqual([])
    expect((await b.bound.changes(null, 9)).hints.map((hint) => [hint.key, hint.op])).toEqual([
      [key, 1],
      [key, 2],
    ])
    expect(await b.bound.count()).toBe(1)
    const same = a.adapter.fields.map((field, i) => field.encode(b.adapter.fields[i]!.decode(after[i]!)))
    expect(sqlOf(a.adapter).insert).toBeUndefined()
    expect(same[2]).toBe('a\\b`${c}')
    const [bucket] = [...(await b.bound.digests(16)).keys()]
    expect((await b.bound.bucketRows(16, [bucket!])).map((row) => row.key)).toEqual([key])
    const gone = await b.bound.deliver(4, [{ key, kind: 'delete', units: [], values: [], expect: after, unmoved: [], seen: 2 }])
    expect(gone).toMatchObject({ answers: [{ outcome: 'done', image: { present: false } }] })
    await a.system.close()
    await b.system.close()
  })
})

describe('a decimal that the column makes a number of', async () => {
  const plan = workOrders()
  const landscape = await user.load(user.generate(plan, 'decimals'))

  it('comes back as it was sent, so that a base costs nothing and digests agree', async () => {
    const [a, b] = (await open(plan, landscape, 'workOrders', 'decimals')) as [Opened, Opened]
    const canonical = ['pump', 'OPEN', null, '1.50', 'G', '12.50', 'EUR', true, 3, ['x']]
    const encoded = b.adapter.fields.map((field, i) => field.encode(canonical[i]!))
    expect(await b.bound.deliver(1, [insert('W1', encoded)])).toMatchObject({ answers: [{ outcome: 'done', image: { values: encoded } }] })
    const db = new DatabaseSync(path.join(user.dir, 'decimals-0.db'))
    db.exec(`INSERT INTO wo VALUES ('W1', 'pump', 'OPEN', NULL, 1.5, 'G', '12.5', 'EUR', 1, 3, '[ "x" ]')`)
    expect(db.prepare('SELECT typeof(cost) AS t FROM wo').get()).toMatchObject({ t: 'real' })
    db.close()
    const digest = async ({ bound }: Opened): Promise<unknown> => [...(await bound.digests(4)).entries()]
    expect(await digest(a)).toEqual(await digest(b))
    await a.system.close()
    await b.system.close()
  })
})

describe('names that differ in capitals alone', async () => {
  const plan = lookalikes()
  const landscape = await user.load(user.generate(plan, 'lookalikes'))

  it('are kept apart in files and databases', async () => {
    const [a] = (await open(plan, landscape, 'Note', 'lookalikes')) as [Opened]
    await a.system.close()
    const db = new DatabaseSync(path.join(user.dir, 'lookalikes-0.db'))
    db.exec(`INSERT INTO notes VALUES (1, 'a', 'b'); INSERT INTO other VALUES (2)`)
    const captured = (record: 'Note' | 'note'): unknown[] =>
      db
        .prepare(sqlOf(landscape.flows[record]!.adapters['A']).changes!)
        .all({ after: 0, limit: 9 })
        .map(({ key }) => key)
    expect([captured('Note'), captured('note')]).toEqual([['["1"]'], ['["2"]']])
    expect(() => db.exec(`UPDATE notes SET name2 = 'c'`)).toThrow('Name of Note is written by B')
    db.exec(`UPDATE notes SET name = 'c'`)
    expect(captured('Note')).toEqual(['["1"]', '["1"]'])
    db.close()
  })
})

describe('pages end between any two rows', async () => {
  const plans = { workOrders: workOrders(), hostile: hostile() }
  const keys: Readonly<Record<keyof typeof plans, readonly string[]>> = {
    workOrders: ['A', 'A ', 'a', 'AB', 'aB', 'ab', 'b', 'B', 'c'],
    hostile: [
      ['A', 1],
      ['a', 1],
      ['a', 2],
      ['A', 2],
      ['A', 10],
      ['b', 1],
    ].map((key) => JSON.stringify(key)),
  }
  const landscapes = {
    workOrders: await user.load(user.generate(plans.workOrders, 'pages-of-work-orders')),
    hostile: await user.load(user.generate(plans.hostile, 'pages-of-hostile')),
  }
  const cases = (['workOrders', 'hostile'] as const).flatMap((name) =>
    ['BINARY', 'NOCASE', 'RTRIM'].flatMap((collation) => [1, 2, 3].map((size) => [name, collation, size] as const)),
  )

  it.for(cases)('of %s, whose keys are compared by %s, %i at a time', async ([name, collation, size]) => {
    const [flow] = Object.keys(landscapes[name].flows)
    const loose = (of: Plan, system: string): string[] =>
      tables(of, system).map((table) => table.replace(/, PRIMARY KEY .*\)$/, ')').replaceAll(' TEXT', ` TEXT COLLATE ${collation}`))
    const [a, b] = (await open(plans[name], landscapes[name], flow!, `${name}-${collation}-${size}`, loose)) as [Opened, Opened]
    const opened = sqlOf(a.adapter).insert === undefined ? b : a
    const values = opened.adapter.fields.map(() => null)
    const written = await opened.bound.deliver(
      1,
      keys[name].map((key) => insert(key, values)),
    )
    expect(written.outcome).toBe('answered')
    const read: string[] = []
    for (let rows = await opened.bound.page(null, size); rows.length > 0; rows = await opened.bound.page(read.at(-1)!, size)) {
      read.push(...rows.map(({ key }) => key))
      if (read.length > keys[name].length) break
    }
    expect(read.toSorted()).toEqual(keys[name].toSorted())
    await Promise.all([a, b].map(async ({ system }) => system.close()))
  })
})
