/**
 * A dry run is the real engine over an overlay: ledger and systems are read as they are, and everything that would be written lands here instead.
 */
import type { Adapter, EventLog, GeneratedLandscape } from './door.ts'
import type { Opener } from './engine/reach.ts'
import type { Entry } from './entry.ts'
import { holdsUnderItsKey } from './entry.ts'
import { sameRaw } from './kernel.ts'
import { withLanded } from './ledger/landed.ts'
import { referencesOf, referenceText } from './ledger/reference.ts'
import type {
  Answer,
  Bound,
  Clock,
  Delivery,
  Events,
  Image,
  Ledger,
  LedgerCommit,
  Log,
  LogLine,
  PageRow,
  System,
  Unreferenced,
  Write,
} from './ports.ts'
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

/** What a run would make of rows, by place and key; null: none is there any more. */
type Held = Pick<Image, 'values' | 'id'> | null
type Rows = Map<string, Map<KeyText, Held>>

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
  const rows: Rows = new Map()
  return {
    ledger: overLedger(landscape, ledger, commits),
    open: async (name) => overSystem(await open(name), rows, { writes, lines }, clock),
    writes,
    lines,
    commits,
  }
}

function overLedger(landscape: GeneratedLandscape, ledger: Ledger, commits: LedgerCommit[]): Ledger {
  /** Null: its record has another key. */
  const entries = new Map<string, Map<KeyText, Entry | null>>()
  const references = new Map<string, KeyText>()
  const positions = new Map<string, string>()
  const settings = new Map<string, string | null>()
  let ops = ledger.drawOps(0) - 1
  let reviews = ledger.drawReviews(0)
  const deletes = new Map<string, number>()
  const of = (flow: string) => {
    let map = entries.get(flow)
    if (map === undefined) entries.set(flow, (map = new Map()))
    return map
  }
  const landed = new Set<number>()
  const settledEntry = (entry: Entry): Entry => withLanded(entry, landed)
  const own = (flow: string, key: KeyText) => {
    const entry = entries.get(flow)?.get(key)
    return entry === undefined || entry === null ? entry : settledEntry(entry)
  }
  const takenIn = new Set<string>()
  const commit = (made: LedgerCommit): void => {
    commits.push(made)
    for (const op of made.landed) landed.add(op)
    for (const { flow, from } of made.renumbered ?? []) of(flow).set(from, null)
    for (const { flow, key, entry } of made.entries) {
      of(flow).set(key, { ...entry, rev: entry.rev + 1 })
      for (const [j, s] of entry.s.entries()) for (const each of referencesOf(s)) references.set(`${flow} ${j} ${each}`, key)
    }
    for (const { flow, system, position } of made.positions) positions.set(`${flow} ${system}`, position)
    for (const { name, value } of made.settings ?? []) settings.set(name, value)
    for (const { flow, rows } of made.deletes ?? []) deletes.set(flow, (deletes.get(flow) ?? 0) + rows)
  }
  return {
    id: ledger.id,
    read: async (flow, keys) => {
      const stored = await ledger.read(flow, keys)
      return keys.map((key, i) => {
        const mine = own(flow, key)
        return mine === undefined ? stored[i]! : mine
      })
    },
    commit: async (made) => commit(made),
    referred: async (flow, system, asked) => {
      const stored = await ledger.referred(flow, system, asked)
      const j = landscape.flows[flow]?.systems.indexOf(system) ?? -1
      return asked.map((each, i) => references.get(`${flow} ${j} ${referenceText(each)}`) ?? stored[i]!)
    },
    drawOps: (count) => {
      const first = ops + 1
      ops += count
      return first
    },
    drawReviews: (count) => {
      const first = reviews
      reviews += count
      return first
    },
    outgrow: async (op) => {
      ops = Math.max(ops, op)
    },
    opHigh: async () => Math.max(ops, await ledger.opHigh()),
    pending: async () => ledger.pending(),
    waiting: async (flow, options) => {
      const stored = await ledger.waiting(flow, options)
      const mine = [...(entries.get(flow) ?? [])]
      const waits = (entry: Entry) =>
        entry.s.some((s) => s.dirty !== null && (options.dead === true || !s.dirty.dead) && s.dirty.due <= options.dueAt)
      const keys = new Set(stored.filter((key) => own(flow, key) === undefined))
      for (const [key, entry] of mine) if (entry !== null && waits(settledEntry(entry))) keys.add(key)
      return [...keys].slice(0, options.limit)
    },
    position: async (flow, system) => positions.get(`${flow} ${system}`) ?? ledger.position(flow, system),
    keys: async (flow, after, limit) => ledger.keys(flow, after, limit),
    count: async (flow) => {
      const stored = await ledger.count(flow)
      let { live, deleted } = stored
      const mine = [...(entries.get(flow) ?? [])]
      const before = await ledger.read(
        flow,
        mine.map(([key]) => key),
      )
      for (const [i, [, entry]] of mine.entries()) {
        const was = before[i]
        live += Number(entry?.live === true) - Number(was?.live ?? false)
        deleted += Number(entry?.live === false) - Number(was !== null && was !== undefined && !was.live)
      }
      return { live, deleted }
    },
    holds: async (flow, system, keys) => {
      const stored = await ledger.holds(flow, system, keys)
      const j = landscape.flows[flow]?.systems.indexOf(system) ?? -1
      return keys.map((key, i) => {
        const mine = own(flow, key)
        return mine === undefined ? stored[i]! : mine !== null && holdsUnderItsKey(mine.s[j])
      })
    },
    deletesSince: async (flow, since) => (await ledger.deletesSince(flow, since)) + (deletes.get(flow) ?? 0),
    setting: async (name) => (settings.has(name) ? settings.get(name)! : ledger.setting(name)),
    requests: async () => [],
    take: async () => false,
    answer: async () => undefined,
    forgetRequest: async () => undefined,
    changedFlows: () => ledger.changedFlows(),
    reshapes: () => ledger.reshapes().filter(({ flow }) => !takenIn.has(flow)),
    reshape: async (flow, _at, also) => {
      takenIn.add(flow)
      commit(also)
    },
    reset: async () => undefined,
    audit: async (filter) => ledger.audit(filter),
    tally: async (filter) => ledger.tally(filter),
    reviews: async (filter) => ledger.reviews(filter),
    deadLetters: async (filter) => ledger.deadLetters(filter),
    figures: async (filter) => ledger.figures(filter),
    close: async () => ledger.close(),
  }
}

