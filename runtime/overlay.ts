/**
 * A dry run is the real engine over an overlay: ledger and systems are read as they are, and everything that would be written lands here instead.
 */
import type { Adapter, EventLog, GeneratedLandscape } from './door.ts'
import type { Opener } from './engine/reach.ts'
import { overBound } from './overlay/bound.ts'
import { OverLedger } from './overlay/ledger.ts'
import { carriesOf } from './overlay/carries.ts'
import { Lookups } from './overlay/lookups.ts'
import { Table } from './overlay/table.ts'
import type { Clock, Events, Ledger, LedgerCommit, Log, LogLine, System, Write } from './ports.ts'
import type { KeyText, Raw } from './values.ts'

/** One row that a run would write. `fields` are those that change; empty for a delete. */
export interface PlannedWrite {
  readonly system: string
  readonly place: string
  readonly key: KeyText
  readonly kind: Write['kind']
  /** Of a rekey: the key that the row would get. */
  readonly to?: KeyText
  /** Of a link: the system's own id of the row that would get the key. */
  readonly id?: Raw
  readonly fields: Readonly<Record<string, { readonly from: Raw; readonly to: Raw }>>
}

/** A line that a run would append; `key` and `change` as it tells them. */
export interface PlannedLine {
  readonly system: string
  readonly place: string
  readonly body: LogLine['body']
}

export interface Overlay {
  readonly ledger: Ledger
  readonly open: Opener
  /** In the order in which they would be carried out. */
  readonly writes: readonly PlannedWrite[]
  /** Of changes that were captured already: what the run itself would write is not captured before it is written. */
  readonly lines: readonly PlannedLine[]
  /** Conflicts and dead letters that the run would record. */
  readonly commits: readonly LedgerCommit[]
}

export function overlay(landscape: GeneratedLandscape, ledger: Ledger, open: Opener, clock: Pick<Clock, 'now'>): Overlay {
  const writes: PlannedWrite[] = []
  const lines: PlannedLine[] = []
  const commits: LedgerCommit[] = []
  const tables = new Map<string, Table>()
  return {
    ledger: new OverLedger(landscape, ledger, commits),
    open: async (name) => overSystem(landscape, await open(name), tables, { writes, lines }, clock),
    writes,
    lines,
    commits,
  }
}

function overSystem(
  landscape: GeneratedLandscape,
  system: System,
  tables: Map<string, Table>,
  { writes, lines }: { readonly writes: PlannedWrite[]; readonly lines: PlannedLine[] },
  clock: Pick<Clock, 'now'>,
): System {
  const { events, log } = system
  const beside = async (adapter: Adapter) => ({ bound: await system.bind(adapter), table: tableOf(tables, adapter) })
  return {
    name: system.name,
    identity: async () => system.identity(),
    claim: async () => undefined,
    bind: async (adapter, peers) =>
      overBound(
        await system.bind(adapter, peers),
        adapter,
        {
          table: tableOf(tables, adapter),
          lookups: new Lookups(landscape, adapter, beside),
          carries: carriesOf(landscape, adapter),
          writes,
        },
        clock,
      ),
    ...(events === undefined ? {} : { events: async (source) => overEvents(await events(source)) }),
    ...(log === undefined ? {} : { log: async (of) => overLog(await log(of), of, lines) }),
    // What has not landed by now is taken not to: a run sees to it that it never will.
    resolve: async (op) => system.landed(op),
    landed: async (op) => system.landed(op),
    prune: async () => undefined,
    close: async () => system.close(),
  }
}

/** One for all flows that write there. */
function tableOf(tables: Map<string, Table>, { system, place }: Adapter): Table {
  const name = JSON.stringify([system, place])
  let table = tables.get(name)
  if (table === undefined) tables.set(name, (table = new Table()))
  return table
}

function overEvents(events: Events): Events {
  return { read: async (...args) => events.read(...args), head: async () => events.head(), forget: async () => undefined }
}

function overLog(log: Log, { system, place }: EventLog, lines: PlannedLine[]): Log {
  return {
    end: async (known) => log.end(known),
    cut: async () => 'a run would cut off what is no whole line',
    append: async (end, more) => {
      for (const { body } of more) lines.push({ system, place, body })
      return { ...end, n: end.n + more.length, position: more.at(-1)!.position }
    },
  }
}
