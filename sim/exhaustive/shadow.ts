/**
 * The ledger's ghosts: which acts of users each decided value and each base embodies. They follow what settle did, told from the entry before and after and
 * from its events; what settle claims is judged on the way:
 *
 *   PHANTOM   the audit blames a user for what the hub wrote itself
 *   UNSEEN    an act is taken for one on top of a decision that its user never saw
 *   WRONGINCARNATION  a delete of an older row ends a newer one
 *   UNTRUE    the audit keeps another value than the one that was lost
 */
import type { Entry } from '../../runtime/entry.ts'
import { leavesOthers } from '../../runtime/kernel.ts'
import type { Event } from '../../runtime/settle.ts'
import type { Canonical } from '../../runtime/values.ts'
import type { Cell, Config, Mark, Row, Shadow, State } from './state.ts'
import { may, restores } from './rest.ts'
import { begins, embodied, ends, has, number, numbers, replace, systemName, valueShown } from './state.ts'

export interface Followed {
  readonly shadow: Shadow
  readonly audited: number
  readonly equal: boolean
  readonly bad: string | null
}

export function follow(
  S: State,
  config: Config,
  shadow: Shadow,
  before: Entry,
  after: Entry,
  j: number,
  seen: Row,
  died: boolean,
  events: readonly Event[],
): Followed {
  const { units } = config.kernel
  const old = shadow.g
  const was = shadow.b[j]!
  let audited = 0
  let bad: string | null = null
  let equal = false
  let cells = old.cells.slice()
  let { life } = old
  const blame = (why: string) => (bad ??= why)
  const oldAll = old.cells.reduce((h, cell) => h | cell.h, old.life.h)

  /** x is taken for an act on top of g: its user must have seen it; an equal value counts as having seen it. */
  const onTop = (x: Mark, h: number, g: number, at: readonly number[]): void => {
    if ((h & g) === g) return
    const byValue = S.acts.some(
      (act, n) =>
        has(h, n) && !has(g, n) && act.j === j && (begins(act) ? !before.live : at.every((f) => act.from![f] === old.cells[f]!.v)),
    )
    // A blank that leaves others alone agrees with whatever they hold.
    if (byValue || units.some((unit) => leavesOthers(unit, before.g))) equal = true
    else blame(`UNSEEN: a${x.e} is taken for made on top of what its user never saw`)
  }
  const whole = old.cells.map((_, f) => f)

  for (const [u, unit] of units.entries()) {
    const stamp = after.stamp[u]!
    if (stamp.n === before.stamp[u]!.n) continue
    const from = stamp.origin === j ? seen : shadow.b[stamp.origin]!
    const oldValues = unit.at.map((f) => old.cells[f]!.v)
    const kept = events.some(
      (event) =>
        (event.kind === 'decided' && event.unit === u && sameValues(config, unit.at, event.was, oldValues)) ||
        (event.kind === 'conflict' && event.unit === u && event.lost !== null && sameValues(config, unit.at, event.lost, oldValues)),
    )
    audited |= passedOver(config, u, j, seen, from, events)
    const contested = before.held?.[u]?.frozen === true || events.some((event) => event.kind === 'conflict' && event.unit === u)
    for (const f of unit.at) {
      const x = from.cells?.[f]
      const g = old.cells[f]!
      const [v] = numbers(config, [f], [after.g[f]!]) as [number]
      // What a function makes of two values may be one of them, and then the other is lost.
      const composed = config.kinds[f] === 'merged' ? x?.v !== v : config.kinds[f] !== 'value'
      if (composed && x !== undefined) {
        cells = replace(cells, f, { v, h: g.h | x.h, e: x.e })
        continue
      }
      if (x === undefined || x.v !== v) {
        if (after.g[f] !== null)
          blame(`INVENTED: ${valueShown(config, f, v)} is decided, which ${systemName(config, stamp.origin)} does not hold`)
        continue
      }
      if (!contested && before.live && after.live && before.lifeHeld === 0)
        onTop(
          x,
          unit.at.reduce((h, each) => h | from.cells![each]!.h, from.life.h),
          g.h,
          unit.at,
        )
      if (kept || before.lifeHeld !== 0) audited |= g.h & ~x.h
      cells = replace(cells, f, { v, h: x.h, e: x.e })
    }
  }

  for (const event of events) {
    if (event.kind === 'created' || event.kind === 'revived' || event.kind === 'deleted') {
      const { e } = seen.life
      if (event.kind === 'deleted') {
        const copiesStay = event.left && config.kernel.life.whenRowLeaves === 'keep'
        // The row that died may have been created anew since: its life then embodies the delete.
        const dead = deathIn(S, seen, event.left ? null : was, j)
        if (dead < 0) blame(`PHANTOM: ${systemName(config, j)} is said to have deleted, and nobody did`)
        // What others wrote on copies that stay is where they wrote it.
        else if (!copiesStay && !events.some((other) => other.kind === 'conflict' && other.conflict === 'deleteUpdate'))
          onTop({ h: 0, e: dead }, S.acts[dead]!.kind === 'delete' ? S.acts[dead]!.seen | (1 << dead) : embodied(seen), oldAll, whole)
        const unseen = S.acts.findIndex(
          (act, n) =>
            act.kind === 'create' &&
            config.kernel.life.creates.includes(act.j) &&
            has(oldAll, n) &&
            dead >= 0 &&
            !has(S.acts[dead]!.seen, n) &&
            !S.acts[dead]!.from!.every((v) => v === act.to) &&
            !restores(S, config, act) &&
            !S.acts.some((d, m) => m !== dead && ends(d) && has(d.seen, n) && may(S, config, d)),
        )
        if (unseen >= 0 && !equal && !S.equal) blame(`WRONGINCARNATION: a${dead} deletes what a${unseen} created, which its user never saw`)
        life = { h: (dead < 0 ? 0 : S.acts[dead]!.seen | (1 << dead)) | oldAll, e: dead }
      } else if (event.kind === 'created') {
        if ((S.acts[e] === undefined || !begins(S.acts[e])) && S.acts.length > 0 && !equalAct(S, seen, j))
          blame(`PHANTOM: ${systemName(config, j)} is said to have created, and nobody did`)
        if (!before.live) onTop(seen.life, embodied(seen), oldAll, whole)
        life = { h: seen.life.h | oldAll, e }
      } else life = { h: embodied(seen) | life.h, e }
    }
    if (event.kind === 'closed' && event.id === before.lifeHeld) {
      const all = shadow.b.reduce((h, row, k) => h | embodied(k === j ? seen : row), oldAll)
      life = { h: life.h | all, e: seen.life.e }
      cells = cells.map((cell, f) => (seen.cells === null ? cell : { ...seen.cells[f]!, h: cell.h | all }))
    }
    if (event.kind === 'closed' && event.how === 'all systems are equal' && seen.cells !== null)
      for (const [u, unit] of units.entries())
        if (before.held?.[u]?.id === event.id)
          for (const f of unit.at) {
            const all = shadow.b.reduce((h, row, k) => h | (row.cells === null ? 0 : (k === j ? seen : row).cells![f]!.h), cells[f]!.h)
            cells = replace(cells, f, { ...cells[f]!, h: all })
          }
    if (event.kind === 'conflict') {
      const why = kept(config, before, event, j) ?? (decidedByPerson(before, event.unit) ? null : misjudged(S, config, event, old, seen, j))
      if (why !== null) blame(why)
    }
    if (event.kind === 'conflict')
      audited |= conflictOf(S, config, event, old, event.system === j || event.system < 0 ? was : shadow.b[event.system]!, seen, j, blame)
  }

  // Composed of what was decided and the edit: the edit is in it, also where nothing came of it.
  if (seen.cells !== null && after.live)
    for (const [f, cell] of seen.cells.entries())
      if (
        config.kinds[f] !== 'value' &&
        config.kinds[f] !== 'merged' &&
        (was.cells === null || was.cells[f]!.v !== cell.v) &&
        !frozen(config, after, f)
      )
        cells = replace(cells, f, { ...cells[f]!, h: cells[f]!.h | cell.h })

  // A row that stood apart has become part of the record: the elements of both are joined.
  for (const [k, s] of after.s.entries()) {
    const joins = k !== j && after.live && s.apart === 'no' && before.s[k]!.apart !== 'no'
    for (const [f, cell] of (joins ? (shadow.b[k]!.cells ?? []) : []).entries())
      if (config.kinds[f] === 'set') cells = replace(cells, f, { ...cells[f]!, h: cells[f]!.h | cell.h })
  }

  // What the system holds already is what is decided, whoever made it.
  const told = after.live && after.s[j]!.dl === after.ln
  if (seen.cells !== null && after.live)
    for (const [u, unit] of units.entries()) {
      if (after.s[j]!.d !== null && after.s[j]!.d[u] !== after.stamp[u]!.n) continue
      for (const f of unit.at)
        if (seen.cells[f]!.v === cells[f]!.v) cells = replace(cells, f, { ...cells[f]!, h: cells[f]!.h | seen.cells[f]!.h })
    }
  if (told || after.s[j]!.dl === after.ln) life = { h: life.h | seen.life.h, e: life.e }
  // A row of an older incarnation is gone, or both are: nothing to decide.
  if (seen.cells === null && was.cells !== null && !events.some((event) => event.kind === 'deleted' || event.kind === 'conflict'))
    life = { h: life.h | embodied(seen), e: life.e }

  return { shadow: { ...shadow, g: { cells, life }, b: replace(shadow.b, j, baseOf(was, seen, died)) }, audited, equal, bad }
}

