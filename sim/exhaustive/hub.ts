/**
 * What the hub may do next, driving the real `settle`, `plan`, `landed`, `voided` and `writeOf` in the protocol's order of effects. Looking, deciding and
 * committing are one step here, and so are writing, absorbing the answer and committing: what users do in between commutes with the commit. A crash between
 * two effects is a step of its own that leaves what was durable by then.
 */
import { leaveRow, outOfReach, takeLife, takeValue } from '../../runtime/decide.ts'
import type { Entry, Pending } from '../../runtime/entry.ts'
import { asSent, landed, plan, voided, withSystem, writeOf } from '../../runtime/plan.ts'
import type { Image, Write } from '../../runtime/ports.ts'
import { settle } from '../../runtime/settle.ts'
import { damage, damagedBefore, damagedImage, damagedKernel, seenAs } from './parts.ts'
import { follow, lifeDecided, sentBy, taken } from './shadow.ts'
import type { Config, KnownOp, Row, Shadow, State } from './state.ts'
import { belongs, replace, shown, systemName, valueShown } from './state.ts'
import { apply, imageOf } from './target.ts'
import type { Line, Step } from './users.ts'

/** What is decided in memory and not committed yet. */
interface Working {
  readonly entry: Entry
  readonly shadow: Shadow
  readonly audited: number
  readonly equal: boolean
  readonly bad: string | null
}

/** @returns is there anything left to do for the hub */
export function hub(S: State, config: Config, out: Step[]): boolean {
  let active = false
  for (const [k, flight] of S.net.entries()) {
    const rest = S.net.filter((_, n) => n !== k)
    const { state, outcome } = apply({ ...S, net: rest }, config, flight.j, flight.op, flight.write, flight.sent)
    const what = `the late ${flight.write.kind} ${outcome === 'done' ? 'LANDS' : 'is refused'}`
    out.push({ told: () => ({ who: 'hub', system: flight.j, what }), state })
  }
  for (let j = 0; j < config.systems; j++) {
    const pend = S.entry.s[j]!.pend
    if (S.s[j]!.seq > S.pos[j]! || pend?.doubtful === true) {
      active = true
      look(S, config, j, out)
    }
    if (pend !== null && !pend.doubtful) {
      active = true
      deliver(S, config, j, pend, out)
    }
  }
  if (S.reviewed < config.reviews) reviewer(S, config, out)
  if (S.faults < config.faults && S.entry.s.some((s) => s.pend !== null && !s.pend.doubtful))
    out.push({ told: () => ({ who: 'nobody', system: null, what: 'CRASH' }), state: crashed(S, config) })
  return active
}

// ─── Looking ─────────────────────────────────────────────────────────────────────────────────────

function look(S: State, config: Config, j: number, out: Step[]): void {
  const system = S.s[j]!
  const resolved = resolve(S, config, j)
  const image = damagedImage(S, config, j, imageOf(system, j, Math.max(S.pos[j]!, resolved.work.entry.s[j]!.seen), config))
  const work = planned(config, absorb(S, config, j, resolved.work, image.image, image.row))
  const after = committed(resolved.state, config, work)
  const line =
    (then = '') =>
    (): Line => ({
      who: 'hub',
      system: j,
      what: `looks: ${shown(config, image.row)}${image.image.died ? ', died since' : ''}${resolved.told}${then}`,
    })
  out.push({ told: line(), state: { ...after, pos: replace(after.pos, j, image.upTo) } })
  if (config.lag && S.pos[j]! < system.seq && after.entry !== S.entry) out.push({ told: line('; the position lags'), state: after })
  if (S.faults >= config.faults) return
  if (config.without.has('decisionFirst')) writtenFirst(S, config, work, line, out)
  if (config.without.has('auditWithDecision') && work.audited !== 0)
    out.push({
      told: line('; decision, then CRASH before the audit'),
      state: crashed({ ...after, audited: S.audited, pos: replace(after.pos, j, system.seq) }, config),
    })
  if (resolved.state !== S) out.push({ told: line('; CRASH before the commit'), state: crashed(resolved.state, config) })
  if (config.without.has('positionAfterCommit'))
    out.push({ told: line('; position, then CRASH'), state: crashed({ ...resolved.state, pos: replace(S.pos, j, system.seq) }, config) })
}

