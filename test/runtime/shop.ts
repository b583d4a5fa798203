/** One record that two or three real SQLite files share, every policy on a field of it, with really generated code. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { Plan, PlanPolicy } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Engine, RunResult } from '../../runtime/engine/engine.ts'
import { systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openEngine, openLedgerOf } from '../../runtime/open.ts'
import type { AuditRow, Ledger, Review } from '../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Project } from '../emit/project.ts'

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

const generated = new Map<string, GeneratedLandscape>()

export class Shop {
  readonly landscape: GeneratedLandscape
  readonly systems: readonly string[]
  readonly #folder: string
  readonly #ledger: string

  private constructor(folder: string, landscape: GeneratedLandscape, systems: readonly string[]) {
    this.#folder = folder
    this.landscape = landscape
    this.systems = systems
    this.#ledger = join(folder, 'ledger.sqlite')
  }

  /** Prepared and accepted, with article `A1` at the creator and first synced everywhere. */
  static async open(project: Project, name: string, options: ShopOptions): Promise<Shop> {
    let landscape = generated.get(name)
    if (landscape === undefined) generated.set(name, (landscape = await project.load(project.generate(shopPlan(options), name))))
    const shop = new Shop(project.dir, landscape, options.systems)
    for (const each of options.systems) {
      rmSync(join(project.dir, `${each}.sqlite`), { force: true })
      const db = new DatabaseSync(join(project.dir, `${each}.sqlite`))
      db.exec(
        `CREATE TABLE article ("the code" TEXT PRIMARY KEY, ${names
          .slice(1)
          .map((column) => `"the ${column}" ${column === 'grade' ? 'INTEGER' : 'TEXT'}`)
          .join(', ')})`,
      )
      for (const script of landscape.systems[each]!.ddl) if (script.name === 'capture') db.exec(readFileSync(script.file, 'utf8'))
      db.close()
    }
    rmSync(shop.#ledger, { force: true })
    shop.sql(
      options.creates,
      `INSERT INTO article (${names.map((each) => `"the ${each}"`).join(', ')}) VALUES ('A1', ${Object.values(first).map(literal).join(', ')})`,
    )
    await shop.with(async (engine) => accept(engine, ['articles'], 'test', 0))
    await shop.run()
    return shop
  }

  async with<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const engine = await openEngine(this.landscape, { folder: this.#folder, env: {} }, this.#ledger, { create: true, clock: systemClock() })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async run(): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll())
  }

  sql(system: string, ...statements: readonly string[]): void {
    const db = new DatabaseSync(join(this.#folder, `${system}.sqlite`))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  /** A user's edit. `at`: by the clock of the system, epoch ms; default: now. */
  edit(system: string, values: Values, at?: number): void {
    const set = Object.entries(values).map(([name, value]) => `"the ${name}" = ${literal(value)}`)
    this.sql(
      system,
      `UPDATE article SET ${set.join(', ')} WHERE "the code" = 'A1'`,
      ...(at === undefined
        ? []
        : [`UPDATE thalweg_outbox_articles SET at = ${at} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_articles)`]),
    )
  }
  row(system: string): Record<Field, SQLOutputValue> {
    const db = new DatabaseSync(join(this.#folder, `${system}.sqlite`), { readOnly: true })
    const row = db
      .prepare(`SELECT ${names.map((name) => `"the ${name}" AS "${name}"`).join(', ')} FROM article WHERE "the code" = 'A1'`)
      .get()!
    db.close()
    return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'code')) as Record<Field, SQLOutputValue>
  }
  /** What every system holds of a field; one value where they agree. */
  held(name: Field): SQLOutputValue | Record<string, SQLOutputValue> {
    const all = Object.fromEntries(this.systems.map((system) => [system, this.row(system)[name]]))
    const values = new Set(Object.values(all))
    return values.size === 1 ? [...values][0]! : all
  }

  async #read<T>(read: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedgerOf(this.landscape, this.#ledger, { readOnly: true })
    try {
      return await read(ledger)
    } finally {
      await ledger.close()
    }
  }

  async conflicts(): Promise<Readonly<Record<string, number>>> {
    return this.#read(async (ledger) => {
      const out: Record<string, number> = {}
      for (const { name, value } of await ledger.figures({}))
        if (name.startsWith('conflict:')) out[name.slice('conflict:'.length)] = (out[name.slice('conflict:'.length)] ?? 0) + value
      return out
    })
  }
  async audit(): Promise<readonly AuditRow[]> {
    return this.#read(async (ledger) => ledger.audit({ flow: 'articles', key: 'A1' }))
  }
  async reviews(): Promise<readonly Review[]> {
    return this.#read(async (ledger) => ledger.reviews({ open: true }))
  }
}

function literal(value: SQLOutputValue | undefined): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
