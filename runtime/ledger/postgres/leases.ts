/**
 * Which worker runs which flows of a shared ledger. A lease ends by the server's clock, so workers need not agree on the time. Whoever takes one gets operation
 * ids above all that were given before: systems fence by ascending operation, so a former holder that wakes up is refused there.
 */
import type { Client } from 'pg'
import { LedgerError } from '../../ports.ts'
import { ledgerSchema } from './open.ts'

export const blockSize = 2 ** 20

export interface Worker {
  readonly id: string
  readonly host: string
  readonly pid: number
}

export interface Lease {
  readonly unit: string
  readonly worker: string
  readonly epoch: number
  /** The first of `blockSize` operation ids that are this holder's. */
  readonly firstOp: number
}

export type Taken =
  { readonly lease: Lease; readonly holder: null } | { readonly lease: null; readonly holder: Worker & { readonly since: Date } }

export class Leases {
  readonly #client: Client
  readonly #schema: string
  readonly #ms: number

  /** @param ms that a lease holds without being renewed */
  constructor(client: Client, landscape: string, ms: number) {
    this.#client = client
    this.#schema = client.escapeIdentifier(ledgerSchema(landscape))
    this.#ms = ms
  }

  /** One statement, so the lease and its operation ids become durable together. */
  async take(unit: string, { id, host, pid }: Worker): Promise<Taken> {
    const { rows } = await this.#client.query<{ epoch: string; high: string }>(
      `WITH taken AS (
        INSERT INTO ${this.#schema}.lease AS l (unit, worker, host, pid, epoch, since, until)
        VALUES ($1, $2, $3, $4, 1, clock_timestamp(), clock_timestamp() + $5 * interval '1 ms')
        ON CONFLICT (unit) DO UPDATE SET worker = excluded.worker, host = excluded.host, pid = excluded.pid, epoch = l.epoch + 1,
          since = clock_timestamp(), until = clock_timestamp() + $5 * interval '1 ms'
        WHERE l.until <= clock_timestamp() RETURNING epoch)
      UPDATE ${this.#schema}.operation_block SET high = high + $6 FROM taken RETURNING taken.epoch, high`,
      [unit, id, host, pid, this.#ms, blockSize],
    )
    const [row] = rows
    if (row === undefined) return { lease: null, holder: await this.#holder(unit) }
    return { lease: { unit, worker: id, epoch: Number(row.epoch), firstOp: Number(row.high) - blockSize + 1 }, holder: null }
  }

  /** @returns false: another worker has it */
  async renew({ unit, epoch }: Lease): Promise<boolean> {
    const { rowCount } = await this.#client.query(
      `UPDATE ${this.#schema}.lease SET until = clock_timestamp() + $3 * interval '1 ms' WHERE unit = $1 AND epoch = $2`,
      [unit, epoch, this.#ms],
    )
    return rowCount === 1
  }

  async giveBack({ unit, epoch }: Lease): Promise<void> {
    await this.#client.query(`UPDATE ${this.#schema}.lease SET until = '-infinity' WHERE unit = $1 AND epoch = $2`, [unit, epoch])
  }

  /** Within a transaction: until it ends nobody can take these over. @throws LedgerError `busy` where somebody has */
  async check(leases: readonly Lease[]): Promise<void> {
    const { rows } = await this.#client.query<{ unit: string }>(
      `SELECT l.unit FROM ${this.#schema}.lease l JOIN unnest($1::text[], $2::bigint[]) AS held (unit, epoch) USING (unit, epoch) FOR SHARE OF l`,
      [leases.map(({ unit }) => unit), leases.map(({ epoch }) => epoch)],
    )
    const lost = leases.find(({ unit }) => !rows.some((row) => row.unit === unit))
    if (lost === undefined) return
    const { id, host, pid } = await this.#holder(lost.unit)
    throw new LedgerError(
      'busy',
      `worker ${id} (${host}, process ${pid}) has taken over ${lost.unit}; nothing was written`,
      'nothing has to be done: the other worker goes on',
    )
  }

  async #holder(unit: string): Promise<Worker & { since: Date }> {
    const { rows } = await this.#client.query<Worker & { since: Date }>(
      `SELECT worker AS id, host, pid, since FROM ${this.#schema}.lease WHERE unit = $1`,
      [unit],
    )
    return rows[0]!
  }
}