/** The obvious order, write and then remember: the write is there, and the ledger knows nothing of it. */
function writtenFirst(S: State, config: Config, work: Working, line: (then: string) => () => Line, out: Step[]): void {
  const decided = committed(S, config, work)
  for (const [j, s] of decided.entry.s.entries()) {
    if (s.pend === null || s.pend.doubtful) continue
    const write = writeOf(config.kernel, decided.entry, j, 'k', S.pos[j]!)
    const { state, outcome } = apply(S, config, j, s.pend.op, write, decided.shadow.pend[j]!)
    if (outcome === 'done')
      out.push({ told: line(`; ${write.kind} in ${systemName(config, j)}; CRASH before the commit`), state: crashed(state, config) })
  }
}

/** Step 3 of the protocol. Afterwards what has not landed never will. */
function resolve(S: State, config: Config, j: number): { readonly state: State; readonly work: Working; readonly told: string } {
  const work: Working = { entry: S.entry, shadow: S.shadow, audited: 0, equal: S.equal, bad: null }
  const pend = S.entry.s[j]!.pend
  if (pend?.doubtful !== true) return { state: S, work, told: '' }
  const system = S.s[j]!
  const known = config.without.has('operationMark') ? undefined : system.ops.find((op) => op.op === pend.op)
  if (known?.state === 'landed') return { state: S, work: confirmed(config, work, j, known.stored!), told: `, ${pend.kind} had landed` }
  const told = `, ${pend.kind} is void`
  const entry = voided(S.entry, j)
  const next = { ...work, entry, shadow: { ...work.shadow, pend: replace(work.shadow.pend, j, null) } }
  if (known !== undefined || config.without.has('void')) return { state: S, work: next, told }
  const ops: readonly KnownOp[] = [...system.ops, { op: pend.op, state: 'void', stored: null }]
  return { state: { ...S, s: replace(S.s, j, { ...system, ops }) }, work: next, told }
}

/** The write has landed: what it stored is the base now. */
function confirmed(config: Config, work: Working, j: number, stored: Row): Working {
  const pend = work.entry.s[j]!.pend!
  const was = work.shadow.b[j]!
  const named = new Set(pend.units.flatMap((u) => config.kernel.units[u]!.at))
  // Only a stored form that differs from what was sent is told.
  const asSentOnly =
    stored.cells === null || config.without.has('asStored') || stored.cells.every((cell, f) => !named.has(f) || cell.v === pend.values[f])
  const entry = landed(config.kernel, work.entry, j, asSentOnly ? null : stored.cells.map((cell) => cell.v), {
    made: config.ownIds && pend.kind === 'insert' && !config.without.has('ownId') ? stored.birth : undefined,
  })
  const cells =
    stored.cells === null
      ? null
      : stored.cells.map((cell, f) => (pend.kind !== 'update' || named.has(f) || was.cells === null ? cell : was.cells[f]!))
  // Whether the row belongs still is not told by the write.
  const life = pend.kind === 'update' ? { h: was.life.h | work.shadow.pend[j]!.row.life.h, e: was.life.e } : stored.life
  return {
    ...work,
    entry,
    shadow: { ...work.shadow, b: replace(work.shadow.b, j, { ...stored, cells, life }), pend: replace(work.shadow.pend, j, null) },
  }
}