/** What was seen was decided, and what another system has decided over it at once: the acts that the audit then keeps. */
function passedOver(config: Config, u: number, j: number, seen: Row, from: Row, events: readonly Event[]): number {
  const { at } = config.kernel.units[u]!
  const { cells } = seen
  if (cells === null) return 0
  const values = at.map((f) => cells[f]!.v)
  const kept = events.some(
    (event) => event.kind === 'decided' && event.unit === u && event.system !== j && sameValues(config, at, event.was, values),
  )
  return kept ? at.reduce((h, f) => h | (cells[f]!.h & ~(from.cells?.[f]!.h ?? 0)), 0) : 0
}

/** The acts whose value this event keeps in the audit. */
function conflictOf(
  S: State,
  config: Config,
  event: Extract<Event, { kind: 'conflict' }>,
  old: Shadow['g'],
  was: Row,
  seen: Row,
  j: number,
  blame: (why: string) => void,
): number {
  const unit = event.unit === null ? null : config.kernel.units[event.unit]!
  if (unit !== null && event.conflict === 'foreignWrite') {
    const x = unit.at.map((f) => seen.cells![f]!)
    if (x.every((cell) => cell.e < 0 || S.acts[cell.e]!.j !== event.system))
      blame(
        `PHANTOM: the audit says that ${systemName(config, event.system)} wrote ${unit.at.map((f, i) => valueShown(config, f, x[i]!.v)).join(', ')}, which the hub wrote`,
      )
  }
  if (unit === null) {
    if (event.conflict === 'foreignDelete') {
      const dead = deathIn(S, seen, was, j)
      if (dead < 0) blame(`PHANTOM: the audit says that ${systemName(config, j)} deleted, and nobody did`)
      return dead < 0 ? 0 : S.acts[dead]!.seen | (1 << dead)
    }
    if (event.conflict === 'deleteUpdate') return embodied(seen)
    if (event.conflict === 'updateDelete' && event.system !== j) return old.life.h & ~embodied(seen)
    if (event.lost === null) return 0
    // The whole row that was there: as seen now, or as it was before it went.
    if (
      seen.cells !== null &&
      sameValues(
        config,
        config.owner.map((_, f) => f),
        event.lost,
        seen.cells.map((cell) => cell.v),
      )
    )
      return embodied(seen)
    if (
      was.cells !== null &&
      sameValues(
        config,
        config.owner.map((_, f) => f),
        event.lost,
        was.cells.map((cell) => cell.v),
      )
    )
      return embodied(was)
    blame(`UNTRUE: the audit of ${event.conflict} keeps ${JSON.stringify(event.lost)}, which nobody held`)
    return 0
  }
  if (event.lost === null) return 0
  const decided = unit.at.map((f) => old.cells[f]!)
  const images = [seen, was].flatMap((row) => (row.cells === null ? [] : [unit.at.map((f) => row.cells![f]!)]))
  const kept = [decided, ...images].filter((row) =>
    sameValues(
      config,
      unit.at,
      event.lost!,
      row.map((cell) => cell.v),
    ),
  )
  if (kept.length === 0) blame(`UNTRUE: the audit of ${event.conflict} keeps ${JSON.stringify(event.lost)}, which nobody held`)
  const mine = event.system === j ? images : kept
  return mine
    .filter((row) =>
      sameValues(
        config,
        unit.at,
        event.lost!,
        row.map((cell) => cell.v),
      ),
    )
    .reduce((h, row) => row.reduce((all, cell) => all | cell.h, h), 0)
}

