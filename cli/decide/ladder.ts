/**
 * The ladder of answers, as questions. It stops at the first answer that suffices: copies, then a few fields that come back, then one writer for each
 * field, and only then a rule for every field that several systems write.
 */
import type { Choice } from '../../codegen/plan/flow/choices.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { list } from '../../codegen/emit/words.ts'
import { callOf, conflict } from './conflict.ts'
import type { DecidedCall, Draft } from './draft.ts'
import { againstUpdate, deleters, onDelete } from './lifecycle.ts'
import { natureOf, shared } from './holders.ts'
import { intervals, mechanism, pace, type Advice } from './mechanism.ts'
import { parties, type Parties } from './parties.ts'
import { several, words, type Asking } from './question.ts'
import type { RuledOut, UnitVerdict, Verdict } from './verdict.ts'

/** A verdict before it is known how changes get out of the systems. */
type Direction = Omit<Verdict, 'advice'>

export function* ladder(plan: Plan, name: string, record: string): Asking<Verdict> {
  const direction = yield* directionOf(plan, record)
  const speed = yield* pace()
  const interval = intervals[speed.fresh]
  const calls: DecidedCall[] = [...direction.draft.calls, ...(interval === null ? [] : [{ call: 'every', interval } as const])]
  const draft = { ...direction.draft, calls }
  const advice: Advice[] = []
  for (const system of readIn(direction)) advice.push(yield* mechanism({ plan, name, draft, system }, speed))
  return { ...direction, draft, advice }
}

/** The systems whose changes count: the source and who writes a field back, or everybody. */
function readIn({ draft: { way, calls } }: Direction): readonly string[] {
  if (way.kind === 'twoWay') return way.systems ?? []
  return [way.from, ...new Set(calls.flatMap((call) => (call.call === 'returnPath' ? [call.system] : [])))]
}

function* directionOf(plan: Plan, record: string): Asking<Direction> {
  const found = yield* parties(plan, record)
  const [source] = found.enters
  if (found.others.length === 0) return yield* copies(plan, record, found)
  const way: Draft['way'] = { kind: 'twoWay', systems: found.members }
  const units = shared(plan, record, way)
  const edits = yield* editsOf(units, found)
  const deletes = yield* deleters(record, found)
  if (found.enters.length === 1 && deletes.every((system) => system === source)) {
    const back = returnPath(plan, record, found, edits, deletes)
    if (back !== null) return back
  }
  return yield* twoWay(plan, record, way, found, edits, deletes)
}

// ─── One-way ──────────────────────────────────────────────────────────────────────────────────────

function* copies(plan: Plan, record: string, { enters, members, apart, log, why }: Parties): Asking<Direction> {
  const [from] = enters
  const way: Draft['way'] = { kind: 'oneWay', from: from!, to: members.filter((system) => system !== from) }
  const calls: readonly DecidedCall[] = log
    ? [{ call: 'noReconcile', reason: 'a log is evidence: it is never corrected' }]
    : yield* onDelete(from!, record)
  return { draft: { record, way, calls }, step: 1, why, units: log ? [] : ownedBy(from!, shared(plan, record, way)), ruledOut: [], apart }
}

function ownedBy(system: string, units: readonly Choice[]): readonly UnitVerdict[] {
  return units.map(({ name }) => ({ unit: name, policy: 'owner', system, said: '', why: `${system} owns the record`, ruledOut: [] }))
}

