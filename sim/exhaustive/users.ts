/** What users may do next: edit any field to any value, take an edit back, create, delete; in any system, at any time. */
import type { Act, Cell, Config, ModelSystem, Row, State } from './state.ts'
import { bare, belongs, embodied, replace, valueShown } from './state.ts'

/** What happened in a step. */
export interface Line {
  readonly who: 'user' | 'hub' | 'reviewer' | 'nobody'
  /** Where; null: at the hub itself. */
  readonly system: number | null
  readonly what: string
}
export interface Step {
  /** Asked for only where somebody reads it. */
  readonly told: () => Line
  readonly state: State
}

export function users(S: State, config: Config, out: Step[]): void {
  if (S.acts.length >= config.edits) return
  for (let j = 0; j < config.systems; j++) {
    if (config.readOnly.includes(j)) continue
    const { row } = S.s[j]!
    if (row.cells === null) {
      const outside = j === 0 && config.outside !== null ? [config.outside] : []
      if (config.lives) for (const v of [...config.values, ...outside]) out.push(create(S, config, j, v))
      continue
    }
    for (let f = 0; f < row.cells.length; f++)
      for (const v of typed(config, f, row.cells[f]!.v, j)) if (!altered(config, j, v)) out.push(update(S, config, j, f, v))
    if (config.lives) out.push(remove(S, config, j))
  }
}

/** What a user may type over a value: another; one more or less; an element more or less. */
function typed(config: Config, f: number, v: number, j: number): readonly number[] {
  const kind = config.kinds[f]!
  const crossing = j === 0 && f === 0 && config.outside !== null ? [config.outside] : []
  return kind === 'amount'
    ? [v + 1, v - 1]
    : kind === 'set'
      ? [v ^ 1, v ^ 2]
      : [...config.values, ...crossing].filter((other) => other !== v)
}

/** A system that alters values alters what its users type, too. */
function altered(config: Config, j: number, v: number): boolean {
  return config.stores !== null && config.stores[j]![v] !== v
}

function create(S: State, config: Config, j: number, v: number): Step {
  const { row } = S.s[j]!
  const act = S.acts.length
  const life = { h: row.life.h | (1 << act), e: act }
  const cells: Cell[] = config.owner.map(() => ({ v, h: life.h, e: act }))
  return acted(
    S,
    config,
    j,
    { cells, life, birth: S.births + 1 },
    { j, kind: belongs(config, j, cells) ? 'create' : 'outside', f: -1, from: null, to: v, seen: embodied(row) },
    () => `creates the record: ${cells.map((cell, f) => valueShown(config, f, cell.v)).join(', ')}`,
  )
}
function update(S: State, config: Config, j: number, f: number, v: number): Step {
  const { row } = S.s[j]!
  const act = S.acts.length
  const cell = row.cells![f]!
  const cells = replace(row.cells!, f, { v, h: cell.h | (1 << act), e: act })
  const [was, is] = [belongs(config, j, row.cells), belongs(config, j, cells)]
  const kind = was ? (is ? 'update' : 'leave') : is ? 'enter' : 'outside'
  return acted(
    S,
    config,
    j,
    was === is ? { ...row, cells } : { ...row, cells, life: { h: embodied(row) | (1 << act), e: act } },
    { j, kind, f, from: values(row), to: v, seen: embodied(row) },
    () => `updates ${valueShown(config, f, v)}, was ${bare(config, f, cell.v)}`,
  )
}
function remove(S: State, config: Config, j: number): Step {
  const { row } = S.s[j]!
  const act = S.acts.length
  const gone: Row = { cells: null, life: { h: embodied(row) | (1 << act), e: act }, birth: 0 }
  const kind = belongs(config, j, row.cells) ? 'delete' : 'outside'
  return acted(S, config, j, gone, { j, kind, f: -1, from: values(row), to: -1, seen: embodied(row) }, () => 'deletes the record')
}

function acted(S: State, config: Config, j: number, row: Row, act: Act, what: () => string): Step {
  const before = S.s[j]!
  const seq = before.seq + 1
  const system: ModelSystem = {
    ...before,
    row,
    seq,
    death: row.cells === null ? seq : before.death,
    log: logged(before, seq, row, config),
  }
  const births = act.from === null ? S.births + 1 : S.births
  // What is done to a row that the flow does not carry is nobody's business.
  const nil = act.kind === 'outside' ? S.nil | (1 << S.acts.length) : S.nil
  return {
    told: () => ({ who: 'user', system: j, what: `user (a${S.acts.length}) ${what()}` }),
    state: { ...S, s: replace(S.s, j, system), acts: [...S.acts, act], births, nil },
  }
}

/** After-images of changes, where hints carry them. */
export function logged(before: ModelSystem, seq: number, row: Row, config: Config): ModelSystem['log'] {
  return config.without.has('lookNotCarried') ? [...before.log, { seq, row }] : before.log
}

function values(row: Row): number[] {
  return row.cells!.map((cell) => cell.v)
}