/** The newest delete by a user of j that what is seen embodies and what was known does not; null: nothing was. -1: none. */
function deathIn(S: State, seen: Row, was: Row | null, j: number): number {
  const fresh = seen.life.h & ~(was === null ? 0 : embodied(was))
  for (let n = S.acts.length - 1; n >= 0; n--) if (has(fresh, n) && ends(S.acts[n]!) && S.acts[n]!.j === j) return n
  return -1
}
/** A row whose life the hub wrote counts as created by a user where he has edited it since: an update that wins. */
function equalAct(S: State, seen: Row, j: number): boolean {
  return S.acts.some((act, n) => act.j === j && begins(act) && has(embodied(seen), n))
}

/** What is there and equals what was known is no edit: what was done and taken back in between is not embodied. */
function baseOf(was: Row, seen: Row, died: boolean): Row {
  if (was.cells === null || seen.cells === null) return was.cells === seen.cells ? was : seen
  if (died) return seen
  return { cells: seen.cells.map((cell, f) => (cell.v === was.cells![f]!.v ? was.cells![f]! : cell)), life: was.life, birth: was.birth }
}

function sameValues(config: Config, fields: readonly number[], a: readonly Canonical[], b: readonly number[]): boolean {
  return a.length === b.length && numbers(config, fields, a).every((value, i) => Object.is(value, b[i]))
}
function frozen(config: Config, entry: Entry, f: number): boolean {
  return entry.held?.[config.kernel.units.findIndex((unit) => unit.at.includes(f))]?.frozen === true
}

