import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { generate } from '../../codegen/generate.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { Adapter, GeneratedLandscape } from '../../runtime/door.ts'
import { answeredLines, assets, hostile, lookalikes, requisitionLines, workOrders } from './plans.ts'
import { project, sqlOf, sqlSystem } from './project.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

const user = project()
afterAll(user.remove)

const plans: Readonly<Record<string, () => Plan>> = { workOrders, hostile, requisitionLines, answeredLines, assets, lookalikes }

describe.for(Object.keys(plans))('the statements of %s', async (name) => {
  const plan = plans[name]!()
  const out = user.generate(plan, name)
  const landscape = await user.load(out)
  const cases = Object.values(landscape.flows).flatMap((flow) => Object.values(flow.adapters))

  it.for(cases.map((adapter) => [adapter.system, adapter] as const))(
    'all run in the database of %s, with exactly the parameters that the runtime gives',
    ([system, adapter]) => {
      const db = prepared(plan, landscape, system)
      for (const [statement, sql] of statementsOf(adapter)) {
        const given = new Set(parametersOf(adapter, statement))
        const used = placeholders(sql)
        for (const parameter of used) expect(given, `${system} ${statement} uses :${parameter}`).toContain(parameter)
        const values = Object.fromEntries(used.map((parameter) => [parameter, parameter === 'limit' || parameter === 'buckets' ? 10 : 1]))
        expect(() => db.prepare(sql).all(values), `${system} ${statement}: ${sql}`).not.toThrow(/syntax|no such|misuse|ambiguous/)
      }
      for (const sql of Object.values(sqlSystem(landscape.systems[system]).statements)) expect(() => db.prepare(sql)).not.toThrow()
      db.close()
    },
  )

  it.for(cases.map((adapter) => [adapter.system, adapter] as const))(
    'give rows of %s in the order that the adapter says',
    ([system, adapter]) => {
      const db = prepared(plan, landscape, system)
      const { key, fields } = adapter
      const statements = sqlOf(adapter)
      const scope = adapter.scope.length === 0 ? {} : { scope_0: 'X' }
      const columns = (sql: string, values: Readonly<Record<string, string | number>>): string[] => {
        const statement = db.prepare(sql)
        statement.setAllowUnknownNamedParameters(true)
        statement.all({ ...scope, ...values })
        return statement.columns().map((column) => column.name)
      }
      expect(columns(statements.look, { key_0: 'k', key_1: 1, seen: 0 })).toEqual([...fields.map(({ field }) => field), 'thalweg_death'])
      expect(columns(statements.firstPage, { limit: 1 })).toEqual([...key, ...fields].map(({ field }) => field))
      db.close()
    },
  )
})

it.for(['workOrders', 'requisitionLines', 'assets'])('stand on lines that are read without scrolling: %s', (name) => {
  const plan = plans[name]!()
  for (const flow of Object.values(plan.flows)) flow.guard = { file: 'flows.ts', line: 1, column: 1 }
  if (name === 'requisitionLines')
    for (const { holds } of Object.values(plan.systems)) for (const each of Object.values(holds)) each.scope = []
  const files = generate(plan, { outDir: '/nowhere/generated/estate', flowsDir: '/nowhere' })
  const long = [...files].flatMap(([file, text]) =>
    /\.sql$|flows\/\w+\/(EAM|ERP|DWH)\.ts$/.test(file)
      ? text.split('\n').filter((line) => line.length > 125 && !/stored\(\{|^import /.test(line))
      : [],
  )
  expect(long).toEqual([])
})

it('queries for a person have a gap, with its name, where a value of the environment goes', () => {
  const out = user.generate(requisitionLines(), 'gaps')
  const sql = readFileSync(path.join(out, 'systems/ERP/reconcile.sql'), 'utf8')
  expect(sql).not.toContain(':scope')
  expect(sql.match(/IS <ERP_COMPANY>/g)).toHaveLength(3)
  expect(sql.replaceAll('\n-- ', ' ').match(/Put the value of ERP_COMPANY, quoted, for <ERP_COMPANY>\./g)).toHaveLength(3)
  const db = user.database(requisitionLines(), 'ERP')
  expect(() => db.exec(sql)).toThrow('syntax')
  db.exec(sql.replace(/^--.*$/gm, '').replaceAll('<ERP_COMPANY>', `'X'`))
})

describe('rows are found by their key', () => {
  it.for(['workOrders', 'assets'])('%s', async (name) => {
    const plan = plans[name]!()
    const landscape = await user.load(user.generate(plan, `${name}-plans`))
    for (const flow of Object.values(landscape.flows)) {
      for (const adapter of Object.values(flow.adapters)) {
        const db = prepared(plan, landscape, adapter.system)
        for (const statement of ['look', 'nextPage', 'update', 'delete'] as const) {
          const sql = sqlOf(adapter)[statement]
          if (sql === undefined) continue
          const steps = db
            .prepare(`EXPLAIN QUERY PLAN ${sql}`)
            .all()
            .map((row) => String(row['detail']))
          expect(steps.join('\n'), `${adapter.system} ${statement}`).toMatch(/SEARCH t USING/)
          expect(steps.join('\n'), `${adapter.system} ${statement}`).not.toMatch(/SCAN|TEMP B-TREE FOR ORDER BY/)
        }
        db.close()
      }
    }
  })
})

function prepared(plan: Plan, landscape: GeneratedLandscape, system: string): DatabaseSync {
  const db = user.database(plan, system)
  for (const { name, file } of scriptsIn(landscape.systems[system]!)) {
    if (name === 'undo') continue
    db.exec(readFileSync(file, 'utf8'))
    db.exec(readFileSync(file, 'utf8'))
  }
  db.function('thalweg_bucket', { varargs: true }, () => 1)
  db.function('thalweg_digest', { varargs: true }, () => 1)
  return db
}

function statementsOf(adapter: Adapter): [string, string][] {
  const { lookups = {}, ...rest } = sqlOf(adapter)
  return [...Object.entries(rest), ...Object.values(lookups).map((sql): [string, string] => ['lookups', sql])]
}

/** What the door says that each statement is given. */
function parametersOf(adapter: Adapter, statement: string): string[] {
  const keys = (word: string): string[] => adapter.key.map((_, i) => `${word}_${i}`)
  const values = adapter.fields.map(({ param }) => param)
  const was = values.map((param) => `was_${param}`)
  const unmoved = values.map((param) => `unmoved_${param}`)
  const given: Readonly<Record<string, readonly string[]>> = {
    look: [...keys('key'), 'seen'],
    death: [...keys('key'), 'seen'],
    firstPage: ['limit'],
    nextPage: [...keys('after'), 'limit'],
    insert: [...keys('key'), ...values],
    update: [...keys('key'), ...values, ...was, ...unmoved, 'seen', ...Array.from({ length: 20 }, (_, i) => `set_${i}`)],
    delete: [...keys('key'), ...was, 'seen'],
    lookups: ['value'],
    changes: adapter.detect.kind === 'outbox' ? ['after', 'limit'] : ['since', 'limit', 'offset'],
    prune: ['upTo'],
    digests: ['buckets'],
    bucketRows: ['buckets', 'wanted'],
  }
  return [...(given[statement] ?? []), ...adapter.scope.map(({ param }) => param)]
}

function placeholders(sql: string): string[] {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '')
  return [...new Set([...bare.matchAll(/:(\w+)/g)].map((match) => match[1]!))]
}