function absorb(S: State, config: Config, j: number, work: Working, image: Image, row: Row): Working {
  const before = work.entry
  const settled = settle(damagedKernel(config, 'blankSettled'), damagedBefore(config, before, j, image), j, image, {
    at: null,
    change: '',
    version: '1',
    nextReview: 1,
  })
  const entry = damage(config, before, settled.entry, j)
  const events = config.without.has('keptInAudit') ? settled.events.filter((event) => event.kind !== 'conflict') : settled.events
  const { shadow, audited, equal, bad } = follow(
    S,
    config,
    work.shadow,
    before,
    settled.entry,
    j,
    row,
    anew(config, before, j, image),
    events,
  )
  return { entry, shadow, audited: work.audited | audited, equal: work.equal || equal, bad: work.bad ?? bad }
}

/** Is another row there than the one that was known. */
function anew({ ownIds }: Config, before: Entry, j: number, { died, id }: Image): boolean {
  return ownIds ? before.s[j]!.present && id !== undefined && before.s[j]!.id !== null && before.s[j]!.id !== id : died
}

/** Plans; what was planned anew gets an operation that nobody knows yet. */
function planned(config: Config, work: Working): Working {
  let entry = plan(damagedKernel(config, 'blankPlanned'), config.without.has('heldKeeps') ? { ...work.entry, held: null } : work.entry)
  entry = { ...entry, held: work.entry.held }
  let pend = work.shadow.pend
  let { bad } = work
  for (const [j, s] of entry.s.entries()) {
    if (s.apart === 'left' && s.pend !== null && !s.pend.doubtful)
      bad ??= `LEFT: a ${s.pend.kind} is planned at ${systemName(config, j)}, whose row is carried no longer`
    if (config.without.has('reportedTakesBack') && s.apart === 'reported' && work.entry.s[j]!.pend !== null)
      entry = withSystem(entry, j, { ...s, pend: work.entry.s[j]!.pend })
    else if (s.pend === null) pend = replace(pend, j, null)
    else if (s.pend.op === 0) pend = replace(pend, j, sentBy(work.shadow, j, entry.live))
  }
  return { ...work, entry, shadow: { ...work.shadow, pend }, bad }
}

// ─── Reviews ─────────────────────────────────────────────────────────────────────────────────────

/** A person takes the value of one side, whatever the field is held for; of a field with one writer, the writer's. */
function reviewer(S: State, config: Config, out: Step[]): void {
  if (S.entry.lifeHeld !== 0) return lifeReviewer(S, config, out)
  for (const [u, held] of (S.entry.held ?? []).entries()) {
    if (held === null) continue
    const { writer } = config.kernel.units[u]!.policy
    for (let k = 0; k < config.systems; k++) {
      if (writer !== null && k !== writer) continue
      const { cells } = S.shadow.b[k]!
      if (cells === null || !S.entry.s[k]!.present) continue
      const value = config.kernel.units[u]!.at.map((f) => config.kernel.systems[k]!.adapter.fields[f]!.decode(cells[f]!.v))
      const cause = { at: null, change: 'review', version: '1', nextReview: 1 }
      const settled = takeValue(config.kernel, S.entry, u, value, cause)
      const work = planned(config, { ...taken(S, config, u, k, settled.events), entry: settled.entry })
      out.push({
        told: () => ({ who: 'reviewer', system: k, what: `a person takes what is here: ${shown(config, S.shadow.b[k]!)}` }),
        state: { ...committed(S, config, work), reviewed: S.reviewed + 1 },
      })
    }
  }
}

