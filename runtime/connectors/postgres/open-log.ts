/** The log of one system, opened when the first flow is bound that reads it. */
import type { TableAdapter } from '../../door.ts'
import type { DetectionOptions, Log, ServerDetection } from '../server/detection.ts'
import type { Session } from '../server/session.ts'
import type { Address } from './address.ts'
import { qualified } from './catalog.ts'
import { logDetection, logName, LogStream, takeOrigin } from './log/index.ts'

export class SystemLog implements Log {
  readonly #system: string
  readonly #name: string
  readonly #address: Address
  #stream: LogStream | null = null
  #marked = false

  constructor(system: string, landscape: string, address: Address) {
    this.#system = system
    this.#name = logName(landscape, system)
    this.#address = address
  }

  async detection({ line, scope }: DetectionOptions, adapter: TableAdapter): Promise<ServerDetection> {
    const place = await line.ask(async (session) => {
      if (adapter.writes.length > 0) await this.#mark(session)
      return qualified(session, adapter.place)
    })
    this.#stream ??= new LogStream({ system: this.#system, name: this.#name, config: this.#address.config })
    return logDetection(this.#stream, adapter, place, scope)
  }

  /** What is written from here on is told from what others write. */
  async #mark(session: Session): Promise<void> {
    if (!this.#marked) await takeOrigin(session, this.#system, this.#name)
    this.#marked = true
  }

  async close(): Promise<void> {
    await this.#stream?.close()
  }
}
