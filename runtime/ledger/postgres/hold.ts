/** Holding a ledger for writing: the lease of all its flows, renewed while the process lives, over a connection of its own. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Client } from 'pg'
import { DatabaseError } from 'pg'
import type { Address } from '../../connectors/postgres/address.ts'
import { LedgerError } from '../../ports.ts'
import { connected, ledgerAddress } from './connection.ts'
import type { Lease } from './leases.ts'
import { Leases } from './leases.ts'
import { ledgerSchema } from './open.ts'
import { ledgerRefusal } from './refusals.ts'

const unit = 'all flows'
const leaseMs = 30_000

export class Hold {
  readonly lease: Lease
  readonly #address: Address
  readonly #landscape: string
  readonly #ms: number
  readonly #timer: NodeJS.Timeout
  #client: Client
  #renewing: Promise<void> = Promise.resolve()

  private constructor(client: Client, lease: Lease, address: Address, landscape: string, ms: number) {
    this.#client = client
    this.lease = lease
    this.#address = address
    this.#landscape = landscape
    this.#ms = ms
    this.#timer = setInterval(() => {
      this.#renewing = this.#renewing.then(async () => this.#renew())
    }, ms / 3).unref()
  }

  /** @param ms that the ledger stays held by a process that was killed @throws LedgerError `busy`, with the worker that holds it */
  static async take(url: string, landscape: string, ms = leaseMs): Promise<Hold> {
    const address = ledgerAddress(url)
    const client = await connected(address, ledgerSchema(landscape), false)
    try {
      await client.query("SET lock_timeout = '2s'")
      const worker = { id: randomUUID().slice(0, 8), host: hostname(), pid: process.pid }
      const { lease, holder } = await new Leases(client, landscape, ms).take(unit, worker)
      if (lease !== null) return new Hold(client, lease, address, landscape, ms)
      throw new LedgerError(
        'busy',
        `the ledger at ${address.shown} is held by process ${holder.pid} on ${holder.host} since ${holder.since.toISOString()}`,
        `let that run finish or stop it (one that was killed holds it for ${ms / 1_000} s more); commands that read, such as status and trace, work meanwhile`,
      )
    } catch (error) {
      await client.end().catch(() => undefined)
      if (error instanceof DatabaseError && error.code === '55P03')
        throw new LedgerError(
          'busy',
          `the ledger at ${address.shown} is held by a run that is in the middle of a commit, and has not answered for ${ms / 1_000} s`,
          'try again in a minute: the server ends the commit of a process that is gone',
        )
      throw ledgerRefusal(address.shown, error)?.said ?? error
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    await this.#giveBack().catch(async () => {
      await this.#connect()
      return this.#giveBack().catch(() => undefined)
    })
    await this.#client.end().catch(() => undefined)
  }

  /** Where it cannot be done now the next time does it, over another connection; every commit finds out whether the lease still holds. */
  async #renew(): Promise<void> {
    try {
      await new Leases(this.#client, this.#landscape, this.#ms).renew(this.lease)
    } catch {
      await this.#connect()
    }
  }

  async #giveBack(): Promise<void> {
    return new Leases(this.#client, this.#landscape, this.#ms).giveBack(this.lease)
  }

  async #connect(): Promise<void> {
    await this.#client.end().catch(() => undefined)
    this.#client = await connected(this.#address, ledgerSchema(this.#landscape), false).catch(() => this.#client)
  }
}
