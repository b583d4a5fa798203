/**
 * What must hold when nothing is left to do. Independent of settle: it knows the systems, what users did, the flow's rules and what the audit holds.
 *
 *   DIVERGED     systems differ, and no report or review says so
 *   WRONGVALUE   a field does not hold what its writer's users typed last
 *   SILENT       an act is gone and nothing tells of it
 *   RESURRECTED  a row lives that those who may have deleted
 *   APART        a row stands apart that is to be part of the record
 *   VANISHED     a row is gone that nobody who may has deleted
 */
import { judgedAnswers } from './answers.ts'
import type { Act, Config, Row, State } from './state.ts'
import { bare, begins, embodied, ends, has, numbers, seenRow, shown, systemName, valueShown } from './state.ts'

export function atRest(S: State, config: Config): string | null {
  return outside(S, config) ?? differs(S, config) ?? silent(S) ?? judgedAnswers(S, config) ?? (config.lives ? judgedLife(S, config) : null)
}

/** Rows as the flow sees them. */
function rowsOf(S: State, config: Config): Row[] {
  return S.s.map(({ row }, j) => seenRow(config, j, row))
}

function open(S: State): boolean {
  return S.entry.lifeHeld !== 0 || S.entry.s.some((s) => s.apart === 'reported')
}

/** Copies stand apart only where the rule says so, and never of a record whose row is carried. */
function outside(S: State, config: Config): string | null {
  if (config.outside === null || S.entry.lifeHeld !== 0) return null
  const { life } = config.kernel
  const carried = rowsOf(S, config)[0]!.cells !== null
  for (const [j, { apart }] of S.entry.s.entries()) {
    if (apart !== 'reported') continue
    if (carried) return `APART: the row of A is carried, and that of ${systemName(config, j)} stands apart`
    const hasLeft = S.acts.some((act) => ends(act) && act.kind !== 'delete') && life.whenRowLeaves === 'keep'
    const foreign = !life.creates.includes(j) && life.foreignCreate !== 'remove'
    if (!hasLeft && !foreign && life.onDelete !== 'keep')
      return `APART: the row of ${systemName(config, j)} stands apart, and nothing says that it may`
  }
  return null
}

function differs(S: State, config: Config): string | null {
  if (open(S)) return null
  const rows = rowsOf(S, config)
  const all = S.s.map(({ row }, j) => `${systemName(config, j)} holds ${shown(config, row)}`).join(', ')
  const there = rows.filter(({ cells }) => cells !== null).length
  if (there !== (S.entry.live ? S.s.length : 0)) return `DIVERGED: ${all} at rest, and the ledger says ${S.entry.live ? 'live' : 'deleted'}`
  if (!S.entry.live) return null
  for (const [u, unit] of config.kernel.units.entries()) {
    for (const f of unit.at) {
      if (S.entry.held?.[u]?.frozen === true) continue
      const writer = config.owner[f]!
      const [decided] = numbers(config, [f], [S.entry.g[f]!]) as [number]
      if (Number.isNaN(decided)) return `WRONGVALUE: ${all} at rest, and nothing is decided of ${config.kernel.flow.fields[f]!}`
      const typed = writer === null ? decided : S.s[writer]!.row.cells![f]!.v
      if (decided !== typed)
        return `WRONGVALUE: ${valueShown(config, f, decided)} is decided, and its writer ${systemName(config, writer)} holds ${bare(config, f, typed)}`
      const composed = writer === null && !config.lives ? wronglyComposed(S, config, f, typed) : null
      if (composed !== null) return composed
      for (const [j, { row }] of S.s.entries()) {
        const want = config.stores?.[j]?.[typed] ?? typed
        if (row.cells![f]!.v === want) continue
        if (unit.keepWhenBlank === true && unit.at.every((each) => S.entry.g[each] === null)) continue
        // A foreign write that is kept, or proposed to the writer, stands until the writer's next change: then it is told of.
        const { h, v } = row.cells![f]!
        const told = S.acts.some((act, n) => act.j === j && act.to === v && has(h, n) && has(S.audited, n))
        const stands = unit.foreignWrite !== 'restore' && told && (unit.foreignWrite === 'keep' || (S.entry.held?.[u] ?? null) !== null)
        if (!stands) return `DIVERGED: ${all} at rest, and ${valueShown(config, f, typed)} is decided`
      }
    }
  }
  return null
}

/** Amounts add up; an element is in a set if nobody has removed it who saw it added last. */
function wronglyComposed(S: State, config: Config, f: number, v: number): string | null {
  const acts = S.acts.flatMap((act, n) => (act.kind === 'update' && act.f === f ? [{ ...act, n, was: act.from![f]! }] : []))
  if (config.kinds[f] === 'amount') {
    const want = acts.reduce((sum, act) => sum + act.to - act.was, 0)
    return want === v ? null : `SUM: ${valueShown(config, f, v)}, and the users' differences add up to ${bare(config, f, want)}`
  }
  if (config.kinds[f] !== 'set') return null
  for (const bit of [1, 2]) {
    const on = acts.filter((act) => (act.to ^ act.was) & bit)
    const last = on.filter((act) => !on.some((other) => other.n !== act.n && has(other.seen, act.n)))
    const adds = last.map((act) => (act.to & bit) !== 0)
    if (adds.length > 0 && adds.every((add) => add === adds[0]) && ((v & bit) !== 0) !== adds[0])
      return `UNION: the element of ${valueShown(config, f, bit)} should be ${adds[0] === true ? 'in' : 'out'}`
  }
  return null
}