/** Nobody's wish but the source's, or one or two fields that come back; null where that does not suffice. */
function returnPath(
  plan: Plan,
  record: string,
  { enters, members, apart }: Parties,
  edits: Edits,
  deletes: readonly string[],
): Direction | null {
  const [from] = enters
  const back = [...edits].filter(([, editors]) => editors.some((editor) => editor !== from))
  if (back.some(([{ systems }, editors]) => editors.length > 1 || !systems.includes(from!))) return null
  if (back.length > 2 || back.length * 2 > edits.size) return null
  const way: Draft['way'] = { kind: 'oneWay', from: from!, to: members.filter((system) => system !== from) }
  const backBy = (system: string) => back.filter(([, editors]) => editors[0] === system).map(([{ name }]) => name)
  const calls: DecidedCall[] = [
    ...members
      .filter((system) => backBy(system).length > 0)
      .map((system): DecidedCall => ({ call: 'returnPath', fields: backBy(system), system })),
    ...(deletes.length === 0 ? [{ call: 'onDelete', outcome: 'keep' } as const] : []),
  ]
  const units = ownedBy(from!, shared(plan, record, way)).map((unit): UnitVerdict => {
    const writer = members.find((system) => backBy(system).includes(unit.unit))
    return writer === undefined ? unit : { ...unit, system: writer, why: `only users of ${writer} change it` }
  })
  const names = back.map(([{ name }]) => name)
  if (back.length === 0)
    return { draft: { record, way, calls }, step: 1, why: `nobody but ${from} changes anything`, units, ruledOut: [], apart }
  const why = `${from} owns the record, and only ${list(names)} ${names.length === 1 ? 'comes' : 'come'} back`
  return { draft: { record, way, calls }, step: 2, why, units, ruledOut: [oneWayOut(names)], apart }
}

function oneWayOut(names: readonly string[]): RuledOut {
  return { answer: 'one-way', why: `others change ${list(names)}` }
}

// ─── Who edits what ───────────────────────────────────────────────────────────────────────────────

/** Whose users change a field, in the order of the flow; nobody is nobody beside the one who enters it. */
type Edits = ReadonlyMap<Choice, readonly string[]>

/** Asks the others first: what they leave alone is changed by who enters it, and by nobody else. */
function* editsOf(units: readonly Choice[], { users, enters, others, members }: Parties): Asking<Edits> {
  const found = new Map<string, readonly string[]>()
  const touched = (unit: Choice) => [...found.values()].some((names) => names.includes(unit.name))
  const alone = enters.length === 1
  for (const system of alone ? [...others, ...enters] : users) {
    const asEnterer = alone && enters.includes(system)
    const open = units.filter((unit) => unit.systems.includes(system) && (!asEnterer || touched(unit)))
    const options = open.map(({ name, fields }) => ({ value: name, about: fields.length > 1 ? `${name} (${fields.join(', ')})` : name }))
    const text = asEnterer
      ? `Which of these do users of ${system} change as well, once it was entered?`
      : `Which fields do users of ${system} change?`
    found.set(system, open.length === 0 ? [] : yield* several({ id: `edits.${system}`, text, options, least: 0 }))
  }
  return new Map(
    units.map((unit) => {
      const editors = members.filter((system) => found.get(system)?.includes(unit.name))
      return [unit, editors.length > 0 ? editors : [writerOf(unit, enters)]]
    }),
  )
}

/** Of a field that nobody changes: who enters it, if it is there. */
function writerOf({ systems }: Choice, enters: readonly string[]): string {
  return enters.find((system) => systems.includes(system)) ?? systems[0]!
}

// ─── Two-way ──────────────────────────────────────────────────────────────────────────────────────

function* twoWay(
  plan: Plan,
  record: string,
  way: Draft['way'],
  { enters, members, apart }: Parties,
  edits: Edits,
  deletes: readonly string[],
): Asking<Direction> {
  const units = yield* policies(plan, record, way, edits)
  const life = yield* againstUpdate(deletes)
  const why = yield* words({
    id: 'because',
    text: 'Why is one direction not enough? (one sentence, it will stand in the flow)',
    optional: false,
  })
  const calls: DecidedCall[] = [
    { call: 'because', why },
    ...policyCalls(units, members),
    { call: 'creates', by: whom(enters, members) },
    { call: 'deletes', by: deletes.length === 0 ? 'nobody' : whom(deletes, members), ...life },
  ]
  const step = Math.max(...units.map(({ policy }) => steps[policy]), steps.owner)
  return { draft: { record, way, calls }, step, why: reasons[step]!, units, ruledOut: dearer(edits, units, enters, deletes), apart }
}

