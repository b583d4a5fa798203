/**
 * One event flow within a run: captured changes go from their source to the end of logs, in order, each once. Nothing is settled and no record has an entry.
 *
 *   end      where the log ends says from where on the source is read; the ledger may know of an earlier end, never of a later one
 *   read     a batch of captured changes after that
 *   append   their lines, and they are on the disk
 *   commit   the ledger knows the new end; only then the source may forget what is before it
 *
 * A crash between append and commit finds the lines in the log and goes on behind them.
 */
import type { EventLog, GeneratedEvents, Rhythm } from '../door.ts'
import { carried, isCarried, keyOf } from '../events/carried.ts'
import { Origins } from '../events/origin.ts'
import { readPaused } from '../paused.ts'
import type { CapturedChange, Events, LedgerCommit, Log, LogEnd, LogLine, System } from '../ports.ts'
import { SystemError } from '../ports.ts'
import type { Context } from './context.ts'
import { noCommit } from './context.ts'
import { lagFigure } from './history.ts'
import type { Passed } from './passed.ts'
import { note, nothingYet } from './passed.ts'
import type { Run, Touched } from './run.ts'

/** Where a log stands, as the ledger keeps it. */
export interface LogStand extends LogEnd {
  /** Of the newest line, epoch ms: when its change was made, and when it was appended. */
  readonly at?: number
  readonly appendedAt?: number
}

export class EventRun implements Run {
  readonly name: string
  readonly rhythm: Rhythm
  readonly touched: readonly Touched[]
  readonly flow: GeneratedEvents
  readonly #context: Context
  readonly #origins: Origins
  /** As opened, by the system that opened them: another connection is another state. */
  readonly #sources = new WeakMap<System, Events>()
  readonly #logs = new WeakMap<System, { readonly log: Log; stand: LogStand }>()

  constructor(context: Context, flow: GeneratedEvents) {
    this.#context = context
    this.flow = flow
    this.name = flow.name
    this.rhythm = flow.rhythm
    const { source, logs, record } = flow
    this.touched = [{ system: source.system, writes: false }, ...logs.map(({ system }) => ({ system, writes: true }))]
    this.#origins = new Origins(context.landscape, context.ledger, source.system, record)
  }

  async pass(): Promise<Passed> {
    const passed = nothingYet()
    for (const log of this.flow.logs) await this.#carry(log, passed)
    if (passed.moved) await this.#forget()
    return passed
  }

  async sweepDeletes(): Promise<null> {
    return null
  }

  /** All that the source has captured since, batch by batch. */
  async #carry(log: EventLog, passed: Passed): Promise<void> {
    const { ledger, limits, watcher } = this.#context
    for (;;) {
      const source = await this.#events()
      const open = await this.#log(log)
      if (source === null || open === null || (await this.#paused(log))) return
      const changes = await this.#at(this.flow.source.system, async () => source.read(open.stand.position, limits.batch))
      if (changes === null || changes.length === 0) return
      const lines = await this.#lines(log, changes)
      const appended = await this.#append(log, open, lines)
      if (appended === null) return
      // What is passed over needs no line: the ledger alone knows how far that went.
      const stand: LogStand = { ...appended, position: changes.at(-1)!.position }
      await ledger.commit(this.#commit(log, stand, lines))
      open.stand = stand
      note(passed, { moved: true, progressed: true, written: lines.length, failed: 0, deletesWaiting: false })
      watcher.moved?.(this.name, changes.length)
      if (changes.length < limits.batch) return
    }
  }

  async #append(log: EventLog, open: { readonly log: Log; readonly stand: LogStand }, lines: readonly LogLine[]): Promise<LogStand | null> {
    if (lines.length === 0) return open.stand
    const now = this.#context.clock.now()
    const end = await this.#at(log.system, async () => open.log.append(open.stand, lines, now))
    return end === null ? null : { ...end, at: madeAt(lines.at(-1)!.body), appendedAt: now }
  }

  async #lines(log: EventLog, changes: readonly CapturedChange[]): Promise<LogLine[]> {
    const { source, record, version } = this.flow
    const fields = new Set(log.fields)
    const ahead = this.#context.reach.clockOffset(source.system)
    const lines: LogLine[] = []
    for (const change of changes) {
      const told = isCarried(this.flow, change) ? carried(source, fields, change) : null
      if (told === null) continue
      const { key, ...images } = told
      const body = {
        flow: this.name,
        version,
        record,
        key,
        change: change.kind,
        at: new Date(change.at).toISOString(),
        system: source.system,
        origin: await this.#origins.of(change, keyOf(source, change), told.changed, ahead),
        ...images,
      }
      lines.push({ position: change.position, body })
    }
    return lines
  }

