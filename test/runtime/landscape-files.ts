/** A landscape from a plan, generated and in SQLite files of its own: prepared, and with an engine whose clock the test sets. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { Plan } from '../../codegen/plan/schema.ts'
import { opener } from '../../runtime/connect.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { EngineOptions, RunResult } from '../../runtime/engine/engine.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { takeIn } from '../../runtime/engine/new-fields.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Identity, System } from '../../runtime/ports.ts'
import type { Overlay } from '../../runtime/overlay.ts'
import { overlay } from '../../runtime/overlay.ts'
import type { Project } from '../emit/project.ts'
import { project, tables } from '../emit/project.ts'

export class Files {
  landscape: GeneratedLandscape
  readonly ledger: string
  /** Added to the clock of every engine. */
  later = 0
  readonly #user: Project
  #plans = 0
  readonly #place: { readonly folder: string; readonly env: Record<string, string> }

  /** @param plan every system of it is placed by the name of its environment variable */
  static async start(plan: Plan): Promise<Files> {
    const user = project()
    const files = new Files(user, await user.load(user.generate(plan)))
    for (const [name, system] of Object.entries(files.landscape.systems)) {
      files.sql(name, ...tables(plan, name))
      for (const script of system.ddl) if (script.name !== 'undo') files.sql(name, readFileSync(script.file, 'utf8'))
    }
    return files
  }

  private constructor(user: Project, landscape: GeneratedLandscape) {
    this.#user = user
    this.landscape = landscape
    this.ledger = path.join(user.dir, 'ledger.sqlite')
    const env = Object.values(landscape.systems).map(({ name, connector }) => [(connector.file as { env: string }).env, `${name}.sqlite`])
    this.#place = { folder: user.dir, env: Object.fromEntries(env) as Record<string, string> }
  }

  /** What runs from here on is generated from another plan of the same systems, and prepared anew. @param sql what their owners do meanwhile, in each of them */
  async become(plan: Plan, ...sql: readonly string[]): Promise<void> {
    this.landscape = await this.#user.load(this.#user.generate(plan, `estate-${++this.#plans}`))
    for (const [name, system] of Object.entries(this.landscape.systems)) {
      this.sql(name, ...sql)
      for (const script of system.ddl) if (script.name !== 'undo') this.sql(name, readFileSync(script.file, 'utf8'))
    }
  }

  async with<T>(work: (engine: Engine) => Promise<T>, options: Partial<EngineOptions> = {}): Promise<T> {
    const { landscape } = this
    const clock = systemClock()
    const engine = new Engine({
      landscape,
      ledger: await openLedgerOf(landscape, this.ledger, { create: true }),
      open: opener(landscape, this.#place),
      clock: { ...clock, now: () => clock.now() + this.later },
      ...options,
    })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async accept(flows: readonly string[] = Object.keys(this.landscape.flows)): Promise<void> {
    await this.with(async (engine) => accept(engine, flows, 'test', Date.now() + this.later))
  }
  async run(limits: EngineOptions['limits'] = {}): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll(), { limits })
  }

  /** What a run would write and record, by the real engine over an overlay. */
  async dryRun(limits: EngineOptions['limits'] = {}): Promise<Overlay> {
    const ledger = await openLedgerOf(this.landscape, this.ledger, { readOnly: true })
    const over = overlay(this.landscape, ledger, opener(this.landscape, this.#place), { now: () => Date.now() + this.later })
    const clock = { ...systemClock(), now: () => Date.now() + this.later }
    const engine = new Engine({ landscape: this.landscape, ledger: over.ledger, clock, open: over.open, limits })
    for (const name of Object.keys(this.landscape.flows)) await takeIn(over.ledger, name, '', clock.now())
    await engine.settleAll()
    await engine.close()
    return over
  }

  /** How engines reach the systems. */
  get open(): Opener {
    return opener(this.landscape, this.#place)
  }
  /** The same, with an identity that the test makes. */
  opener(identity: (made: System) => Promise<Identity>): Opener {
    const open = opener(this.landscape, this.#place)
    return async (name) => {
      const made = await open(name)
      return { ...made, identity: async () => identity(made) }
    }
  }

  file(system: string): string {
    return path.join(this.#user.dir, `${system}.sqlite`)
  }
  sql(system: string, ...statements: string[]): void {
    const db = new DatabaseSync(this.file(system))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  rows(system: string, query: string): Record<string, SQLOutputValue>[] {
    const db = new DatabaseSync(this.file(system), { readOnly: true })
    const rows = db
      .prepare(query)
      .all()
      .map((row) => ({ ...row }))
    db.close()
    return rows
  }
  count(system: string, table: string): number {
    return Number(this.rows(system, `SELECT count(*) AS rows FROM "${table}"`)[0]!['rows'])
  }

  end(): void {
    this.#user.remove()
  }
}
