/** The cases in which systems may disagree about one unit: who does what when, made of who may write, create and delete. */
import { answersOf } from '../../codegen/emit/view/adapter.ts'
import { writerOf } from '../../codegen/emit/view/writers.ts'
import type { Place } from '../../codegen/emit/view/foreign.ts'
import { guardedAt, noticeAt } from '../../codegen/emit/view/foreign.ts'
import { outcomesOf } from '../../codegen/emit/view/outcomes.ts'
import type { PlanUnit } from '../../codegen/plan/schema.ts'
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Act, Case, CaseName } from './acts.ts'

export function casesOf(place: Place, unit: PlanUnit): readonly Case[] {
  const { plan, flow } = place
  const outcomes = outcomesOf(plan, flow, unit)
  const who = peopleOf(place, unit)
  const conflict = (name: CaseName & ConflictKind, title: string, acts: readonly Act[]): Case => {
    const { occurs, what } = outcomes[name]
    return { name, title, kind: name, told: what, acts: occurs ? acts : [] }
  }
  const types = (at: number, system: string | undefined, sample: number, types = unit.name): Act[] =>
    system === undefined ? [] : [{ at, system, types, sample }]
  const both = (at: number, sample: number): Act[] => [...types(0, who.first, 1), ...types(at, who.second, sample)]
  return [
    { name: 'edit', title: `An ordinary edit at ${who.first}`, told: ordinary(unit), acts: types(0, who.first, 1) },
    conflict('bothChanged', 'Both edit at once', both(2, 2)),
    {
      name: 'sameValue',
      title: 'Both type the same',
      told: who.second === undefined ? outcomes.bothChanged.what : 'the same value is agreement, unless differences are added up',
      acts: who.second === undefined ? [] : both(2, 1),
    },
    conflict('tie', 'Both edit in the same moment', both(0, 2)),
    ...(['updateDelete', 'deleteUpdate'] as const).flatMap((kind) => {
      const pair = who.deleterAndEditor.find(
        ([deleter, editor]) => kind === (readFirst(place, deleter, editor) ? 'updateDelete' : 'deleteUpdate'),
      )
      if (pair === undefined) return outcomes[kind].occurs ? [] : [conflict(kind, 'One deletes while the other edits', [])]
      return [conflict(kind, `${pair[0]} deletes while ${pair[1]} edits`, deletedAndEdited(pair, unit))]
    }),
    ...who.foreign.map((system) => ({ ...conflict('foreignWrite', `${system} edits, whose users may not`, types(0, system, 1)) })),
    ...(who.foreign.length > 0 ? [] : [conflict('foreignWrite', 'A system edits that may not', [])]),
    conflict(
      'foreignCreate',
      who.foreignCreator === undefined ? 'A system creates that may not' : `${who.foreignCreator} creates a row, whose users may not`,
      who.foreignCreator === undefined ? [] : [{ at: 0, system: who.foreignCreator, creates: true }],
    ),
    conflict(
      'foreignDelete',
      who.foreignDeleter === undefined ? 'A system deletes that may not' : `${who.foreignDeleter} deletes the row, whose users may not`,
      who.foreignDeleter === undefined ? [] : [{ at: 0, system: who.foreignDeleter, deletes: true }],
    ),
    conflict('staleAnswer', `${who.first} answers what is changed meanwhile`, answered(place, unit)),
  ]
}

interface People {
  /** Writes the unit. */
  readonly first: string
  /** Holds it as well, and writes it or does so all the same. */
  readonly second: string | undefined
  /** Not among its writers: one for each way in which that is noticed. */
  readonly foreign: readonly string[]
  /** Who deletes, and who edits meanwhile: pairs of which one at least writes the unit. */
  readonly deleterAndEditor: readonly (readonly [string, string])[]
  readonly foreignCreator: string | undefined
  readonly foreignDeleter: string | undefined
}

function peopleOf(place: Place, unit: PlanUnit): People {
  const { flow } = place
  const { creates, deletes, foreignDelete } = flow.lifecycle
  const writer = writerOf(unit)
  const first = writer ?? unit.systems[0]!
  const others = unit.systems.filter((system) => system !== first)
  const deleters = foreignDelete === 'accept' ? flow.systems : deletes
  const writers = writer === null ? unit.systems : [writer]
  const unguarded = (systems: readonly string[]): string[] => systems.filter((system) => !guardedAt(place, systems).includes(system))
  const may = [...deletes, ...unguarded(deleters.filter((system) => !deletes.includes(system)))]
  return {
    first,
    second: others[0],
    foreign: writer === null ? [] : firstOfEach(others, (system) => noticeAt(place, system, 'seesChanges')),
    deleterAndEditor: may.flatMap((deleter) => writers.flatMap((editor) => (deleter === editor ? [] : [[deleter, editor] as const]))),
    foreignCreator: flow.systems.find((system) => !creates.includes(system) && unit.systems.includes(system)),
    foreignDeleter: flow.systems.find((system) => !deletes.includes(system) && unit.systems.includes(system)),
  }
}

function deletedAndEdited([deleter, editor]: readonly [string, string], { name }: PlanUnit): Act[] {
  return [
    { at: 0, system: deleter, deletes: true },
    { at: 2, system: editor, types: name, sample: 1 },
  ]
}

/** A run reads systems that create before all others: whose change it sees first is no matter of seconds. */
function readFirst({ flow: { systems, lifecycle } }: Place, one: string, other: string): boolean {
  const [a, b] = [one, other].map((system) => (lifecycle.creates.includes(system) ? 0 : systems.length) + systems.indexOf(system))
  return a! < b!
}

function answered({ flow }: Place, unit: PlanUnit): Act[] {
  const of = flow.units.find(({ name }) => answersOf(unit).includes(name))
  const [changer] = of === undefined ? [] : [writerOf(of) ?? of.systems.find((system) => system !== writerOf(unit))]
  if (of === undefined || changer === undefined) return []
  return [
    { at: 0, system: changer, types: of.name, sample: 1 },
    { at: 2, system: writerOf(unit)!, types: unit.name, sample: 1 },
  ]
}

function ordinary({ systems }: PlanUnit): string {
  return systems.length < 2 ? 'it goes nowhere' : 'it is decided, and goes to all others that hold it'
}

function firstOfEach(systems: readonly string[], what: (system: string) => string): string[] {
  return [...new Map(systems.toReversed().map((system) => [what(system), system])).values()].toReversed()
}
