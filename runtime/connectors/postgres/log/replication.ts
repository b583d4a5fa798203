/** One replication connection: what it sends, message by message, and what it is told to keep or to forget. */
import type { ClientConfig } from 'pg'
import pg from 'pg'
import { lsnText, readLsn, writeLsn } from './lsn.ts'

export interface StartOptions {
  readonly slot: string
  readonly publication: string
  /** From there on, or from where the slot stands, whichever is later. */
  readonly from: number
  /** The server leaves out what was written under any origin. From version 16 on. */
  readonly withoutOrigins: boolean
}

export interface Receiver {
  /** @param at where the message begins */
  data(bytes: Buffer, at: number): void
  /** Every transaction that was committed before this place was sent. */
  upTo(lsn: number): void
  /** It has ended after it had started, and nobody asked for it. Called once. */
  broken(error: Error): void
}

/** What of a connection the types of `pg` do not show. */
interface Wire {
  readonly stream: { pause(): void; resume(): void; destroy(error?: Error): void }
  on(event: 'copyData', listen: (message: { readonly chunk: Buffer }) => void): void
  once(event: 'replicationStart', listen: () => void): void
  sendCopyFromChunk(bytes: Buffer): void
}

/** The form of what is sent, as sessions of ours read it, and how long the server waits for a sign of life. */
const settings =
  '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex -c extra_float_digits=1 -c wal_sender_timeout=60000'
const aliveEveryMs = 10_000
const answerMs = 10_000
const epochMs = 946_684_800_000

const data = 'w'.charCodeAt(0)
const keepalive = 'k'.charCodeAt(0)
const headBytes = 25

export class Replication {
  readonly #client: pg.Client
  readonly #wire: Wire
  readonly #receiver: Receiver
  readonly #timer: NodeJS.Timeout
  #received = 0
  #confirmed = 0
  #started = false
  #closed = false

  private constructor(client: pg.Client, receiver: Receiver) {
    this.#client = client
    this.#wire = (client as unknown as { readonly connection: Wire }).connection
    this.#receiver = receiver
    this.#timer = setInterval(() => this.report(false), aliveEveryMs)
    this.#timer.unref()
  }

  /** @param config how long it waits for a connection is also how long it waits for the answer that follows. Default: 10 s @throws what the server says */
  static async start(config: ClientConfig, options: StartOptions, receiver: Receiver): Promise<Replication> {
    const client = new pg.Client({ ...config, replication: 'database', options: settings, keepAlive: true } as ClientConfig)
    const failed = new Promise<never>((_, reject) => void client.on('error', reject))
    failed.catch(() => undefined)
    await client.connect()
    const replication = new Replication(client, receiver)
    // A server that took the connection may say nothing more: it was stopped, or what stands before it waits for it.
    const { connectionTimeoutMillis: ms = answerMs } = config
    const silence = setTimeout(() => replication.#wire.stream.destroy(new Error(`no answer for ${ms / 1000} s`)), ms)
    try {
      await Promise.race([replication.#start(options), failed])
    } catch (error) {
      replication.close()
      throw error
    } finally {
      clearTimeout(silence)
    }
    replication.#started = true
    failed.catch((error: unknown) => replication.#broke(error))
    return replication
  }

  async #start({ slot, publication, from, withoutOrigins }: StartOptions): Promise<void> {
    const chosen = `proto_version '1', publication_names '"${publication}"'${withoutOrigins ? ", origin 'none'" : ''}`
    this.#wire.on('copyData', ({ chunk }) => this.#take(chunk))
    const started = new Promise<void>((resolve) => this.#wire.once('replicationStart', resolve))
    const ended = this.#client.query(`START_REPLICATION SLOT "${slot}" LOGICAL ${lsnText(from)} (${chosen})`)
    const over = ended.then(
      () => this.#broke(new Error('the server has ended replication')),
      (error: unknown) => {
        this.#broke(error)
        throw error
      },
    )
    await Promise.race([started, over])
    over.catch(() => undefined)
  }

  #take(chunk: Buffer): void {
    if (this.#closed) return
    if (chunk[0] === data) this.#receiver.data(chunk, headBytes)
    else if (chunk[0] === keepalive) {
      const upTo = readLsn(chunk, 1)
      this.#received = Math.max(this.#received, upTo)
      this.#receiver.upTo(upTo)
      if (chunk[17] === 1) this.report(false)
    }
  }

  /** From here on the server must be able to send everything again. */
  confirm(lsn: number): void {
    if (lsn <= this.#confirmed) return
    this.#confirmed = lsn
    this.#received = Math.max(this.#received, lsn)
    this.report(false)
  }

  /** A sign of life, and what may be forgotten. @param answer the server is to say at once how far it has come */
  report(answer: boolean): void {
    if (this.#closed) return
    const bytes = Buffer.alloc(34)
    bytes.write('r')
    writeLsn(bytes, Math.max(this.#received, this.#confirmed), 1)
    writeLsn(bytes, this.#confirmed, 9)
    writeLsn(bytes, this.#confirmed, 17)
    writeLsn(bytes, (Date.now() - epochMs) * 1000, 25)
    bytes[33] = answer ? 1 : 0
    this.#wire.sendCopyFromChunk(bytes)
  }

  pause(): void {
    this.#wire.stream.pause()
  }
  resume(): void {
    this.#wire.stream.resume()
  }

  #broke(error: unknown): void {
    if (this.#closed || !this.#started) return
    this.close()
    this.#receiver.broken(error as Error)
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
    this.#wire.stream.destroy()
  }
}
