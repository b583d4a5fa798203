/**
 * People at a database server. The day is told one act after another, so a statement is waited for: another thread asks the server, this one sleeps
 * meanwhile.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Client, Row, Value } from './client.ts'

/** What the other thread is asked. */
export type Request =
  | { readonly kind: 'rows' | 'write' | 'script'; readonly sql: string; readonly values: readonly Value[]; readonly at: number }
  | { readonly kind: 'outboxes' }
  | { readonly kind: 'close' }
export type Reply = { readonly rows: Row[]; readonly changed: number } | { readonly refused: string }

export interface ServerOfUsers {
  readonly kind: 'postgres' | 'mariadb'
  readonly url: string
  /** Stops the server, and starts it again. */
  readonly goDown: () => void
  readonly comeBack: () => void
}

export class ServerClient implements Client {
  readonly #system: string
  readonly #server: ServerOfUsers
  readonly #worker: Worker
  readonly #port: MessageChannel['port1']
  readonly #signal = new Int32Array(new SharedArrayBuffer(4))
  #down = false

  constructor(system: string, server: ServerOfUsers) {
    this.#system = system
    this.#server = server
    const { port1, port2 } = new MessageChannel()
    const { kind, url } = server
    this.#port = port1
    this.#worker = new Worker(new URL('./server-thread.ts', import.meta.url), {
      workerData: { kind, url, port: port2, signal: this.#signal },
      transferList: [port2],
    })
    this.#worker.unref()
  }

  write(sql: string, values: readonly Value[], at: number): number {
    return this.#ask({ kind: 'write', sql, values, at }).changed
  }
  rows(sql: string, values: readonly Value[]): Row[] {
    return this.#ask({ kind: 'rows', sql, values, at: 0 }).rows
  }
  script(sql: string): void {
    this.#ask({ kind: 'script', sql, values: [], at: 0 })
  }
  outboxes(): string[] {
    return this.#ask({ kind: 'outboxes' }).rows.map(({ name }) => String(name))
  }
  goDown(): void {
    this.#ask({ kind: 'close' })
    this.#down = true
    this.#server.goDown()
  }
  comeBack(): void {
    this.#server.comeBack()
    this.#down = false
    this.rows('SELECT 1 AS one', [])
  }
  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(request: Request): { readonly rows: Row[]; readonly changed: number } {
    if (this.#down) throw new Error(`${this.#system} is down: nobody works in it`)
    Atomics.store(this.#signal, 0, 0)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
    this.#port.postMessage(request)
    Atomics.wait(this.#signal, 0, 0)
    const reply = receiveMessageOnPort(this.#port)!.message as Reply
    if ('refused' in reply) throw new Error(reply.refused)
    return reply
  }
}