/** A blank takes nothing from who holds a value: the audit must not say so. */
function kept(
  config: Config,
  before: Entry,
  { conflict, unit, system, outcome }: Extract<Event, { kind: 'conflict' }>,
  j: number,
): string | null {
  const taken = (conflict === 'foreignWrite' && outcome === 'restored') || (conflict === 'bothCreated' && system === j)
  return taken && unit !== null && before.live && leavesOthers(config.kernel.units[unit]!, before.g)
    ? `UNTRUE: the audit says that ${systemName(config, j)}'s value is taken by a blank, and it stays`
    : null
}

/** What a person decided is nobody's side: no order of a policy has a place for it, and what was done meanwhile is a conflict of its own. */
function decidedByPerson({ stamp }: Entry, unit: number | null): boolean {
  return unit !== null && stamp[unit]!.n > 0 && stamp[unit]!.origin < 0
}

/** Did the right one win: never over what was made on top of it, and by the policy's own order. */
function misjudged(
  S: State,
  config: Config,
  { conflict, unit, system, lost }: Extract<Event, { kind: 'conflict' }>,
  old: Shadow['g'],
  seen: Row,
  j: number,
): string | null {
  if (lost === null || unit === null || !['bothChanged', 'bothCreated', 'tie'].includes(conflict) || seen.cells === null) return null
  const { at, policy } = config.kernel.units[unit]!
  if (at.length > 1 || policy.writer !== null || policy.kind === 'merge') return null
  const [f] = at
  const [loser, winner] =
    system === j && number(config, f!, lost[0]!) === seen.cells[f!]!.v
      ? [seen.cells[f!]!, old.cells[f!]!]
      : [old.cells[f!]!, seen.cells[f!]!]
  if (loser.v === winner.v || loser.e < 0 || winner.e < 0) return null
  if (has(loser.h, winner.e) && !has(winner.h, loser.e)) return `MISJUDGED: a${loser.e} loses to a${winner.e}, which it was made on top of`
  if (has(winner.h, loser.e)) return null
  const rank = (act: number) => (S.acts[act]!.j === config.preferred[f!] ? -1 : S.acts[act]!.j)
  if (config.preferred[f!] !== null && rank(loser.e) < rank(winner.e))
    return `WRONGWINNER: a${loser.e} of ${systemName(config, S.acts[loser.e]!.j)} is preferred to a${winner.e}`
  if (policy.kind === 'lastWriteWins' && loser.e > winner.e) return `WRONGWINNER: a${loser.e} is later than a${winner.e}`
  return null
}