  #commit({ system }: EventLog, stand: LogStand, lines: readonly LogLine[]): LedgerCommit {
    const now = this.#context.clock.now()
    const ahead = this.#context.reach.clockOffset(this.flow.source.system)
    const lags = lines.map(({ body }) => lagFigure(Math.max(0, now - (madeAt(body) - ahead)), now))
    const figures = [...Map.groupBy(lags, ({ name }) => name).values()].map((same) => ({ flow: this.name, ...same[0]!, add: same.length }))
    return { ...noCommit, positions: [{ flow: this.name, system, position: JSON.stringify(stand) }], figures }
  }

  /** The source forgets what every log of every event flow that reads there has, as far as the ledger knows. */
  async #forget(): Promise<void> {
    const { landscape } = this.#context
    const { system, place } = this.flow.source
    const readers = Object.values(landscape.events ?? {}).filter(({ source }) => source.system === system && source.place === place)
    const stands: (LogStand | null)[] = []
    for (const { name, logs } of readers) for (const log of logs) stands.push(await this.#stand(name, log.system))
    const positions = stands.map((stand) => stand?.position ?? null)
    if (positions.includes(null)) return
    const source = await this.#events()
    if (source === null) return
    await this.#at(system, async () => source.forget(positions as string[]))
  }

  async #stand(flow: string, system: string): Promise<LogStand | null> {
    const text = await this.#context.ledger.position(flow, system)
    return text === null ? null : (JSON.parse(text) as LogStand)
  }

  // ─── Systems ───────────────────────────────────────────────────────────────────────────────────

  async #events(): Promise<Events | null> {
    const { source } = this.flow
    const system = await this.#system(source.system)
    if (system === null) return null
    const known = this.#sources.get(system)
    if (known !== undefined) return known
    const events = await this.#context.reach.fitting(
      this.name,
      source,
      async () => system.events?.(source) ?? cannot(system.name, 'captures no events'),
    )
    if (events !== null) this.#sources.set(system, events)
    return events
  }

  /** The log, read back when it is opened. */
  async #log(log: EventLog): Promise<{ readonly log: Log; stand: LogStand } | null> {
    const system = await this.#system(log.system)
    if (system === null) return null
    const known = this.#logs.get(system)
    if (known !== undefined) return known
    const stand = await this.#stand(this.name, log.system)
    const opened = await this.#at(log.system, async () => {
      const made = await (system.log?.(log) ?? cannot(system.name, 'is not appended to'))
      const { end, torn } = await made.end(stand)
      for (const each of torn) {
        const cut = await made.cut(each, this.#context.clock.now())
        this.#context.watcher.note?.('warn', this.name, cut)
      }
      // Where the log knows of no more, the ledger may know of changes that needed no line.
      return { log: made, stand: stand !== null && end.n === stand.n ? { ...stand, ...end, position: stand.position } : end }
    })
    if (opened !== null) this.#logs.set(system, opened)
    return opened
  }

  async #system(name: string): Promise<System | null> {
    const { ledger, reach, unasked } = this.#context
    const { systems } = await readPaused(ledger)
    return Object.hasOwn(systems, name) || unasked.has(name) ? null : reach.system(name)
  }

  async #at<T>(system: string, call: () => Promise<T>): Promise<T | null> {
    return this.#context.reach.guard(system, call)
  }

  async #paused({ system }: EventLog): Promise<boolean> {
    const { flows, systems } = await readPaused(this.#context.ledger)
    return Object.hasOwn(flows, this.name) || [system, this.flow.source.system].some((name) => Object.hasOwn(systems, name))
  }

  // ─── What is asked from outside ────────────────────────────────────────────────────────────────

  async absent(): Promise<readonly string[]> {
    const out = (await this.#events()) === null ? [this.flow.source.system] : []
    for (const { system } of this.flow.logs) if ((await this.#system(system)) === null) out.push(system)
    return out
  }

  async wentBack(system: string): Promise<boolean> {
    if (system !== this.flow.source.system) return false
    const source = await this.#events()
    if (source === null) return false
    for (const log of this.flow.logs) {
      const stand = await this.#stand(this.name, log.system)
      if (stand !== null && (await this.#isBehind(source, stand))) return true
    }
    return false
  }

  async #isBehind(source: Events, { position }: LogEnd): Promise<boolean> {
    let behind = false
    await this.#at(this.flow.source.system, async () => {
      try {
        await source.read(position, 0)
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== 'wentBack') throw error
        behind = true
      }
    })
    return behind
  }

  /**
   * A log that is new begins with the first change that was captured. One that is there goes on where it ends; where its source is another one now, or an older
   * state, it goes on with what is captured from here on.
   */
  async start(): Promise<void> {
    const source = await this.#events()
    for (const log of this.flow.logs) {
      const open = await this.#log(log)
      if (source === null || open === null) continue
      const behind = await this.#isBehind(source, open.stand)
      const head = behind ? await this.#at(this.flow.source.system, async () => source.head()) : open.stand.position
      open.stand = { ...open.stand, position: head }
      await this.#context.ledger.commit(this.#commit(log, open.stand, []))
    }
  }
}

/** When the change of a line was made: epoch ms. */
function madeAt(body: LogLine['body']): number {
  return Date.parse(String(body['at']))
}

function cannot(system: string, what: string): never {
  throw new SystemError('misfit', 'noEvents', system, `${system} ${what}`, 'generate again')
}
