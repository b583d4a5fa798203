/** One record that two or three real SQLite files share, every policy on a field of it, with really generated code. */
import type { SQLOutputValue } from 'node:sqlite'
import type { Plan, PlanPolicy } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Project } from '../emit/project.ts'
import type { Row } from './files.ts'
import { Files } from './files.ts'

const names = ['code', 'notes', 'grade', 'asked', 'tags', 'stock', 'longest', 'cost', 'currency'] as const
export type Field = Exclude<(typeof names)[number], 'code'>
export type Values = Readonly<Partial<Record<Field, SQLOutputValue>>>

export interface ShopOptions {
  /** In the order in which the flow declares them. */
  readonly systems: readonly string[]
  readonly preferred: string
  /** Whose rows are read first. */
  readonly creates: string
}

const longest: PlanPolicy = {
  kind: 'merge',
  decide: { module: './merges.ts', name: 'default', hash: '0123456789abcdef' } as Extract<PlanPolicy, { kind: 'merge' }>['decide'],
}

/** Every policy that lets all holders write, each on a field of its own, and precedence on a group. */
function shopPlan({ systems, preferred, creates }: ShopOptions): Plan {
  const fields = [
    field('code'),
    field('notes'),
    field('grade', { kind: 'int' }),
    field('asked'),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
    field('stock', { kind: 'decimal', precision: 12, scale: 3 }),
    field('longest'),
    field('cost', { kind: 'decimal', precision: 12, scale: 2 }),
    field('currency'),
  ]
  const columns = names.map((name) => column(name, `the ${name}`))
  const shared = (name: string, policy: PlanPolicy, more = {}) => unit(name, '', systems, { policy, ...more })
  return plan({
    records: { articles: { key: ['code'], fields, groups: { price: ['cost', 'currency'] }, at: { file: 'flows.ts', line: 1, column: 1 } } },
    systems: Object.fromEntries(
      systems.map((name) => [
        name,
        system({ articles: binding('article', columns) }, { connector: { kind: 'sqlite', file: `${name}.sqlite` } }),
      ]),
    ),
    flows: {
      articles: flow(
        'articles',
        systems,
        [
          shared('notes', { kind: 'lastWriteWins', acceptLoss: 'remarks' }),
          shared('grade', { kind: 'precedence', system: preferred }),
          shared('asked', { kind: 'review', team: 'buyers' }),
          shared('tags', { kind: 'union' }),
          shared('stock', { kind: 'delta' }),
          shared('longest', longest),
          shared('price', { kind: 'precedence', system: preferred }, { fields: ['cost', 'currency'] }),
        ],
        {
          lifecycle: {
            creates: [creates],
            foreignCreate: 'report',
            deletes: [creates],
            foreignDelete: 'restore',
            againstUpdate: 'updateWins',
            onDelete: 'mirror',
            said: {},
          },
        },
      ),
    },
  })
}

const first: Required<Values> = {
  notes: 'as delivered',
  grade: 1,
  asked: 'green',
  tags: '["old"]',
  stock: '10.000',
  longest: 'ab',
  cost: '1.00',
  currency: 'EUR',
}

/** With article `A1` at the creator and first synced everywhere. */
export class Shop {
  readonly files: Files
  readonly systems: readonly string[]

  private constructor(files: Files, systems: readonly string[]) {
    this.files = files
    this.systems = systems
  }

  static async open(project: Project, name: string, options: ShopOptions): Promise<Shop> {
    const columns = names.slice(1).map((column) => `"the ${column}" ${column === 'grade' ? 'INTEGER' : 'TEXT'}`)
    const table = `CREATE TABLE article ("the code" TEXT PRIMARY KEY, ${columns.join(', ')})`
    const row = `INSERT INTO article (${names.map((each) => `"the ${each}"`).join(', ')}) VALUES ('A1', ${Object.values(first).map(literal).join(', ')})`
    const sql = Object.fromEntries(options.systems.map((each) => [each, each === options.creates ? [table, row] : [table]]))
    const files = await Files.make(project, name, () => shopPlan(options), sql)
    await files.start()
    return new Shop(files, options.systems)
  }

  /** A user's edit. `at`: by the clock of the system, epoch ms; default: now. */
  edit(system: string, values: Values, at?: number): void {
    const set = Object.entries(values).map(([name, value]) => `"the ${name}" = ${literal(value)}`)
    const timed = `UPDATE thalweg_outbox_articles SET at = ${at} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_articles)`
    this.files.sql(system, `UPDATE article SET ${set.join(', ')} WHERE "the code" = 'A1'`, ...(at === undefined ? [] : [timed]))
  }
  row(system: string): Row {
    const fields = names.slice(1).map((name) => `"the ${name}" AS "${name}"`)
    return this.files.rows(system, `SELECT ${fields.join(', ')} FROM article WHERE "the code" = 'A1'`)[0]!
  }
  /** What every system holds of a field; one value where they agree. */
  held(name: Field): SQLOutputValue | Record<string, SQLOutputValue> {
    const all = Object.fromEntries(this.systems.map((system) => [system, this.row(system)[name]!]))
    const values = new Set(Object.values(all))
    return values.size === 1 ? [...values][0]! : all
  }
}

function literal(value: SQLOutputValue | undefined): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