/** A person has taken system k's value of unit u: what others hold and was decided is in the audit, if the events say so. */
export function taken(S: State, config: Config, u: number, k: number, events: readonly Event[]): Followed {
  const { shadow } = S
  let { cells } = shadow.g
  let audited = 0
  const { at } = config.kernel.units[u]!
  const chosen = shadow.b[k]!.cells!
  const kept = (rowOf: readonly Cell[]) =>
    events.some(
      (event) =>
        (event.kind === 'overruled' &&
          event.unit === u &&
          sameValues(
            config,
            at,
            event.lost,
            at.map((f) => rowOf[f]!.v),
          )) ||
        (event.kind === 'decided' &&
          event.unit === u &&
          sameValues(
            config,
            at,
            event.was,
            at.map((f) => rowOf[f]!.v),
          )),
    )
  for (const f of at) cells = replace(cells, f, chosen[f]!)
  for (const row of [shadow.g.cells, ...shadow.b.map((row) => row.cells)]) {
    if (row === null) continue
    const equal = at.every((f) => row[f]!.v === chosen[f]!.v)
    for (const f of at) {
      if (equal) cells = replace(cells, f, { ...cells[f]!, h: cells[f]!.h | row[f]!.h })
      else if (kept(row)) audited |= row[f]!.h & ~chosen[f]!.h
    }
  }
  return { shadow: { ...shadow, g: { ...shadow.g, cells } }, audited, equal: S.equal, bad: null }
}

/**
 * A person has decided whether the record lives, by what system k holds or by leaving a foreign row alone. What anybody did about its life is known to him; what was
 * typed and stands no more is in the audit, if the events say so.
 */
export function lifeDecided(S: State, config: Config, k: number, after: Entry, events: readonly Event[]): Followed {
  const { shadow, entry: before } = S
  let { cells } = shadow.g
  const rows = shadow.b.map((row) => row.cells)
  const known = shadow.b.reduce((h, row) => h | embodied(row), shadow.g.life.h)
  const ended = S.acts.reduce((h, act, n) => (ends(act) && has(known, n) ? h | act.seen | (1 << n) : h), 0)
  let audited = ended
  for (const [u, { at, policy }] of config.kernel.units.entries()) {
    const values = (row: readonly Cell[]) => at.map((f) => row[f]!.v)
    const told = (row: readonly Cell[], system: number | null) =>
      events.some((event) => {
        if (event.kind === 'overruled')
          return event.unit === u && event.system === system && sameValues(config, at, event.lost, values(row))
        if (event.kind === 'deleted')
          return sameValues(
            config,
            at,
            at.map((f) => event.was[f]!),
            values(row),
          )
        return event.kind === 'decided' && event.unit === u && system === null && sameValues(config, at, event.was, values(row))
      })
    const decided = after.stamp[u]!.n !== before.stamp[u]!.n
    const { writer } = policy
    const chosen = after.live && decided ? rows[writer !== null && before.s[writer]!.present ? writer : k]! : null
    for (const [system, row] of [[null, cells] as const, ...rows.entries()]) {
      if (row === null) continue
      const stands =
        chosen === null ? after.live && at.every((f) => row[f]!.v === cells[f]!.v) : at.every((f) => row[f]!.v === chosen[f]!.v)
      for (const f of at) {
        if (stands) cells = replace(cells, f, { ...(chosen ?? cells)[f]!, h: cells[f]!.h | row[f]!.h })
        else if (told(row, system)) audited |= row[f]!.h & ~(chosen?.[f]!.h ?? 0)
      }
    }
    if (chosen !== null)
      for (const f of at) {
        const equal = rows.reduce((h, row) => (row !== null && row[f]!.v === chosen[f]!.v ? h | row[f]!.h : h), chosen[f]!.h)
        cells = replace(cells, f, { ...chosen[f]!, h: equal })
      }
  }
  // Who holds what was taken has seen it, whatever was decided before.
  return { shadow: { ...shadow, g: { cells, life: shadow.b[k]!.life } }, audited, equal: S.equal, bad: null }
}

/** What a write that is planned now embodies. */
export function sentBy(shadow: Shadow, j: number, live: boolean): { readonly row: Row; readonly expect: Row } {
  const cells: readonly Cell[] | null = live ? shadow.g.cells : null
  return {
    row: {
      cells,
      life: live ? shadow.g.life : { h: shadow.g.cells.reduce((h, cell) => h | cell.h, shadow.g.life.h), e: shadow.g.life.e },
      birth: 0,
    },
    expect: shadow.b[j]!,
  }
}