/** A person takes the record as one side has it, there or not; a row that nobody may have made he can leave alone. */
function lifeReviewer(S: State, config: Config, out: Step[]): void {
  const { kernel } = config
  const cause = { at: null, change: 'review', version: '1', nextReview: 1 }
  /** @param stands whose row is the record then */
  const decide = (k: number, make: typeof takeLife, what: () => string, stands = k): void => {
    const settled = make(kernel, S.entry, k, cause)
    const work = planned(config, { ...lifeDecided(S, config, stands, settled.entry, settled.events), entry: settled.entry })
    out.push({
      told: () => ({ who: 'reviewer', system: k, what: what() }),
      state: { ...committed(S, config, work), reviewed: S.reviewed + 1 },
    })
  }
  for (let k = 0; k < config.systems; k++) {
    if (S.entry.s[k]!.apart === 'left') continue
    if (outOfReach(kernel, S.entry, k).length === 0)
      decide(k, takeLife, () => `a person takes the record as it is here: ${shown(config, S.shadow.b[k]!)}`)
    const foreign = !S.entry.live && S.entry.s[k]!.present && !kernel.life.creates.includes(k)
    if (!foreign || kernel.life.foreignCreate !== 'review') continue
    // Where one who may has created the record meanwhile, it is his.
    const creator = kernel.life.creates.find((c) => c !== k && S.entry.s[c]!.present)
    decide(k, leaveRow, () => 'a person leaves this row alone', creator)
  }
}

// ─── Delivering ──────────────────────────────────────────────────────────────────────────────────

function deliver(S: State, config: Config, j: number, pend: Pending, out: Step[]): void {
  const write = writeOf(config.kernel, S.entry, j, 'k', S.pos[j]!)
  const sent = S.shadow.pend[j]!
  const { state, outcome } = apply(S, config, j, pend.op, write, sent)
  const line = (then: string) => (): Line => ({ who: 'hub', system: j, what: `${writeShown(config, write)}${then}` })
  const told = line(outcome === 'done' ? '' : ` is stale: here is ${shown(config, S.s[j]!.row)}`)
  const answered = answer(S, state, config, j, write.seen, outcome)
  const { life } = config.kernel
  const hasLeft = S.entry.lo >= 0 && S.entry.s[S.entry.lo]!.apart === 'left'
  const keeps = !S.entry.live && (hasLeft ? life.whenRowLeaves : life.onDelete) === 'keep' && life.foreignCreate !== 'remove'
  const unwanted = keeps || (write.kind === 'delete' && life.whenRowLeaves === 'keep' && onlyLeft(S, config))
  const onto = j === 0 && write.kind === 'insert' && onlyLeft(S, config)
  const bad = unwanted
    ? `UNWANTED: the record is deleted, its copy in ${systemName(config, j)} is to stay as it is`
    : onto
      ? 'LEFT: an insert comes to A, whose row is there and carried no longer'
      : null
  out.push({ told, state: bad === null ? answered : { ...answered, bad } })
  if (S.faults >= config.faults) return
  if (outcome === 'done') out.push({ told: line('; CRASH before the commit'), state: crashed(state, config) })
  if (!config.late) return
  const doubtful = withSystem(S.entry, j, { ...S.entry.s[j]!, pend: { ...pend, doubtful: !config.without.has('freezing') } })
  out.push({
    told: line(': time-out, still on its way'),
    state: { ...S, faults: S.faults + 1, entry: doubtful, net: [...S.net, { j, op: pend.op, write, sent }] },
  })
}

/** A write with the values that it brings. */
function writeShown(config: Config, { kind, units, values }: Write): string {
  if (kind === 'delete') return 'delete'
  const fields = kind === 'insert' ? values.map((_, f) => f) : units.flatMap((u) => config.kernel.units[u]!.at)
  return `${kind}: ${fields.map((f) => valueShown(config, f, Number(values[f]))).join(', ')}`
}

/** Is the row of A there and outside, all of that looked at, and nothing deleted anywhere. */
function onlyLeft(S: State, config: Config): boolean {
  const [source] = S.s
  const looked = !belongs(config, 0, source!.row.cells) && S.pos[0] === source!.seq
  return looked && config.outside !== null && S.acts.every(({ kind }) => kind !== 'delete' && kind !== 'outside' && kind !== 'create')
}

