/** Where the day takes place: the systems, and their users, whose clocks show the time of the day. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Crm } from '../crm/server.ts'
import { startCrm } from '../crm/server.ts'
import { prepareFolder } from '../../../runtime/connectors/folders/mark.ts'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import type { Opener } from '../../../runtime/engine/reach.ts'
import { scriptsIn } from '../../../runtime/scripts.ts'
import { company } from '../build/finance.ts'
import type { Client, Row, Value } from './clients/client.ts'
import { SqliteClient } from './clients/sqlite.ts'

export type { Row } from './clients/client.ts'

export const crmToken = 'open-sesame'

/** Systems that are no files beside the others. */
export interface Elsewhere {
  readonly clients: Readonly<Record<string, Client>>
  /** Says where they are. */
  readonly env: Readonly<Record<string, string>>
  /** Stands between the engine and the systems. @param now what the clock of the day says */
  readonly around: (open: Opener, now: () => number) => Opener
}

export interface PlaceOptions {
  readonly landscape: GeneratedLandscape
  readonly folder: string
  readonly ledger: string
  readonly now: () => number
  readonly elsewhere?: Elsewhere
}

export class Place {
  readonly landscape: GeneratedLandscape
  readonly folder: string
  readonly ledger: string
  readonly #elsewhere: Elsewhere
  #crm: Crm | null = null
  readonly #now: () => number

  constructor({ landscape, folder, ledger, now, elsewhere = { clients: {}, env: {}, around: (open) => open } }: PlaceOptions) {
    this.landscape = landscape
    this.folder = folder
    this.ledger = ledger
    this.#now = now
    this.#elsewhere = elsewhere
  }

  get env(): Readonly<Record<string, string>> {
    const files = Object.keys(this.landscape.systems).map((name) => [`${name}_DB`, this.file(name)] as const)
    return {
      ...Object.fromEntries(files),
      ...this.#elsewhere.env,
      ECB_DIR: this.ecb,
      COMPLIANCE_DIR: this.log,
      MAIL_DIR: join(this.folder, 'mail'),
      ERP_COMPANY: company,
      CRM_TOKEN: crmToken,
      ...(this.#crm !== null && { CRM_URL: this.#crm.url }),
    }
  }
  around(open: Opener): Opener {
    return this.#elsewhere.around(open, this.#now)
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
    for (const system of Object.values(this.landscape.systems)) {
      for (const script of scriptsIn(system))
        if (script.name !== 'undo') this.#client(system.name).script(readFileSync(script.file, 'utf8'))
      if (system.connector.kind !== 'appendTo') continue
      mkdirSync(this.log, { recursive: true })
      prepareFolder({ system: system.name, landscape: this.landscape.name, path: this.log })
    }
  }

  /** As a user of the system would. @returns rows changed */
  write(system: string, sql: string, ...values: readonly Value[]): number {
    return this.#client(system).write(sql, values, this.#now())
  }
  /** What a user reads when the system refuses the statement. */
  refusal(system: string, sql: string, ...values: readonly Value[]): string {
    try {
      this.write(system, sql, ...values)
    } catch (error) {
      return (error as Error).message
    }
    throw new Error(`${system} took what it was to refuse: ${sql}`)
  }
  rows(system: string, sql: string, ...values: readonly Value[]): Row[] {
    return this.#client(system).rows(sql, values)
  }
  /** Tables into which the triggers of the system capture changes, quoted. */
  outboxes(system: string): string[] {
    return this.#client(system).outboxes()
  }

  takeAway(system: string): void {
    this.#client(system).goDown()
  }
  bringBack(system: string): void {
    this.#client(system).comeBack()
  }

  #client(system: string): Client {
    return this.#elsewhere.clients[system] ?? new SqliteClient(system, this.file(system))
  }
}
