/** Where the day takes place: the systems' files, and their users, whose clocks show the time of the day. */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { landscape } from '../../../generated/estate/index.ts'
import type { Crm } from '../crm/server.ts'
import { startCrm } from '../crm/server.ts'
import { prepareFolder } from '../../../runtime/connectors/folders/mark.ts'
import { scriptsIn } from '../../../runtime/scripts.ts'
import { company } from '../build/finance.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>
type Values = readonly SQLInputValue[]

export const crmToken = 'open-sesame'
const msPerDay = 86_400_000
/** Julian day of 1970-01-01 at midnight. */
const epochJulianDay = 2_440_587.5

export class Place {
  readonly folder: string
  readonly ledger: string
  #crm: Crm | null = null
  readonly #now: () => number

  constructor(folder: string, ledger: string, now: () => number) {
    this.folder = folder
    this.ledger = ledger
    this.#now = now
  }

  get env(): Readonly<Record<string, string>> {
    const files = Object.keys(landscape.systems).map((name) => [`${name}_DB`, this.file(name)] as const)
    return {
      ...Object.fromEntries(files),
      ECB_DIR: this.ecb,
      COMPLIANCE_DIR: this.log,
      MAIL_DIR: join(this.folder, 'mail'),
      ERP_COMPANY: company,
      CRM_TOKEN: crmToken,
      ...(this.#crm !== null && { CRM_URL: this.#crm.url }),
    }
  }

  /** The CRM is a service, and answers from here on. */
  async open(): Promise<void> {
    this.#crm = await startCrm({ file: this.file('CRM'), token: crmToken, now: this.#now })
  }
  async close(): Promise<void> {
    await this.#crm?.close()
  }

  /** `2026-04-13` */
  get today(): string {
    return new Date(this.#now()).toISOString().slice(0, 10)
  }

  /** Where the central bank leaves its file. */
  get ecb(): string {
    return join(this.folder, 'ecb')
  }

  /** Where auditors find the log. */
  get log(): string {
    return join(this.folder, 'compliance')
  }

  file(system: string): string {
    return join(this.folder, `${system.toLowerCase()}.sqlite`)
  }

  /** What `thalweg prepare --apply` does. */
  prepare(): void {
    for (const system of Object.values(landscape.systems)) {
      for (const script of scriptsIn(system))
        if (script.name !== 'undo') this.#with(system.name, (db) => db.exec(readFileSync(script.file, 'utf8')))
      if (system.connector.kind !== 'appendTo') continue
      mkdirSync(this.log, { recursive: true })
      prepareFolder({ system: system.name, landscape: landscape.name, path: this.log })
    }
  }

  /** As a user of the system would; SQLite asks the connection what time it is. @returns rows changed */
  write(system: string, sql: string, ...values: Values): number {
    return this.#with(system, (db) => {
      db.function('julianday', { varargs: true }, () => this.#now() / msPerDay + epochJulianDay)
      db.function('unixepoch', { varargs: true }, () => this.#now() / 1_000)
      return Number(db.prepare(sql).run(...values).changes)
    })
  }
  /** What a user reads when the system refuses the statement. */
  refusal(system: string, sql: string, ...values: Values): string {
    try {
      this.write(system, sql, ...values)
    } catch (error) {
      return (error as Error).message
    }
    throw new Error(`${system} took what it was to refuse: ${sql}`)
  }
  rows(system: string, sql: string, ...values: Values): Row[] {
    return this.#with(system, (db) =>
      db
        .prepare(sql)
        .all(...values)
        .map((row) => ({ ...row })),
    )
  }

  takeAway(system: string): void {
    renameSync(this.file(system), `${this.file(system)}.away`)
  }
  bringBack(system: string): void {
    renameSync(`${this.file(system)}.away`, this.file(system))
  }

  #with<T>(system: string, work: (db: DatabaseSync) => T): T {
    if (!existsSync(this.file(system))) throw new Error(`${system} is down: nobody works in it`)
    const db = new DatabaseSync(this.file(system))
    // The power does not fail in the offices, and waiting for the disk five hundred times is no part of the day.
    db.exec('PRAGMA synchronous = NORMAL')
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
}