/** The answer of a write is an image of the whole row, absorbed like any other. */
function answer(S: State, state: State, config: Config, j: number, seen: number, outcome: 'done' | 'stale'): State {
  const system = state.s[j]!
  const answer = imageOf(system, j, seen, config)
  let work: Working = { entry: S.entry, shadow: S.shadow, audited: 0, equal: S.equal, bad: null }
  const clean = outcome === 'done' && asSent(config.kernel, S.entry, j, answer)
  const expected = S.entry.s[j]!.pend!.after
  const stored = outcome === 'done' ? system.row : null
  if (stored === null)
    work = { ...work, entry: voided(work.entry, j), shadow: { ...work.shadow, pend: replace(work.shadow.pend, j, null) } }
  else {
    work = confirmed(config, work, j, stored)
    if (clean) {
      const { b, d, dl, key } = work.entry.s[j]!
      const known = JSON.stringify({ b, d, dl, key })
      if (known !== JSON.stringify(expected))
        work = {
          ...work,
          bad: `LANDED: the ledger stores ${JSON.stringify(expected)} at once, and the entry says ${known}`,
        }
    }
  }
  if (!clean && !(config.without.has('asStored') && outcome === 'done')) {
    const whole = seenAs(config, j, system.row)
    const row = partly(S, config, j, whole, outcome)
    work = absorb(state, config, j, work, row === whole ? answer : { ...answer, values: row.cells!.map((cell) => cell.v) }, row)
  }
  // Everything up to the answer is absorbed with it.
  const upTo = config.without.has('lookNotCarried')
    ? S.pos[j]!
    : config.without.has('asStored') && outcome === 'done'
      ? system.seq - 1
      : system.seq
  return { ...committed(state, config, planned(config, work)), pos: replace(S.pos, j, upTo) }
}

/** Without the whole row in the answer, only the fields written are looked at. */
function partly(S: State, config: Config, j: number, row: Row, outcome: 'done' | 'stale'): Row {
  const pend = S.entry.s[j]!.pend!
  const was = S.shadow.b[j]!
  if (!config.without.has('wholeRowAnswer') || outcome !== 'done' || pend.kind !== 'update' || row.cells === null || was.cells === null)
    return row
  const named = new Set(pend.units.flatMap((u) => config.kernel.units[u]!.at))
  return { ...row, cells: row.cells.map((cell, f) => (named.has(f) ? cell : was.cells![f]!)) }
}

// ─── Durable ─────────────────────────────────────────────────────────────────────────────────────

/** Step 6 of the protocol. Operations nobody can ask for any more are forgotten, and numbers are drawn among the free ones: fewer states, same protocol. */
function committed(S: State, config: Config, work: Working): State {
  let { entry } = work
  let { s } = S
  for (let j = 0; j < config.systems; j++) {
    const pend = entry.s[j]!.pend
    const inFlight = S.net.filter((flight) => flight.j === j).map((flight) => flight.op)
    const open = new Set(inFlight)
    if (pend !== null && pend.op !== 0) open.add(pend.op)
    const ops = s[j]!.ops.filter((known) => open.has(known.op))
    if (ops.length !== s[j]!.ops.length) s = replace(s, j, { ...s[j]!, ops })
    if (pend !== null && pend.op === 0) {
      let op = 1
      while (open.has(op)) op++
      entry = withSystem(entry, j, { ...entry.s[j]!, pend: { ...pend, op } })
    }
  }
  return { ...S, s, entry, shadow: work.shadow, audited: S.audited | work.audited, equal: work.equal, bad: S.bad ?? work.bad }
}

/** The process is gone: whatever was pending may or may not have landed. */
function crashed(S: State, config: Config): State {
  const s = S.entry.s.map((each) => {
    if (each.pend === null) return each
    return { ...each, pend: { ...each.pend, doubtful: !config.without.has('freezing') } }
  })
  return { ...S, faults: S.faults + 1, entry: { ...S.entry, s } }
}
