/** The log as part of a system, and of a run of the engine. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPostgres } from '../../runtime/connectors/postgres/index.ts'
import { logName, slotState } from '../../runtime/connectors/postgres/log/index.ts'
import { text } from '../../runtime/dialect/postgres.ts'
import type { Engine, EngineOptions, RunResult } from '../../runtime/engine/engine.ts'
import { systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import type { Bound, Hint, System, Write } from '../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { instead } from '../../sim/plant.ts'
import { Files } from '../runtime/files.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { TableShape } from './adapters.ts'
import { dropSlot } from './postgres-log-setting.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema, postgresStatements } from './postgres-setting.ts'

const shape: TableShape = {
  system: 'EAM',
  table: 'thing',
  key: [{ field: 'id', type: text() }],
  fields: [{ field: 'name', type: text() }],
  detect: { kind: 'log' },
}

let database: PostgresDatabase
let made: PostgresSchema
let name: string
const landscape = () => `${database.name}_${made.schema}`
beforeAll(async () => {
  database = await postgresDatabase(await postgresServer(18))
})
afterAll(async () => database.drop())
beforeEach(async () => {
  made = await postgresSchema(database, 'CREATE TABLE thing (id text PRIMARY KEY, name text)', [shape])
  name = logName(landscape(), 'EAM')
  await made.user.query(`CREATE PUBLICATION "${name}" FOR TABLE thing`)
})
afterEach(async () => {
  await dropSlot(database.server, name)
  await made.close()
})

const open = async (): Promise<System> =>
  openPostgres({
    name: 'EAM',
    url: database.url,
    schema: made.schema,
    statements: postgresStatements,
    env: {},
    landscape: landscape(),
  })

describe('a system of which the log is read', () => {
  let eam: System
  let bound: Bound
  beforeEach(async () => {
    eam = await open()
    bound = await eam.bind(postgresAdapter(shape))
  })
  afterEach(async () => eam.close())

  const insert = (key: string, title: string): Write => ({
    key,
    kind: 'insert',
    units: [0],
    values: [title],
    expect: [],
    unmoved: [],
    seen: 0,
  })

  it('tells what others change and not what we write, and looks know what has died', async () => {
    await made.user.query(`INSERT INTO thing VALUES ('1', 'one')`)
    const head = await bound.head()
    expect(await bound.deliver(1, [insert('2', 'two')])).toMatchObject({ outcome: 'answered', answers: [{ outcome: 'done' }] })
    await made.user.query(`DELETE FROM thing WHERE id = '1'`)
    await made.user.query(`INSERT INTO thing VALUES ('1', 'one')`)
    const hints: Hint[] = []
    let { position, seen } = head
    for (let more = true; more;) {
      const changes = await bound.changes(position, 10)
      hints.push(...changes.hints)
      ;({ position, seen, more } = changes)
    }
    expect(hints.map(({ key }) => key)).toEqual(['1', '1'])
    const [known, now] = await bound.look([head.seen, seen].map((each) => ({ key: '1', seen: each })))
    expect(known).toMatchObject({ present: true, died: true })
    expect(now).toMatchObject({ present: true, died: false, death: 0 })
  })

  it('our own insert ends what died before it', async () => {
    await made.user.query(`INSERT INTO thing VALUES ('1', 'one')`)
    const head = await bound.head()
    await made.user.query(`DELETE FROM thing WHERE id = '1'`)
    await bound.deliver(1, [insert('1', 'ours')])
    await bound.changes(head.position, 10)
    expect(await bound.look([{ key: '1', seen: head.seen }])).toMatchObject([{ present: true, died: false }])
  })

  it('leaves the slot to others when it is closed', async () => {
    await bound.changes((await bound.head()).position, 10)
    const reader = async () => (await slotState('EAM', name, { connectionString: database.url }))?.activePid
    expect(await reader()).not.toBe(null)
    await eam.close()
    await expect.poll(reader).toBe(null)
  })
})

describe('a run that reads a log', () => {
  let files: Files
  beforeEach(async () => {
    const placed = (which: string) => ({ connector: { kind: 'sqlite', file: { env: `${which}_DB` } } }) as const
    const held = () => binding('thing', [column('id'), column('name')])
    const names = ['EAM', 'ERP']
    const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
    files = await Files.of(
      plan({
        records: { things: { key: ['id'], fields, groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } } },
        systems: { EAM: system({ things: held() }, placed('EAM')), ERP: system({ things: held() }, placed('ERP')) },
        flows: {
          things: flow('things', names, [unit('name', 'EAM', names)], { direction: 'oneWay', rhythm: { kind: 'every', ms: 60_000 } }),
        },
      }),
    )
    const things = files.landscape.flows['things']!
    const adapters = { ...things.adapters, EAM: postgresAdapter({ ...shape, readOnly: true }) }
    files.landscape = { ...files.landscape, flows: { things: { ...things, adapters } } }
    await made.user.query(`INSERT INTO thing SELECT i::text, 'first ' || i FROM generate_series(1, 30) AS i`)
    await files.with(async (engine) => accept(engine, ['things'], 'test', Date.now()), options())
    await run()
  })
  afterEach(() => files.end())

  const options = (): Pick<EngineOptions, 'open' | 'limits'> => ({
    open: async (which) => (which === 'EAM' ? open() : files.open(which)),
    limits: { batch: 10 },
  })
  const run = async (): Promise<RunResult> => files.run(options())
  const rows = () => files.rows('ERP', 'SELECT id, name FROM thing').map(({ id, name: title }) => [id, title] as const)
  const agreed = async () => {
    const { rows: there } = await made.user.query<[string, string]>({ text: 'SELECT id, name FROM thing', rowMode: 'array' })
    expect(new Map(rows())).toEqual(new Map(there))
  }

  it('carries what is committed, and an idle one finds nothing', async () => {
    await made.user.query(`UPDATE thing SET name = 'second' WHERE id IN ('1', '2')`)
    await made.user.query(`DELETE FROM thing WHERE id = '3'`)
    await made.user.query(`INSERT INTO thing SELECT i::text, 'new' FROM generate_series(100, 160) AS i`)
    await run()
    await agreed()
    expect((await run()).moved).toBe(false)
    expect(await files.with(async (engine) => engine.mismatches(), options())).toEqual([])
  })

  it('lets the server forget what the ledger has, and no more', async () => {
    const confirmed = async () => (await slotState('EAM', name, { connectionString: database.url }))!.confirmed
    const before = await confirmed()
    await made.user.query(`UPDATE thing SET name = 'second' WHERE id = '1'`)
    await run()
    const position = await files.read(async (ledger) => ledger.position('things', 'EAM'))
    const { at } = JSON.parse(position!) as { readonly at: string }
    await expect.poll(confirmed).toBe((JSON.parse(at) as { readonly seq: number }).seq + 1)
    expect(await confirmed()).toBeGreaterThan(before)
  })

  it('says of each portion that the ledger has it, so that it need not be remembered', async () => {
    const known: string[] = []
    const watched = async (which: string): Promise<System> => {
      const system = await options().open(which)
      return instead(system, {
        bind: async (...args) => {
          const bound = await system.bind(...args)
          return instead(bound, {
            known: (upTo) => {
              if (which === 'EAM') known.push(upTo)
              bound.known?.(upTo)
            },
          })
        },
      })
    }
    for (let id = 1; id <= 3; id++) await made.user.query(`UPDATE thing SET name = 'second' WHERE id = '${id}'`)
    const standing = async () => {
      const position = await files.read(async (ledger) => ledger.position('things', 'EAM'))
      return (JSON.parse(position!) as { readonly at: string }).at
    }
    const before = await standing()
    await files.run({ open: watched, limits: { batch: 1 } })
    const places = [...new Set(known)]
    expect(places).toHaveLength(4)
    expect([places[0], places.at(-1)]).toEqual([before, await standing()])
  })

  it('a slot that was dropped leaves no gap', async () => {
    await dropSlot(database.server, name)
    await made.user.query(`UPDATE thing SET name = 'second' WHERE id IN ('1', '12')`)
    await made.user.query(`DELETE FROM thing WHERE id = '3'`)
    await made.user.query(`INSERT INTO thing VALUES ('100', 'new')`)
    await run()
    await agreed()
    await made.user.query(`UPDATE thing SET name = 'third' WHERE id = '1'`)
    await run()
    await agreed()
    expect((await run()).moved).toBe(false)
  })

  it('a table that was emptied brings as many deletes as the cap lets through', async () => {
    await made.user.query(`TRUNCATE thing`)
    await made.user.query(`INSERT INTO thing SELECT i::text, 'again ' || i FROM generate_series(1, 30) AS i WHERE i <> 7`)
    await run()
    await agreed()
    await made.user.query(`TRUNCATE thing`)
    const { capped } = await run()
    expect(capped).toMatchObject([{ flow: 'things' }])
    expect(rows()).toHaveLength(29)
  })

  it('takes a row that was made anew for another one, also where the change cap reads ahead', async () => {
    // Of so few records as there are nothing is capped, and nothing read ahead.
    await made.user.query(`INSERT INTO thing SELECT i::text, 'first ' || i FROM generate_series(31, 1100) AS i`)
    await files.run({ ...options(), limits: {} })
    await made.user.query(`UPDATE thing SET name = 'second' WHERE id::int <= 15`)
    await made.user.query(`DELETE FROM thing WHERE id = '20'`)
    await made.user.query(`INSERT INTO thing VALUES ('20', 'another')`)
    await made.user.query(`UPDATE thing SET name = 'third' WHERE id::int BETWEEN 21 AND 40`)
    await run()
    await agreed()
    expect((await files.audit('things', '20')).map(({ kind }) => kind)).toEqual(['created', 'deleted', 'created'])
    expect((await run()).moved).toBe(false)
  })

  it('is woken by a commit', async ({ annotate }) => {
    const stop = new AbortController()
    const lags: number[] = []
    let committed = 0
    const change = async () => {
      await made.user.query(`UPDATE thing SET name = name || '.' WHERE id = '1'`)
      committed = performance.now()
    }
    await made.user.query('SET synchronous_commit = on')
    await files.with(
      async (engine: Engine) =>
        engine.watch(stop.signal, ({ flows }) => {
          if (flows['things']!.written > 0) lags.push(performance.now() - committed)
          if (lags.length === 20) stop.abort()
          else if (flows['things']!.written > 0 || committed === 0) setTimeout(() => void change(), 5)
        }),
      { ...options(), clock: systemClock(stop.signal) },
    )
    expect(lags).toHaveLength(20)
    lags.sort((a, b) => a - b)
    await annotate(`p50 ${lags[10]!.toFixed(1)} ms, p95 ${lags[19]!.toFixed(1)} ms from commit to the end of the pass`)
    await agreed()
  })
})
