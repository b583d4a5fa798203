/** The model's system: one row, its outbox number, its operations. What a write may not destroy is checked here. */
import type { Image, Write } from '../../runtime/ports.ts'
import type { Cell, Config, ModelSystem, Row, Sent, State } from './state.ts'
import { belongs, embodied, has, replace, shown, systemName } from './state.ts'
import { logged } from './users.ts'

export function imageOf(system: ModelSystem, j: number, seen: number, config: Config): Image {
  const { row } = system
  // Where rows have ids of their own nobody captures what happened between two looks.
  const died = !config.ownIds && system.death > seen && !config.without.has('deathMark')
  const id = config.ownIds && row.cells !== null && !config.without.has('ownId') ? { id: row.birth } : {}
  if (!belongs(config, j, row.cells) && !config.without.has('leaving')) {
    const outside = { present: false, values: [], died, death: died ? system.death : 0 }
    return died || config.without.has('leavingIsNoDelete') ? outside : { ...outside, left: true }
  }
  const image = { present: row.cells !== null, values: row.cells?.map((cell) => cell.v) ?? [], died, death: died ? system.death : 0, ...id }
  const { apartMs } = config
  if (apartMs === null || row.cells === null) return image
  const times = row.cells.map(({ e }) => (e < 0 ? null : (e + 1) * apartMs))
  return { ...image, times: config.without.has('fieldTime') ? times.map(() => Math.max(...times.map((time) => time ?? 0))) : times }
}

export interface Applied {
  readonly state: State
  readonly outcome: 'done' | 'stale'
}

/** One write under one operation: record the operation, test the condition, write, all or nothing. */
export function apply(S: State, config: Config, j: number, op: number, write: Write, sent: Sent): Applied {
  const system = S.s[j]!
  const marked = !config.without.has('operationMark')
  if (marked && system.ops.some((known) => known.op === op)) return { state: S, outcome: 'stale' }
  if (!holds(system, write, config)) {
    const ops = [...system.ops, { op, state: 'failed' as const, stored: null }]
    return { state: { ...S, writes: S.writes + 1, s: replace(S.s, j, { ...system, ops }) }, outcome: 'stale' }
  }
  const { row: after, lost } = written(S, config, j, write, sent)
  const { bad, nil } = destroyed(S, config, j, lost, write, sent)
  const wiped = wipes(system.row, write, config)
    ? `WIPED: a blank of its writer takes ${shown(config, system.row)} from ${systemName(config, j)}`
    : null
  const born = system.row.cells === null && after.cells !== null
  const death = born ? 0 : system.death
  const ops = [...system.ops, { op, state: 'landed' as const, stored: after }]
  return {
    state: {
      ...S,
      writes: S.writes + 1,
      nil: S.nil | nil,
      bad: S.bad ?? bad ?? wiped,
      births: born ? S.births + 1 : S.births,
      s: replace(S.s, j, { row: after, seq: system.seq + 1, death, ops, log: logged(system, system.seq + 1, after, config) }),
    },
    outcome: 'done',
  }
}

function holds(system: ModelSystem, write: Write, config: Config): boolean {
  const { cells } = system.row
  if (write.kind === 'insert') return cells === null || config.without.has('insertIsInsert')
  if (cells === null) return write.kind === 'update' && config.without.has('updateIsUpdate')
  if (config.without.has('condition') || (write.kind === 'delete' && config.without.has('deleteCondition'))) return true
  if (
    config.ownIds ? write.id !== undefined && write.id !== system.row.birth : system.death > write.seen && !config.without.has('deathMark')
  )
    return false
  const written = write.kind === 'delete' ? cells.map((_, f) => f) : write.units.flatMap((u) => config.kernel.units[u]!.at)
  const named = config.without.has('unmoved') ? written : [...written, ...write.unmoved]
  return named.every((f) => cells[f]!.v === write.expect[f] || (config.without.has('strictCondition') && cells[f]!.v === write.values[f]))
}

/** Does it put a blank that is to leave others alone over a value. */
function wipes({ cells }: Row, write: Write, { kernel, kinds }: Config): boolean {
  if (write.kind !== 'update' || cells === null) return false
  return write.units.some((u) => {
    const { at } = kernel.units[u]!
    return at.every((f) => kinds[f] === 'blank' && write.values[f] === 0) && at.some((f) => cells[f]!.v !== 0)
  })
}

interface Written {
  readonly row: Row
  /** Acts that were in what was there and are not in what is there now. */
  readonly lost: number
}

function written(S: State, config: Config, j: number, write: Write, sent: Sent): Written {
  const { row } = S.s[j]!
  if (write.kind === 'delete') return { row: { cells: null, life: sent.row.life, birth: 0 }, lost: embodied(row) & ~embodied(sent.row) }
  const cell = (f: number): Cell => {
    const raw = Number(write.values[f])
    const from = sent.row.cells![f]!
    return { v: config.stores?.[j]?.[raw] ?? raw, h: from.h, e: from.e }
  }
  if (write.kind === 'insert' || row.cells === null) {
    const cells = sent.row.cells!.map((from, f) => (write.kind === 'insert' ? cell(f) : { ...from }))
    const same = row.cells !== null && row.cells.every((old, f) => old.v === cells[f]!.v)
    return { row: { cells, life: sent.row.life, birth: S.births + 1 }, lost: same ? 0 : embodied(row) & ~embodied(sent.row) }
  }
  let lost = 0
  let { cells } = row
  for (const f of write.units.flatMap((u) => config.kernel.units[u]!.at)) {
    const old = cells[f]!
    const next = cell(f)
    if (old.v === next.v) cells = replace(cells, f, { ...old, h: old.h | next.h, e: has(next.h, old.e) || old.e < 0 ? next.e : old.e })
    else {
      lost |= old.h & ~next.h & ~sent.row.life.h
      cells = replace(cells, f, next)
    }
  }
  return { row: { ...row, cells, life: { h: row.life.h | sent.row.life.h, e: row.life.e } }, lost }
}

/** A write destroys only what was seen. What is there and equals what was seen, in the same row, was taken back before anybody looked: that is no edit. */
function destroyed(
  S: State,
  config: Config,
  j: number,
  lost: number,
  write: Write,
  sent: Sent,
): { readonly bad: string | null; readonly nil: number } {
  const unseen = lost & ~S.audited
  if (unseen === 0) return { bad: null, nil: 0 }
  const { row } = S.s[j]!
  const { expect } = sent
  const named = write.kind === 'update' ? write.units.flatMap((u) => config.kernel.units[u]!.at) : config.owner.map((_, f) => f)
  const sameRow = (row.cells === null) === (expect.cells === null) && row.birth === expect.birth
  const equal = sameRow && (row.cells === null || named.every((f) => row.cells![f]!.v === expect.cells![f]!.v))
  if (equal) return { bad: null, nil: unseen & ~embodied(expect) }
  return {
    bad: `SILENT: the hub's ${write.kind} in ${systemName(config, j)} destroys ${shown(config, row)}, which nobody looked at`,
    nil: 0,
  }
}
