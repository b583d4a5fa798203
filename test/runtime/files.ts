/** Systems in real SQLite files, with really generated code and a ledger, for tests that look at what a run does. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Engine, EngineOptions, RunResult } from '../../runtime/engine/engine.ts'
import { systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openEngine, openLedgerOf } from '../../runtime/open.ts'
import type { AuditRow, Ledger, Review } from '../../runtime/ports.ts'
import type { Project } from '../emit/project.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** What was generated for a name is the same in every test of a file. */
const generated = new Map<string, GeneratedLandscape>()

export class Files {
  readonly landscape: GeneratedLandscape
  readonly folder: string
  readonly ledger: string
  /** Added to the clock of every run. */
  later = 0

  private constructor(folder: string, landscape: GeneratedLandscape) {
    this.folder = folder
    this.landscape = landscape
    this.ledger = join(folder, 'ledger.sqlite')
  }

  /** New files with these tables, prepared; `<system>.sqlite` in the project's folder. @param sql what lies there before, by system */
  static async make(project: Project, name: string, plan: () => Plan, sql: Readonly<Record<string, readonly string[]>>): Promise<Files> {
    let landscape = generated.get(name)
    if (landscape === undefined) generated.set(name, (landscape = await project.load(project.generate(plan(), name))))
    const files = new Files(project.dir, landscape)
    for (const [system, statements] of Object.entries(sql)) {
      for (const end of ['', '-wal', '-shm']) rmSync(`${files.#file(system)}${end}`, { force: true })
      const db = new DatabaseSync(files.#file(system))
      for (const statement of statements) db.exec(statement)
      for (const script of landscape.systems[system]!.ddl) if (script.name === 'capture') db.exec(readFileSync(script.file, 'utf8'))
      db.close()
    }
    for (const end of ['', '-wal', '-shm']) rmSync(`${files.ledger}${end}`, { force: true })
    return files
  }
  #file(system: string): string {
    return join(this.folder, `${system}.sqlite`)
  }

  /** Accepts every flow and runs: from here on systems are agreed. */
  async start(): Promise<RunResult> {
    await this.with(async (engine) => accept(engine, Object.keys(this.landscape.flows), 'test', 0))
    return this.run()
  }

  async with<T>(
    work: (engine: Engine) => Promise<T>,
    options: Partial<Pick<EngineOptions, 'limits' | 'flows' | 'watcher'>> = {},
  ): Promise<T> {
    const clock = systemClock()
    const engine = await openEngine(this.landscape, { folder: this.folder, env: {} }, this.ledger, {
      create: true,
      clock: { ...clock, now: () => clock.now() + this.later },
      ...options,
    })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async run(options: Partial<Pick<EngineOptions, 'limits' | 'flows' | 'watcher'>> = {}): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll(), options)
  }

  sql(system: string, ...statements: readonly string[]): void {
    const db = new DatabaseSync(this.#file(system))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  rows(system: string, query: string): Row[] {
    const db = new DatabaseSync(this.#file(system), { readOnly: true })
    const rows = db
      .prepare(query)
      .all()
      .map((row) => ({ ...row }))
    db.close()
    return rows
  }

  async read<T>(read: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedgerOf(this.landscape, this.ledger, { readOnly: true })
    try {
      return await read(ledger)
    } finally {
      await ledger.close()
    }
  }
  /** Counters by conflict kind, over all flows. */
  async conflicts(): Promise<Readonly<Record<string, number>>> {
    const out: Record<string, number> = {}
    for (const { name, value } of await this.read(async (ledger) => ledger.figures({}))) {
      if (!name.startsWith('conflict:')) continue
      const kind = name.slice('conflict:'.length)
      out[kind] = (out[kind] ?? 0) + value
    }
    return out
  }
  async audit(flow: string, key: string): Promise<readonly AuditRow[]> {
    return this.read(async (ledger) => ledger.audit({ flow, key }))
  }
  async reviews(): Promise<readonly Review[]> {
    return this.read(async (ledger) => ledger.reviews({ open: true }))
  }
}
