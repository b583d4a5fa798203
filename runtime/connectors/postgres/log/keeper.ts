/** The slot of one system: where it stands, whether what was read is still of its history, and a new one where it is lost. */
import type { ClientConfig } from 'pg'
import pg from 'pg'
import { lsnOf } from './lsn.ts'
import type { LogPosition } from './position.ts'
import { confirmed } from './position.ts'
import type { Standing } from './slot.ts'
import { Slot } from './slot.ts'
import { foreignSlot, troubleOf, wentBack } from './trouble.ts'

export interface KeeperOptions {
  readonly system: string
  /** Slot and publication. */
  readonly name: string
  /** How the database is reached. */
  readonly config: ClientConfig
}

/** How long open transactions are waited for where a first load begins; where one lasts longer, more is read twice. */
const openMs = 2_000

export class Keeper {
  readonly #options: KeeperOptions
  #slot: Promise<Slot> | null = null
  #standing: Standing | null = null
  /** Where the slot stood when this process was first told; null: not asked yet, or there is none. */
  #start: number | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  async slot(): Promise<Slot> {
    const { system, name, config } = this.#options
    this.#slot ??= Slot.open(system, name, config)
    return this.#slot
  }

  async standing(): Promise<Standing> {
    return (this.#standing ??= await (await this.slot()).standing())
  }

  /** The server can send everything from here on; 0: nobody has asked. */
  get start(): number {
    return this.#start ?? 0
  }

  /** @param received so far the server has sent in this process @throws SystemError `wentBack` where that was not read from this server as it is now */
  async check({ seq, server, timeline }: LogPosition, received: number): Promise<void> {
    const { system } = this.#options
    const now = await this.standing()
    if (server !== now.server) throw wentBack(system, 'its log was read on another server')
    if (timeline > now.timeline) throw wentBack(system, 'its log was read on a later timeline')
    if (timeline < now.timeline && seq >= (await this.#leftAt(timeline, now.timeline)))
      throw wentBack(system, 'its log was read further than the point to which it was recovered')
    if (seq < received) return
    const { written } = await (await this.slot()).moment()
    if (seq > written) throw wentBack(system, 'its log was read further than it is written now')
  }

  /** Where the server left this timeline of its past. */
  async #leftAt(timeline: number, now: number): Promise<number> {
    const { system, name, config } = this.#options
    const client = new pg.Client({ ...config, replication: 'database' } as ClientConfig)
    client.on('error', () => undefined)
    try {
      await client.connect()
      const raw = { getTypeParser: () => (value: string) => value }
      const { rows } = await client.query<string[]>({ text: `TIMELINE_HISTORY ${now}`, rowMode: 'array', types: raw })
      const line = (rows[0]?.[1] ?? '').split('\n').find((each) => each.trim().split(/\s+/)[0] === String(timeline))
      return line === undefined ? 0 : lsnOf(line.trim().split(/\s+/)[1]!)
    } catch (error) {
      throw troubleOf(error, system, name)
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** Is everything after this place still told. */
  async tells(place: LogPosition): Promise<boolean> {
    this.#start ??= await this.#found()
    return this.#start !== null && this.#start <= confirmed(place)
  }

  /** @returns where the slot stands; null: there is none that could be read */
  async #found(): Promise<number | null> {
    const { system } = this.#options
    const { database } = await this.standing()
    const state = await (await this.slot()).state()
    if (state === null) return null
    if (state.plugin !== 'pgoutput') throw foreignSlot(system, state.slot, `one of ${state.plugin}`)
    if (state.database !== database) throw foreignSlot(system, state.slot, `one of the database ${state.database ?? '(none)'}`)
    return state.walStatus === 'lost' ? null : state.confirmed
  }

  /** A place from which on everything is told, the newest there is; makes the slot where there is none that could be read. */
  async head(): Promise<LogPosition> {
    const slot = await this.slot()
    const { server, timeline } = await this.standing()
    this.#start ??= (await this.#found()) ?? (await this.#make(slot))
    const seq = Math.max((await slot.seenUpTo(openMs)) ?? 0, this.#start) - 1
    return { seq, server, timeline }
  }

  async #make(slot: Slot): Promise<number> {
    if ((await slot.state()) !== null) await slot.drop()
    await slot.create()
    return (await slot.state())!.confirmed
  }

  async close(): Promise<void> {
    const slot = await this.#slot?.catch(() => null)
    await slot?.close()
  }
}