function overSystem(
  system: System,
  all: Rows,
  { writes, lines }: { readonly writes: PlannedWrite[]; readonly lines: PlannedLine[] },
  clock: Pick<Clock, 'now'>,
): System {
  const { events, log } = system
  return {
    name: system.name,
    identity: async () => system.identity(),
    claim: async () => undefined,
    bind: async (adapter, peers) => overBound(await system.bind(adapter, peers), adapter, all, writes, clock),
    ...(events === undefined ? {} : { events: async (source) => overEvents(await events(source)) }),
    ...(log === undefined ? {} : { log: async (of) => overLog(await log(of), of, lines) }),
    resolve: async () => ({ state: 'void' }),
    prune: async () => undefined,
    close: async () => system.close(),
  }
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

function overBound(bound: Bound, adapter: Adapter, all: Rows, writes: PlannedWrite[], clock: Pick<Clock, 'now'>): Bound {
  const place = `${adapter.system} ${adapter.place} ${adapter.fields.map((f) => f.column).join(',')}`
  let rows = all.get(place)
  if (rows === undefined) all.set(place, (rows = new Map()))
  const mine = rows
  const image = (held: Held): Image => ({ present: held !== null, values: [], died: false, death: 0, ...held })
  const now = async (key: KeyText, seen: number): Promise<Image> =>
    mine.has(key) ? image(mine.get(key)!) : (await bound.look([{ key, seen }]))[0]!
  const loose = new Map<string, Unreferenced>()
  const one = async (write: Write): Promise<Answer> => {
    if (write.kind === 'link') return link(write)
    const before = await now(write.key, write.seen)
    const fits =
      write.kind === 'insert'
        ? !before.present
        : before.present &&
          !(before.died && write.id === undefined) &&
          sameRow(write, before) &&
          write.expect.every((raw, slot) => !concerned(write, slot) || sameRaw(raw, before.values[slot]))
    if (!fits) return { outcome: 'stale', image: before }
    if (write.kind === 'rekey' && (await now(write.to!, write.seen)).present)
      return { outcome: 'rejected', reason: 'constraint', detail: `another row has the key ${write.to!}`, image: before }
    const values = adapter.fields.map((_, slot) => (write.values[slot] === undefined ? before.values[slot]! : write.values[slot]!))
    const after = write.kind === 'delete' ? null : { values, ...(before.id === undefined ? {} : { id: before.id }) }
    mine.set(write.key, write.kind === 'rekey' ? null : after)
    if (write.kind === 'rekey') mine.set(write.to!, after)
    const fields: Record<string, { from: Raw; to: Raw }> = {}
    if (after !== null) {
      for (const [slot, raw] of after.values.entries()) {
        const from = before.present ? before.values[slot]! : null
        if (!sameRaw(from, raw)) fields[adapter.fields[slot]!.field] = { from, to: raw }
      }
    }
    writes.push({
      system: adapter.system,
      place: adapter.place,
      key: write.key,
      kind: write.kind,
      fields,
      ...(write.to === undefined ? {} : { to: write.to }),
    })
    return { outcome: 'done', image: image(after) }
  }
  const link = async (write: Write): Promise<Answer> => {
    const row = loose.get(idText(write.id!))
    const there = await now(write.key, write.seen)
    if (row === undefined || there.present) return { outcome: 'stale', image: there }
    loose.delete(idText(row.id))
    mine.set(write.key, row)
    writes.push({ system: adapter.system, place: adapter.place, key: write.key, kind: 'link', fields: {}, id: row.id })
    return { outcome: 'done', image: image(row) }
  }
  return {
    adapter,
    ...(bound.looksOneByOne !== undefined && { looksOneByOne: bound.looksOneByOne }),
    ...(bound.unreferenced === undefined
      ? {}
      : {
          unreferenced: async (after: Raw, limit: number) => {
            const given = new Set([...mine.values()].map((held) => idText(held?.id ?? null)))
            const out: Unreferenced[] = []
            for (let from = after; ;) {
              const page = await bound.unreferenced!(from, limit)
              out.push(...page.filter(({ id }) => !given.has(idText(id))))
              if (page.length < limit || out.length >= limit) break
              from = page.at(-1)!.id
            }
            for (const row of out) loose.set(idText(row.id), row)
            return out.slice(0, limit)
          },
        }),
    changes: async (position, limit) => bound.changes(position, limit),
    head: async () => bound.head(),
    look: async (looks) => {
      const images = await bound.look(looks)
      return looks.map(({ key }, i) => (mine.has(key) ? image(mine.get(key)!) : images[i]!))
    },
    page: async (after, limit) => overPage(bound, mine, after, limit),
    deliver: async (_op, batch): Promise<Delivery> => {
      const answers: Answer[] = []
      for (const write of batch) answers.push(await one(write))
      return { outcome: 'answered', at: clock.now(), answers }
    },
    forget: async () => undefined,
    count: async () => bound.count(),
    digests: async (buckets, peer) => bound.digests(buckets, peer),
    bucketRows: async (buckets, wanted) => bound.bucketRows(buckets, wanted),
    ...(bound.asStored !== undefined && { asStored: bound.asStored }),
  }
}

/**
 * A page as it would be read after the writes; rows that a run would insert are left out, since they hold what it knows anyway. As long as it was asked for
 * while there are more rows.
 */
async function overPage(bound: Bound, mine: ReadonlyMap<KeyText, Held>, after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
  const out: PageRow[] = []
  for (let from = after; ;) {
    const wanted = limit - out.length
    const page = await bound.page(from, wanted)
    for (const row of page) {
      const held = mine.get(row.key)
      if (held === undefined) out.push(row)
      else if (held !== null) out.push({ key: row.key, ...held })
    }
    if (page.length < wanted || out.length === limit) return out
    from = page.at(-1)!.key
  }
}

function idText(id: Raw): string {
  return referenceText({ id })
}

/** Not another row than the one that is meant, where that is known. */
function sameRow({ id }: Write, before: Image): boolean {
  return id === undefined || before.id === undefined || sameRaw(id, before.id)
}

/** For a delete the whole row is on condition; for an update the fields that it writes, and those that must not have moved. */
function concerned(write: Write, slot: number): boolean {
  return write.kind === 'delete' || write.values[slot] !== undefined || write.unmoved.includes(slot)
}