const steps = { owner: 3, precedence: 4, union: 5, delta: 5, review: 5, lastWriteWins: 5 } as const satisfies Record<
  UnitVerdict['policy'],
  number
>
const reasons: Readonly<Record<number, string>> = {
  3: 'several systems write the record, and every field has one writer',
  4: 'several systems write the same field, and a rule says whose word is final',
  5: 'several systems write the same field, and no rule can say whose word is final',
}

function whom(systems: readonly string[], members: readonly string[]): readonly string[] | 'anyone' {
  return members.every((system) => systems.includes(system)) ? 'anyone' : systems
}

function* policies(plan: Plan, record: string, way: Draft['way'], edits: Edits): Asking<readonly UnitVerdict[]> {
  const contested = [...edits].filter(([, editors]) => editors.length > 1).map(([unit]) => unit)
  const ordinary = contested.filter((unit) => !natureOf(plan, record, unit).highStakes)
  const hurt =
    ordinary.length === 0
      ? []
      : yield* several({
          id: 'highStakes',
          text: 'Which of these would hurt, if a change of it were lost unnoticed?',
          options: ordinary.map(({ name }) => ({ value: name, about: name })),
          least: 0,
        })
  const verdicts: UnitVerdict[] = []
  for (const [unit, editors] of edits) {
    const [only] = editors
    const highStakes = hurt.includes(unit.name) || !ordinary.includes(unit)
    if (editors.length > 1) verdicts.push(yield* conflict({ plan, record, way, unit, editors, highStakes }))
    else verdicts.push({ unit: unit.name, policy: 'owner', system: only!, said: '', why: `only users of ${only} change it`, ruledOut: [] })
  }
  return verdicts
}

/** One call for all fields that are decided alike, in the order of the ladder, owners in the order of the flow. */
function policyCalls(units: readonly UnitVerdict[], members: readonly string[]): readonly DecidedCall[] {
  const alike = new Map<string, UnitVerdict[]>()
  for (const unit of units) {
    const key = JSON.stringify([unit.policy, unit.system, unit.said])
    alike.set(key, [...(alike.get(key) ?? []), unit])
  }
  const rank = ({ policy, system }: UnitVerdict) =>
    Object.keys(steps).indexOf(policy) * 100 + (system === null ? 0 : members.indexOf(system))
  return [...alike.values()]
    .sort(([a], [b]) => rank(a!) - rank(b!))
    .map((group) =>
      callOf(
        group[0]!,
        group.map(({ unit }) => unit),
      ),
    )
}

function dearer(edits: Edits, units: readonly UnitVerdict[], enters: readonly string[], deletes: readonly string[]): readonly RuledOut[] {
  const [source] = enters
  const foreign = [...edits].filter(([, editors]) => editors.some((system) => system !== source)).map(([{ name }]) => name)
  const shared = units.filter(({ policy }) => policy !== 'owner').map(({ unit }) => unit)
  const lives = [
    ...(enters.length > 1 ? [`${list(enters)} enter new ones`] : []),
    ...(deletes.some((system) => system !== source) ? [`${list(deletes)} ${deletes.length === 1 ? 'deletes' : 'delete'} it`] : []),
  ]
  const many = foreign.length > 0 ? [`${foreign.length} of ${edits.size} fields are changed elsewhere: ${list(foreign)}`] : []
  return [
    { answer: 'one-way', why: [...lives, ...(foreign.length > 0 ? [`others change ${list(foreign)}`] : [])].join('; ') },
    {
      answer: 'one-way with a return path',
      why: [...lives, ...(shared.length > 0 ? [`${list(shared)} is changed on both sides`] : many)].join('; '),
    },
    ...(shared.length > 0
      ? [{ answer: 'one writer for each field', why: `${list(shared)} ${shared.length === 1 ? 'has' : 'have'} several` }]
      : []),
  ]
}
