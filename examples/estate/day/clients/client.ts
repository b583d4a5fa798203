/** How people reach the database of their system: one statement after another, each in a transaction of its own. */
export type Value = null | string | number | bigint | Uint8Array
export type Row = Readonly<Record<string, Value>>

export interface Client {
  /** @param at what the clocks of the system show, epoch ms @returns rows changed */
  write(sql: string, values: readonly Value[], at: number): number
  rows(sql: string, values: readonly Value[]): Row[]
  /** A script of several statements. */
  script(sql: string): void
  /** Tables into which triggers capture changes. */
  outboxes(): string[]
  /** Nobody reaches the database from here on, as long as it is down. */
  goDown(): void
  comeBack(): void
}
