/** The ledger in a SQLite file: `node:sqlite`, write-ahead log, every commit on the disk before it returns. */
import { holdsUnderItsKey } from '../entry.ts'
import type { EntryWrite, Ledger, LedgerCommit, Renumbering } from '../ports.ts'
import { Entries } from './entries.ts'
import { translate } from './failures.ts'
import { byFlow, Flows, mustBeCurrent } from './flows.ts'
import { HistoryOfFile } from './history.ts'
import type { LedgerOptions } from './options.ts'
import { openFile } from './open.ts'
import { Operations } from './operations.ts'
import { unitName } from './reshape.ts'
import type { FlowShape } from './shape.ts'
import { Store } from './store.ts'
import { Texts } from './texts.ts'

/** `:memory:` as file: a ledger that is gone with the process. @throws LedgerError */
export async function openFileLedger(file: string, options: LedgerOptions): Promise<Ledger> {
  const { db, id, unlock } = openFile(file, options)
  const readOnly = options.readOnly === true
  const guard = <T>(call: () => T): T => translate(file, call)
  const close = (): void => {
    db.close()
    unlock()
  }
  try {
    return guard(() => sqliteLedger(new Store(db), id, options.flows, readOnly, guard, close))
  } catch (error) {
    close()
    throw error
  }
}

type Guard = <T>(call: () => T) => T

