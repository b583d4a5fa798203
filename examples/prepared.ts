/** An example in a folder of its own, prepared, accepted and first-synced, with its real generated code: for tests, and for the timelines of the docs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { buildDatabases as buildCoOwned } from './co-owned/build.ts'
import { buildDatabases as buildWorkOrders } from './work-orders/build.ts'
import { landscape as coOwnedLandscape } from '../generated/co-owned/index.ts'
import { landscape as workOrdersLandscape } from '../generated/work-orders/index.ts'
import type { GeneratedLandscape } from '../runtime/door.ts'
import type { Clock } from '../runtime/ports.ts'
import type { Engine, RunResult } from '../runtime/engine/engine.ts'
import { systemClock } from '../runtime/engine/engine.ts'
import { accept } from '../runtime/match.ts'
import { openEngine } from '../runtime/open.ts'
import { scriptsIn } from '../runtime/scripts.ts'

export interface Kind {
  readonly landscape: GeneratedLandscape
  /** Gives the file of each system, by its name in small letters. */
  readonly build: (folder: string) => object
  readonly env: Readonly<Record<string, string>>
}

export const workOrders: Kind = {
  landscape: workOrdersLandscape,
  build: buildWorkOrders,
  env: { EAM_DB: 'eam.sqlite', ERP_DB: 'erp.sqlite', PROC_DB: 'proc.sqlite', ERP_COMPANY: 'NORTH' },
}
export const coOwned: Kind = {
  landscape: coOwnedLandscape,
  build: buildCoOwned,
  env: { CRM_DB: 'crm.sqlite', ERP_DB: 'erp.sqlite', WMS_DB: 'wms.sqlite' },
}

type Row = Record<string, SQLOutputValue>

export class Example {
  readonly folder = mkdtempSync(join(tmpdir(), 'thalweg-example-'))
  readonly ledger = join(this.folder, 'ledger.sqlite')
  /** Added to the clock of every run. */
  later = 0
  readonly #kind: Kind
  readonly #clock: Clock

  private constructor(kind: Kind, clock: Clock) {
    this.#kind = kind
    this.#clock = clock
  }

  static async start(kind = workOrders, clock: Clock = systemClock()): Promise<Example> {
    const example = new Example(kind, clock)
    for (const [name, file] of Object.entries(kind.build(example.folder)) as [string, string][]) {
      const db = new DatabaseSync(file)
      for (const script of scriptsIn(kind.landscape.systems[name.toUpperCase()]!))
        if (script.name === 'capture') db.exec(readFileSync(script.file, 'utf8'))
      db.close()
    }
    await example.with(async (engine) => {
      await accept(engine, Object.keys(kind.landscape.flows), 'test', 0)
      await engine.settleAll()
    })
    return example
  }

  /** @param landscape the example's own, or one that differs in what settle reads */
  async with<T>(work: (engine: Engine) => Promise<T>, landscape = this.#kind.landscape): Promise<T> {
    const { env } = this.#kind
    const clock = this.#clock
    const engine = await openEngine(landscape, { folder: this.folder, env }, this.ledger, {
      create: true,
      clock: { ...clock, now: () => clock.now() + this.later },
      acceptance: { by: 'test', accepts: () => true },
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

  sql(system: string, ...statements: string[]): void {
    const db = new DatabaseSync(join(this.folder, `${system}.sqlite`))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  rows(system: string, query: string): Row[] {
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