function silent(S: State): string | null {
  const kept = S.s.reduce((h, { row }) => h | embodied(row), S.audited | S.nil)
  const gone = S.acts.findIndex((_, n) => !has(kept, n))
  return gone < 0 ? null : `SILENT: a${gone} is gone at rest, no audit`
}

// ─── Life ────────────────────────────────────────────────────────────────────────────────────────

function judgedLife(S: State, config: Config): string | null {
  const { life } = config.kernel
  if (open(S) || life.againstUpdate === 'review' || life.foreignCreate === 'review' || life.foreignDelete === 'review') return null
  const rows = rowsOf(S, config)
  const lives = rows.some((row) => row.cells !== null)
  // Copies that a delete leaves where they are become part of a record that is created anew: there a row lives on by right.
  if (lives && life.onDelete === 'keep') return null
  return lives ? resurrected(S, config, rows) : vanished(S, config)
}

const start = -1
/** Is it for its user to do. */
export function may(S: State, config: Config, act: Act): boolean {
  const { life } = config.kernel
  if (act.kind === 'update') return config.owner[act.f] === null || config.owner[act.f] === act.j
  if (ends(act) && act.kind !== 'delete' && !unnoticed(S, act)) return true
  if (begins(act)) return life.creates.includes(act.j)
  return life.deletes.includes(act.j) || life.foreignDelete === 'accept'
}

/** Where the row is gone by the time that anybody looks, nobody knows that it had left before: then it was deleted, and no more. */
function unnoticed({ acts }: State, act: Act): boolean {
  return acts.some(({ j, to, seen }) => j === act.j && to === -1 && has(seen, acts.indexOf(act)))
}

/** Some creation that no permitted delete has seen must be in a row that lives. */
function resurrected(S: State, config: Config, rows: readonly Row[]): string | null {
  const wins = config.kernel.life.againstUpdate === 'deleteWins'
  const alive = rows.reduce((h, row) => h | embodied(row), 0)
  const creations = S.acts.flatMap((act, n) =>
    begins(act) && has(alive, n) && (may(S, config, act) || joined(S, config, act, n)) ? [n] : [],
  )
  if (config.start === 'live') creations.push(start)
  const deletes = S.acts.flatMap((act, n) => (ends(act) && may(S, config, act) && !has(S.nil, n) ? [n] : []))
  // updateWins: any act by one who may, that the delete had not seen and that had not seen the delete, keeps the row.
  const contested = (d: number) =>
    S.acts.some(
      (act, n) =>
        n !== d &&
        (S.acts[d]!.kind === 'delete' || unnoticed(S, S.acts[d]!)) &&
        !ends(act) &&
        !has(S.acts[d]!.seen, n) &&
        !has(act.seen, d) &&
        (may(S, config, act) || (act.kind === 'create' && restores(S, config, act))),
    )
  const killed = (c: number) => deletes.some((d) => (c === start || has(S.acts[d]!.seen, c)) && (wins || !contested(d)))
  return creations.every(killed)
    ? `RESURRECTED: ${rows.map((row) => shown(config, row)).join(' | ')} lives, and every creation of it was deleted by one who may`
    : null
}
/** A creation by one who may not, while one who may created the same key: both were created, and the record is of both. */
function joined(S: State, config: Config, act: Act, n: number): boolean {
  return S.acts.some(
    (other, m) => other.kind === 'create' && other.j !== act.j && may(S, config, other) && !has(other.seen, n) && !has(act.seen, m),
  )
}
/** A user who may not delete has, and puts the row back himself before the hub does: an edit of the same incarnation. */
export function restores(S: State, config: Config, act: Act): boolean {
  return S.acts.some((other, n) => other.kind === 'delete' && other.j === act.j && !may(S, config, other) && has(act.seen, n))
}

/** What one who may has created is gone only if a permitted delete has seen it, or the audit tells. */
function vanished(S: State, config: Config): string | null {
  if (S.equal) return null
  const deletes = S.acts.filter((act) => ends(act) && (act.kind !== 'delete' || may(S, config, act)))
  // Created and deleted again in one system before the hub looked: nothing was.
  const takenBack = (c: number) => S.acts.some((d, n) => ends(d) && d.j === S.acts[c]!.j && has(d.seen, c) && !has(S.audited, n))
  const lost = S.acts.findIndex(
    (act, c) => begins(act) && may(S, config, act) && !has(S.audited | S.nil, c) && !takenBack(c) && !deletes.some((d) => has(d.seen, c)),
  )
  if (lost >= 0) return `VANISHED: the row is gone, and nobody who may deleted what a${lost} created`
  if (config.start === 'live' && deletes.length === 0) return 'VANISHED: the row is gone, and nobody who may deleted it'
  return null
}