function sqliteLedger(store: Store, id: string, shapes: readonly FlowShape[], readOnly: boolean, guard: Guard, close: () => void): Ledger {
  const flows = new Flows(shapes, store.all('flows'))
  const texts = new Texts(store)
  const operations = new Operations(store, texts)
  const entries = new Entries(store, texts, readOnly ? null : operations)
  const history = new HistoryOfFile(store, flows, texts)
  const ops = { stored: 0, high: 0, drawn: 0 }
  const reviewIds = { stored: 1, drawn: 1 }

  const load = (): void => {
    ops.stored = ops.high = Number(store.one('readMeta', 'op')?.[0] ?? 0)
    reviewIds.stored = Number(store.one('readMeta', 'review')?.[0] ?? 1)
    reviewIds.drawn = Math.max(reviewIds.drawn, reviewIds.stored)
  }
  load()

  /** One snapshot: a run beside may commit between two statements. It also takes the file's locks once, not once for each key. */
  const reading = <T>(call: () => T): T => guard(() => store.transaction('BEGIN', call))

  /** Everything or nothing; what memory knows of the file follows it back. */
  const writing = <T>(work: () => T): T =>
    guard(() => {
      try {
        return store.transaction('BEGIN IMMEDIATE', work)
      } catch (error) {
        flows.load(store.all('flows'))
        for (const part of [texts, operations, entries, history]) part.load()
        load()
        throw error
      }
    })

  const saveNumbers = (withReviews: boolean): void => {
    if (ops.high !== ops.stored) store.run('putMeta', 'op', String(ops.high))
    ops.stored = ops.high
    if (!withReviews || reviewIds.drawn === reviewIds.stored) return
    store.run('putMeta', 'review', String(reviewIds.drawn))
    reviewIds.stored = reviewIds.drawn
  }

  const writeEntries = (writes: readonly EntryWrite[]): void => {
    for (const { entry } of writes) for (const { pend } of entry.s) if (pend !== null && pend.op > ops.high) ops.high = pend.op
    for (const [name, of] of byFlow(writes)) {
      const flow = flows.of(name)
      mustBeCurrent(flow)
      entries.write(flow, of, operations)
    }
  }

  const renumber = (renumbered: readonly Renumbering[]): void => {
    for (const each of renumbered) {
      const flow = flows.of(each.flow)
      mustBeCurrent(flow)
      entries.renumber(flow, each, operations)
    }
  }

  const write = (commit: LedgerCommit): void => {
    for (const row of flows.takeFresh()) store.run('insertFlow', ...row)
    for (const op of commit.landed) entries.landed(operations.land(op))
    renumber(commit.renumbered ?? [])
    writeEntries(commit.entries)
    history.write(commit)
    for (const { flow, system, position } of commit.positions) {
      const row = flows.of(flow)
      mustBeCurrent(row)
      store.run('putPosition', row.id, system, position)
    }
    for (const { name, value } of commit.settings ?? []) {
      if (value === null) store.run('clearSetting', name)
      else store.run('putSetting', name, value)
    }
    texts.save()
    saveNumbers(commit.openReviews.length > 0)
  }

  return {
    id,
    read: async (name, keys) => {
      const flow = flows.of(name)
      return reading(() => keys.map((key) => entries.read(flow, key)))
    },
    commit: async (commit) => writing(() => write(commit)),
    referred: async (name, system, references) => {
      const flow = flows.of(name)
      if (flow.changed) return references.map(() => null)
      const j = flow.shape.systems.indexOf(system)
      return reading(() => references.map((each) => entries.referred(flow, j, each)))
    },

    drawOps: (count) => {
      const first = Math.max(ops.drawn, ops.high) + 1
      ops.drawn = first + count - 1
      return first
    },
    drawReviews: (count) => {
      const first = reviewIds.drawn
      reviewIds.drawn += count
      return first
    },
    outgrow: async (op) => {
      if (op <= ops.high) return
      ops.high = op
      writing(() => saveNumbers(false))
    },
    opHigh: async () => (readOnly ? reading(() => Number(store.one('readMeta', 'op')?.[0] ?? 0)) : ops.stored),

    pending: async () =>
      reading(() => {
        if (readOnly) operations.load()
        return operations.list().flatMap(([op, { flow, system }]) => {
          const row = flows.all().find((each) => each.id === flow)
          if (row === undefined || row.changed) return []
          return [
            { op, flow: row.shape.name, system: row.shape.systems[system]!, keys: store.all('keysOf', op).map(([key]) => String(key)) },
          ]
        })
      }),
    waiting: async (name, { dueAt, dead, limit }) => {
      const flow = flows.of(name)
      if (flow.changed || !entries.anyWaiting) return []
      return reading(() =>
        store.all('due', flow.id, dueAt, dead === true ? 1 : 0, Math.min(limit, Number.MAX_SAFE_INTEGER)).map(([key]) => String(key)),
      )
    },
    position: async (name, system) => {
      const flow = flows.of(name)
      return flow.changed ? null : reading(() => (store.one('readPosition', flow.id, system)?.[0] as string | undefined) ?? null)
    },
    keys: async (name, after, limit) => {
      const flow = flows.of(name)
      if (flow.changed) return []
      const rows = reading(() => (after === null ? store.all('firstKeys', flow.id, limit) : store.all('keysFrom', flow.id, after, limit)))
      return rows.map(([key]) => String(key))
    },
    count: async (name) => {
      const flow = flows.of(name)
      if (flow.changed) return { live: 0, deleted: 0 }
      return reading(() => {
        const [deleted, notLive] = store.one('countDead', flow.id)!
        return { live: Number(store.one('countAll', flow.id)![0]) - Number(notLive), deleted: Number(deleted) }
      })
    },
    holds: async (name, system, keys) => {
      const flow = flows.of(name)
      const j = flow.shape.systems.indexOf(system)
      return reading(() => keys.map((key) => holdsUnderItsKey(entries.read(flow, key)?.s[j])))
    },
    deletesSince: async (flow, since) => reading(() => history.deletesSince(flow, since)),
    setting: async (name) => reading(() => (store.one('readSetting', name)?.[0] as string | undefined) ?? null),

    requests: async () =>
      reading(() =>
        store.all('requests').map(([id, at, body, answered]) => ({
          id: Number(id),
          at: Number(at),
          body: String(body),
          answered: answered === 1,
        })),
      ),
    take: async (id, at) => writing(() => store.run('takeRequest', at, id) === 1),
    forgetRequest: async (id) => writing(() => void store.run('forgetRequest', id)),
    answer: async (id, answer) => writing(() => void store.run('answer', answer, id)),

    changedFlows: () => flows.all().flatMap(({ changed, shape }) => (changed ? [shape.name] : [])),
    reset: async (name, at) => {
      const flow = flows.of(name)
      writing(() => {
        for (const each of ['resetEntries', 'resetReferences', 'resetWaiting', 'resetPositions'] as const) store.run(each, flow.id)
        operations.dropFlow(flow.id)
        store.run('resetReviews', at, flow.id)
        store.run('shapeFlow', flows.reshape(flow), flow.id)
      })
      entries.load()
    },

    reshapes: () =>
      flows
        .all()
        .flatMap(({ move, shape }) =>
          move === null ? [] : [{ flow: shape.name, added: move.added, removed: move.removed, slots: move.slots }],
        ),
    reshape: async (name, at, also) =>
      writing(() => {
        const flow = flows.of(name)
        const { move } = flow
        if (move !== null) {
          entries.reshape(flow)
          const kept = new Set(move.units.flatMap((was) => (was < 0 ? [] : [unitName(move.from.units[was]!)])))
          for (const [id, unit] of store.all('openUnits', flow.id))
            if (!kept.has(String(unit))) store.run('closeReview', at, 'the field was taken out of the flow', id!)
          store.run('shapeFlow', flows.reshape(flow), flow.id)
        }
        write(also)
      }),

    audit: async (filter) => reading(() => history.audit(filter)),
    tally: async (filter) => reading(() => history.tally(filter)),
    reviews: async (filter) => reading(() => history.reviews(filter)),
    deadLetters: async (filter) => reading(() => history.deadLetters(filter)),
    figures: async (filter) => reading(() => history.figures(filter)),
    close: async () => close(),
  }
}
