/** The ledger in a SQLite file: `node:sqlite`, write-ahead log, every commit on disk before it returns. */
import type { StatementSync } from 'node:sqlite'
import type { Entry, SystemState } from '../entry.ts'
import type { AuditKind, AuditRow, EntryWrite, Ledger, LedgerCommit, Review } from '../ports.ts'
import { RevConflict } from '../ports.ts'
import type { ConflictKind } from '../conflict-kinds.ts'
import type { KeyText } from '../values.ts'
import { decodeEntry, decodePending, encodeEntry, encodePending, spreadStamps } from './codec.ts'
import type { OpenOptions } from './open.ts'
import { openFile, translated } from './open.ts'
import type { StatementName } from './statements.ts'
import { statements } from './statements.ts'

/** What entries are written for: values are kept by position. */
export interface FlowShape {
  readonly name: string
  readonly systems: readonly string[]
  readonly units: readonly string[]
  readonly fields: readonly string[]
}

export interface LedgerOptions extends OpenOptions {
  readonly flows: readonly FlowShape[]
}

interface FlowRow {
  readonly id: number
  readonly shape: FlowShape
  /** The stored shape is another one. */
  changed: boolean
  live: number
}

const dayMs = 86_400_000

/** @throws LedgerError */
export async function openLedger(file: string, options: LedgerOptions): Promise<Ledger> {
  const opened = openFile(file, options)
  const { db } = opened
  const prepared = new Map<StatementName, StatementSync>()
  const sql = (name: StatementName): StatementSync => {
    let statement = prepared.get(name)
    if (statement === undefined) {
      statement = db.prepare(statements[name])
      statement.setReturnArrays(true)
      prepared.set(name, statement)
    }
    return statement
  }
  const one = (name: StatementName, ...values: (string | number | null)[]) => sql(name).get(...values) as unknown as (string | number | null)[] | undefined
  const all = (name: StatementName, ...values: (string | number | null)[]) => sql(name).all(...values) as unknown as (string | number | null)[][]

  const flows = new Map<string, FlowRow>()
  const names = new Map<number, string>()
  const hashes = new Map<string, number>()
  const numbers = new Map<number, string>()
  const newVersions: [number, string][] = []
  /** Key → system index → stored state before its pending write. */
  const pending = new Map<string, Map<number, { op: number; text: string }>>()
  let waiting = 0
  let opHigh = 0
  let opDrawn = 0
  let reviewDrawn = 1
  let reviewStored = 1
  let opStored = 0

  const shapeText = (shape: FlowShape) => JSON.stringify({ systems: shape.systems, units: shape.units, fields: shape.fields })
  const slot = (flow: number, key: KeyText) => `${flow} ${key}`

  const load = () => {
    const stored = new Map(all('flows').map(([id, name, shape]) => [String(name), { id: Number(id), shape: String(shape) }]))
    for (const [name, { id }] of stored) names.set(id, name)
    let next = Math.max(0, ...[...stored.values()].map(({ id }) => id))
    for (const shape of options.flows) {
      const known = stored.get(shape.name)
      const id = known?.id ?? ++next
      flows.set(shape.name, { id, shape, changed: known !== undefined && known.shape !== shapeText(shape), live: 0 })
      names.set(id, shape.name)
      if (known === undefined) newFlows.push(shape.name)
    }
    for (const [id, hash] of all('versions')) {
      hashes.set(String(hash), Number(id))
      numbers.set(Number(id), String(hash))
    }
    for (const [op, flow, key, system, state] of all('allPending')) hold(Number(flow), String(key), Number(system), Number(op), String(state))
    waiting = Number(one('countWaiting')![0])
    opHigh = opDrawn = opStored = Number(one('readMeta', 'op')?.[0] ?? 0)
    reviewDrawn = reviewStored = Number(one('readMeta', 'review')?.[0] ?? 1)
  }
  const newFlows: string[] = []
  const hold = (flow: number, key: KeyText, system: number, op: number, text: string) => {
    const at = slot(flow, key)
    let map = pending.get(at)
    if (map === undefined) pending.set(at, (map = new Map()))
    map.set(system, { op, text })
  }

  const versions = {
    number: (hash: string) => {
      let number = hashes.get(hash)
      if (number === undefined) {
        number = hashes.size + 1
        hashes.set(hash, number)
        numbers.set(number, hash)
        newVersions.push([number, hash])
      }
      return number
    },
    hash: (number: number) => numbers.get(number) ?? '',
  }
  const flowOf = (name: string): FlowRow => {
    const flow = flows.get(name)
    if (flow === undefined) throw new Error(`the ledger was opened without the flow ${name}`)
    return flow
  }
  const guard = <T>(call: () => T): T => {
    try {
      return call()
    } catch (error) {
      throw translated(file, error)
    }
  }

  const read = (flow: FlowRow, key: KeyText): Entry | null => {
    const row = one('readEntry', flow.id, key)
    if (row === undefined) return null
    const entry = spreadStamps(decodeEntry(row[1] as string, row[0] as number, versions), flow.shape.units.length)
    const open = pending.size === 0 ? undefined : pending.get(slot(flow.id, key))
    if (open === undefined) return entry
    const s: SystemState[] = entry.s.slice()
    for (const [system, { text }] of open) s[system] = decodePending(text, entry.ln, s[system]!)
    return { ...entry, s }
  }

  const writeEntry = ({ flow: name, key, entry }: EntryWrite) => {
    const flow = flowOf(name)
    const state = encodeEntry(entry, versions)
    const live = entry.inc === 0 && !entry.live ? null : entry.live ? 1 : 0
    if (entry.rev === 0) {
      try {
        sql('insertEntry').run(flow.id, key, live, state)
      } catch (error) {
        if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 19) throw new RevConflict(`${name} ${key} was decided by somebody else`)
        throw error
      }
    } else if (sql('updateEntry').run(entry.rev + 1, live, state, flow.id, key, entry.rev).changes !== 1) {
      throw new RevConflict(`${name} ${key} was decided by somebody else`)
    }
    const at = slot(flow.id, key)
    const open = pending.size === 0 ? undefined : pending.get(at)
    if (open !== undefined) {
      for (const [system, { op }] of open) sql('deletePending').run(op, flow.id, key, system)
      touched.push(at)
    }
    let dirty = false
    for (let j = 0; j < entry.s.length; j++) {
      const s = entry.s[j]!
      if (s.pend !== null) {
        const text = encodePending(s, entry.ln)
        sql('insertPending').run(s.pend.op, flow.id, key, j, text)
        fresh.push({ flow: flow.id, key, system: j, op: s.pend.op, text })
        if (s.pend.op > opHigh) opHigh = s.pend.op
      }
      if (s.dirty !== null) dirty = true
    }
    if (waiting > 0) waiting -= Number(sql('clearWaiting').run(flow.id, key).changes)
    if (!dirty) return
    for (const [j, s] of entry.s.entries()) {
      if (s.dirty === null) continue
      sql('putWaiting').run(flow.id, key, j, s.dirty.due, s.dirty.dead ? 1 : 0, s.dirty.reason, s.dirty.detail, s.dirty.since, s.dirty.tries)
      waiting++
    }
  }
  /** In-memory copies follow once the transaction is on disk. */
  let touched: string[] = []
  let fresh: { flow: number; key: KeyText; system: number; op: number; text: string }[] = []

  const write = (commit: LedgerCommit) => {
    const waitingBefore = waiting
    const opHighBefore = opHigh
    touched = []
    fresh = []
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const name of newFlows) sql('insertFlow').run(name, shapeText(flowOf(name).shape))
      for (const entry of commit.entries) writeEntry(entry)
      for (const op of commit.landed) sql('deleteOperation').run(op)
      for (const row of commit.audit) {
        sql('insertAudit').run(flowOf(row.flow).id, row.key, row.at, row.kind, row.conflict ?? null, row.system ?? null, row.unit ?? null, JSON.stringify(row.body))
      }
      for (const review of commit.openReviews) {
        sql('openReview').run(review.id, flowOf(review.flow).id, review.key, review.unit, review.conflict, review.system, review.openedAt, JSON.stringify(review.body))
      }
      for (const { id, at, how } of commit.closeReviews) sql('closeReview').run(at, how, id)
      for (const { flow, system, position } of commit.positions) sql('putPosition').run(flowOf(flow).id, system, position)
      for (const { flow, hour, name, add } of commit.figures) sql('addFigure').run(flowOf(flow).id, hour, name, add)
      for (const { flow, at, rows } of commit.deletes ?? []) {
        sql('oldDeletions').run(flowOf(flow).id, at - 2 * dayMs)
        sql('insertDeletion').run(flowOf(flow).id, at, rows)
      }
      for (const { name, value } of commit.settings ?? []) {
        if (value === null) sql('clearSetting').run(name)
        else sql('putSetting').run(name, value)
      }
      for (const [id, hash] of newVersions) sql('insertVersion').run(id, hash)
      if (opHigh !== opStored) sql('putMeta').run('op', String(opHigh))
      if (reviewDrawn !== reviewStored && commit.openReviews.length > 0) sql('putMeta').run('review', String(reviewDrawn))
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      waiting = waitingBefore
      opHigh = opHighBefore
      throw error
    }
    newFlows.length = 0
    newVersions.length = 0
    opStored = opHigh
    if (commit.openReviews.length > 0) reviewStored = reviewDrawn
    for (const at of touched) pending.delete(at)
    for (const { flow, key, system, op, text } of fresh) hold(flow, key, system, op, text)
    if (commit.landed.length > 0) forget(new Set(commit.landed))
  }
  const forget = (ops: ReadonlySet<number>) => {
    for (const [at, systems] of pending) {
      for (const [system, { op }] of systems) if (ops.has(op)) systems.delete(system)
      if (systems.size === 0) pending.delete(at)
    }
  }

  guard(load)
  return {
    id: opened.id,
    read: async (flow, keys) => guard(() => keys.map((key) => read(flowOf(flow), key))),
    commit: async (commit) => guard(() => write(commit)),
    drawOps: (count) => {
      const first = Math.max(opDrawn, opHigh) + 1
      opDrawn = first + count - 1
      return first
    },
    drawReviews: (count) => {
      const first = reviewDrawn
      reviewDrawn += count
      return first
    },
    outgrow: async (op) => {
      if (op <= opHigh) return
      opHigh = op
      opDrawn = Math.max(opDrawn, op)
    },
    opHigh: () => opHigh,
    pending: async () => {
      const out = new Map<string, { op: number; flow: string; system: string; keys: KeyText[] }>()
      for (const [at, systems] of pending) {
        const space = at.indexOf(' ')
        const name = names.get(Number(at.slice(0, space)))!
        const flow = flows.get(name)
        if (flow === undefined) continue
        for (const [j, { op }] of systems) {
          const id = `${op} ${name} ${j}`
          const open = out.get(id) ?? { op, flow: name, system: flow.shape.systems[j]!, keys: [] }
          open.keys.push(at.slice(space + 1))
          out.set(id, open)
        }
      }
      return [...out.values()].sort((a, b) => a.op - b.op)
    },
    waiting: async (flow, { dueAt, dead, limit }) => guard(() => (waiting === 0 ? [] : all('due', flowOf(flow).id, dead === true ? 1 : 0, dueAt, limit).map(([key]) => String(key)))),
    position: async (flow, system) => guard(() => (one('readPosition', flowOf(flow).id, system)?.[0] as string | undefined) ?? null),
    keys: async (flow, after, limit) => guard(() => (after === null ? all('firstKeys', flowOf(flow).id, limit) : all('keysFrom', flowOf(flow).id, after, limit)).map(([key]) => String(key))),
    count: async (flow) => {
      const rows = new Map(guard(() => all('count', flowOf(flow).id)).map(([live, count]) => [Number(live), Number(count)]))
      return { live: rows.get(1) ?? 0, deleted: rows.get(0) ?? 0 }
    },
    holds: async (name, system, keys) => {
      const flow = flowOf(name)
      const j = flow.shape.systems.indexOf(system)
      return guard(() => keys.map((key) => read(flow, key)?.s[j]?.present ?? false))
    },
    deletesSince: async (flow, since) => guard(() => Number(one('deletionsSince', flowOf(flow).id, since)![0])),
    setting: async (name) => guard(() => (one('readSetting', name)?.[0] as string | undefined) ?? null),
    changedFlows: () => [...flows.values()].filter(({ changed }) => changed).map(({ shape }) => shape.name),
    reset: async (name) => {
      const flow = flowOf(name)
      guard(() => {
        db.exec('BEGIN IMMEDIATE')
        for (const each of ['resetEntries', 'resetPending', 'resetWaiting', 'resetPositions'] as const) sql(each).run(flow.id)
        sql('resetReviews').run(Date.now(), flow.id)
        sql('shapeFlow').run(shapeText(flow.shape), flow.id)
        db.exec('COMMIT')
      })
      flow.changed = false
      for (const at of pending.keys()) if (at.startsWith(`${flow.id} `)) pending.delete(at)
      waiting = Number(one('countWaiting')![0])
    },
    audit: async ({ flow, key, limit = 1_000 }) => {
      const rows = guard(() => (flow === undefined ? all('audit', limit) : key === undefined ? all('auditOfFlow', flowOf(flow).id, limit) : all('auditOfKey', flowOf(flow).id, key, limit)))
      return rows.reverse().map(([id, of, about, at, kind, conflict, system, unit, body]): AuditRow & { readonly id: number } => ({
        id: Number(id),
        flow: names.get(Number(of)) ?? '',
        key: String(about),
        at: Number(at),
        kind: kind as AuditKind,
        ...(conflict === null ? {} : { conflict: conflict as ConflictKind }),
        ...(system === null ? {} : { system: String(system) }),
        ...(unit === null ? {} : { unit: String(unit) }),
        body: JSON.parse(String(body)) as Record<string, unknown>,
      }))
    },
    reviews: async ({ flow, open }) => {
      const rows = guard(() => all(open === true ? 'openReviews' : 'reviews'))
      const list = rows.map(([id, of, key, unit, conflict, system, openedAt, body]): Review => ({
        id: Number(id),
        flow: names.get(Number(of)) ?? '',
        key: String(key),
        unit: String(unit),
        conflict: conflict as ConflictKind,
        system: String(system),
        openedAt: Number(openedAt),
        body: JSON.parse(String(body)) as Record<string, unknown>,
      }))
      return flow === undefined ? list : list.filter((review) => review.flow === flow)
    },
    deadLetters: async ({ flow }) => {
      const list = guard(() => all('dead')).map(([of, key, system, reason, detail, since, tries]) => {
        const name = names.get(Number(of)) ?? ''
        return { flow: name, key: String(key), system: flows.get(name)?.shape.systems[Number(system)] ?? String(system), reason: String(reason), detail: String(detail), since: Number(since), tries: Number(tries) }
      })
      return flow === undefined ? list : list.filter((letter) => letter.flow === flow)
    },
    figures: async ({ flow, since = 0 }) => {
      const list = guard(() => all('figures', since)).map(([of, hour, name, value]) => ({ flow: names.get(Number(of)) ?? '', hour: Number(hour), name: String(name), value: Number(value) }))
      return flow === undefined ? list : list.filter((figure) => figure.flow === flow)
    },
    close: async () => {
      db.close()
      opened.unlock()
    },
  }
}
