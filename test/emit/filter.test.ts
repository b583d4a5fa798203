/** Which rows a generated filter lets in, in a real database: however a value is spelled, what is read as the value belongs. */
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import type { Plan, PlanColumn, PlanField } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

interface Case {
  readonly type: PlanField['type']
  readonly column?: Partial<PlanColumn>
  /** Of the column; default TEXT. */
  readonly sql?: string
  readonly where: unknown
  /** As stored, in SQL. */
  readonly inside: readonly string[]
  readonly outside: readonly string[]
}

const day: PlanField['type'] = { kind: 'date' }
const moment: PlanField['type'] = { kind: 'datetime' }
const money: PlanField['type'] = { kind: 'decimal', precision: 12, scale: 2 }
const long: PlanField['type'] = { kind: 'decimal', precision: 20, scale: 2 }
const word: PlanField['type'] = { kind: 'text' }
const nasty = 'it\'s "quoted"\n`${x}` \\ \r\t end'

const cases: Readonly<Record<string, Case>> = {
  'moments, however they are spelled': {
    type: moment,
    where: { from: '2026-11-24T08:00:00Z', until: '2026-11-24T10:00:00Z' },
    inside: [
      "'2026-11-24T08:00:00Z'",
      "'2026-11-24 09:00:00'",
      "'2026-11-24T11:30:00+02:00'",
      "'2026-11-24 08:00'",
      "'2026-11-24 08:00:00.000'",
    ],
    outside: ["'2026-11-24 07:59:59'", "'2026-11-24T09:00:00+02:00'", "'2026-11-24 10:00:00'", 'NULL'],
  },
  'one moment': {
    type: moment,
    where: '2026-11-24T08:00:00Z',
    inside: ["'2026-11-24 08:00:00'", "'2026-11-24T10:00:00+02:00'"],
    outside: ["'2026-11-24 08:00:01'", 'NULL'],
  },
  'days, where a column holds midnights': {
    type: day,
    where: { from: '2026-11-24', until: '2026-11-25' },
    inside: ["'2026-11-24'", "'2026-11-24 00:00:00'"],
    outside: ["'2026-11-23'", "'2026-11-25T00:00:00Z'", 'NULL'],
  },
  'every day but one': {
    type: day,
    where: { not: '2026-11-24' },
    inside: ["'2026-11-25'", 'NULL'],
    outside: ["'2026-11-24'", "'2026-11-24T00:00:00Z'"],
  },
  'amounts of which the column holds fewer decimals': {
    type: money,
    where: ['12.50', '3.00'],
    inside: ["'12.5'", "'12.50'", "'3'"],
    outside: ["'12.51'", 'NULL'],
  },
  'amounts of more digits than a number has': {
    type: long,
    where: '1234567890123456.01',
    inside: ["'1234567890123456.01'"],
    outside: ["'1234567890123456.02'"],
  },
  'whole numbers by size, also in a column of texts': {
    type: { kind: 'int' },
    where: { from: 10 },
    inside: ["'10'", "'100'"],
    outside: ["'9'", 'NULL'],
  },
  'numbers, and none that stands for null': {
    type: { kind: 'int' },
    column: { whenNull: 0 },
    sql: 'INTEGER',
    where: { from: -5, until: 5 },
    inside: ['-5', '4'],
    outside: ['0', '5', 'NULL'],
  },
  'what is read as null': {
    type: word,
    column: { whenNull: '-' },
    where: null,
    inside: ["'-'", 'NULL'],
    outside: ["''", "'x'"],
  },
  'all but what is read as null': {
    type: word,
    column: { whenNull: '-' },
    where: { not: [null, 'x'] },
    inside: ["''", "'y'"],
    outside: ["'-'", 'NULL', "'x'"],
  },
  'null and a value of a map': {
    type: { kind: 'enum', values: ['OPEN', 'DONE'] },
    column: {
      values: [
        ['OPEN', 10],
        ['DONE', 90],
      ],
      whenNull: 0,
    },
    sql: 'INTEGER',
    where: ['OPEN', null],
    inside: ['10', '0', 'NULL'],
    outside: ['90'],
  },
  'a null that stands for a value': {
    type: { kind: 'enum', values: ['OPEN', 'NONE'] },
    column: {
      values: [
        ['OPEN', 'o'],
        ['NONE', null],
      ],
      whenNull: '-',
    },
    where: null,
    inside: ["'-'"],
    outside: ["'o'", 'NULL'],
  },
  'text with everything that means something to SQL or TypeScript': {
    type: word,
    where: nasty,
    inside: [`'${nasty.replaceAll("'", "''")}'`],
    outside: ["'it'"],
  },
  'text with a zero character': {
    type: word,
    where: { not: 'a\0b' },
    inside: ["'a'", "'a' || char(0) || 'c'"],
    outside: ["'a' || char(0) || 'b'"],
  },
  'text by its bytes': { type: word, sql: 'TEXT COLLATE NOCASE', where: 'abc', inside: ["'abc'"], outside: ["'ABC'"] },
}

const hostile = 'the "x"\n`col` \\ ${y}'

function filtered({ type, column: more = {}, where }: Case): Plan {
  const fields = [field('code'), field('x', type, { nullable: true })]
  const held = binding('article', [column('code'), column('x', hostile, more)], { detect: { kind: 'snapshot' } })
  return plan({
    records: { articles: { key: ['code'], fields, groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } } },
    systems: {
      A: system({ articles: held }, { connector: { kind: 'sqlite', file: 'a.sqlite' } }),
      B: system({ articles: held }, { connector: { kind: 'sqlite', file: 'b.sqlite' } }),
    },
    flows: {
      articles: flow('articles', ['A', 'B'], [unit('x', 'A', ['A', 'B'])], {
        where: { rows: { x: where }, whenRowLeaves: 'delete', at: { file: 'flows.ts', line: 1, column: 1 } },
        lifecycle: {
          creates: ['A'],
          foreignCreate: 'report',
          deletes: ['A'],
          foreignDelete: 'restore',
          againstUpdate: 'deleteWins',
          onDelete: 'mirror',
          said: {},
        },
      }),
    },
  })
}

it.for(Object.entries(cases))('%s', async ([what, each]) => {
  const name = `filter-${Object.keys(cases).indexOf(what)}`
  const landscape = await user.load(user.generate(filtered(each), name))
  const statements = sqlOf(landscape.flows['articles']!.adapters['A'])
  const db = new DatabaseSync(':memory:')
  db.exec(`CREATE TABLE article (code TEXT PRIMARY KEY, "${hostile.replaceAll('"', '""')}" ${each.sql ?? 'TEXT'})`)
  const stored = [...each.inside, ...each.outside]
  for (const value of stored) db.exec(`INSERT INTO article VALUES ('${value.replaceAll("'", "''")}', ${value})`)
  const look = db.prepare(statements.look)
  const page = db.prepare(statements.firstPage).all({ limit: 100 })
  expect(page.map(({ code }) => code)).toEqual([...each.inside].sort())
  const told = stored.filter((key) => look.get({ key_0: key })?.['thalweg_outside'] === 0)
  expect(told).toEqual(each.inside)
  db.close()
})
