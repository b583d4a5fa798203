/** The first example in a folder of its own, prepared, accepted and first-synced, with its real generated code. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { buildDatabases } from '../../examples/work-orders/build.ts'
import { landscape } from '../../generated/work-orders/index.ts'
import type { Engine, RunResult } from '../../runtime/engine/engine.ts'
import { systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openEngine } from '../../runtime/open.ts'

export type SystemName = 'eam' | 'erp' | 'proc'
type Row = Record<string, SQLOutputValue>

export class Example {
  readonly folder = mkdtempSync(join(tmpdir(), 'thalweg-example-'))
  readonly ledger = join(this.folder, 'ledger.sqlite')
  /** Added to the clock of every run. */
  later = 0

  static async start(): Promise<Example> {
    const example = new Example()
    for (const [name, file] of Object.entries(buildDatabases(example.folder))) {
      const db = new DatabaseSync(file)
      db.exec(readFileSync(join(import.meta.dirname, `../../generated/work-orders/systems/${name.toUpperCase()}/capture.sql`), 'utf8'))
      db.close()
    }
    await example.with(async (engine) => {
      await accept(engine, Object.keys(landscape.flows), 'test', 0)
      await engine.settleAll()
    })
    return example
  }

  async with<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const clock = systemClock()
    const env = { EAM_DB: 'eam.sqlite', ERP_DB: 'erp.sqlite', PROC_DB: 'proc.sqlite', ERP_COMPANY: 'NORTH' }
    const engine = await openEngine(landscape, { folder: this.folder, env }, this.ledger, {
      create: true,
      clock: { ...clock, now: () => clock.now() + this.later },
    })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async run(): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll())
  }

  sql(system: SystemName, ...statements: string[]): void {
    const db = new DatabaseSync(join(this.folder, `${system}.sqlite`))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  rows(system: SystemName | 'ledger', query: string): Row[] {
    const db = new DatabaseSync(join(this.folder, `${system}.sqlite`), { readOnly: true })
    const rows = db
      .prepare(query)
      .all()
      .map((row) => ({ ...row }))
    db.close()
    return rows
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
