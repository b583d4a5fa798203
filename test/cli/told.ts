/** Every phrase that the policy table may say of a conflict, and what must be so when its case was played. */
import { expect } from 'vitest'
import type { Moment, Played } from '../../cli/timeline/acts.ts'
import type { PlanUnit } from '../../codegen/plan/schema.ts'

export const last = ({ moments }: Played): Moment => moments.at(-1)!
const held = (moment: Moment): unknown[] => Object.values(moment.held).map(({ values }) => values)
export const before = (each: Played): unknown => each.moments[0]!.decided.values

/** What users typed, in order. */
export const typed = ({ moments }: Played): { system: string; values: unknown }[] =>
  moments.flatMap((moment) =>
    Object.entries(moment.held).flatMap(([system, { values, by }]) => (by === 'user' && values !== null ? [{ system, values }] : [])),
  )
const kept = ({ moments }: Played) => moments.flatMap((moment) => moment.kept.audit)
const losses = (each: Played): unknown[] => kept(each).map(({ body }) => body['lost'] ?? null)
const refused = ({ moments }: Played): boolean => moments.some(({ said }) => said.join().includes('refused by the guard'))

function allHold(each: Played, values: unknown): void {
  expect(last(each).decided.values).toEqual(values)
  for (const value of held(last(each))) expect(value).toEqual(values)
}
function wins(each: Played, winner: unknown, loser: unknown): void {
  allHold(each, winner)
  expect(losses(each)).toContainEqual(loser)
}
function isInReview(each: Played): void {
  expect(last(each).decided.inReview).toBe(true)
  expect(each.moments.some((moment) => moment.kept.opened > 0)).toBe(true)
}
function staysAsTyped(each: Played): void {
  for (const { system, values } of typed(each)) expect(last(each).held[system]!.values).toEqual(values)
}

type Check = (each: Played, parts: readonly string[], unit: PlanUnit) => void
type Phrase = readonly [phrase: RegExp, check: Check]

const ofValues: readonly Phrase[] = [
  [
    /the writer’s value stands; the other is a foreign write/,
    (each) => {
      const [mine, other] = typed(each)
      if (refused(each)) return allHold(each, mine!.values)
      wins(each, mine!.values, other!.values)
      expect(kept(each).map(({ conflict }) => conflict)).toContain('foreignWrite')
    },
  ],
  [
    /the preferred system’s value stands; the other is kept/,
    (each, _, { policy }) => {
      const preferred = policy.kind === 'precedence' ? policy.system : ''
      const [winner, loser] = typed(each).toSorted((a, b) => Number(b.system === preferred) - Number(a.system === preferred))
      expect(winner!.system).toBe(preferred)
      wins(each, winner!.values, loser!.values)
    },
  ],
  [/the later commit stands, by the clock/, (each) => wins(each, typed(each)[1]!.values, typed(each)[0]!.values)],
  [/by the declared order of the systems; the other value is kept/, (each) => wins(each, typed(each)[0]!.values, typed(each)[1]!.values)],
  [
    /each system keeps its value and a review is open/,
    (each) => {
      isInReview(each)
      if (each.name === 'bothChanged') staysAsTyped(each)
    },
  ],
  [
    /additions and removals of both count.*nothing is lost/,
    (each) => {
      const all = new Set(typed(each).flatMap(({ values }) => (values as string[][])[0]!))
      expect(new Set((last(each).decided.values as string[][])[0])).toEqual(all)
      allHold(each, last(each).decided.values)
      expect(losses(each).filter((lost) => lost !== null)).toEqual([])
    },
  ],
  [
    /differences of both are added up exactly; nothing is lost/,
    (each) => {
      const was = Number((before(each) as string[])[0])
      const sum = typed(each).reduce((so, { values }) => so + Number((values as string[])[0]) - was, was)
      expect(Number(last(each).decided.values![0])).toBe(sum)
      allHold(each, last(each).decided.values)
    },
  ],
  [/the merge function makes one value of both/, (each) => allHold(each, last(each).decided.values)],
]

const ofForeignWrites: readonly Phrase[] = [
  [
    /^set back at (\S+) to the value/,
    (each, [system]) => {
      expect(each.moments.map(({ what }) => what)).toEqual(['before', 'act', 'run'])
      expect(last(each).held[system!]!.values).toEqual(before(each))
      expect(losses(each)).toContainEqual(typed(each)[0]!.values)
    },
  ],
  [
    /^found at (\S+) by reconciliation and set back/,
    (each, [system]) => {
      const [run, found] = each.moments.slice(-2)
      expect([run!.what, found!.what]).toEqual(['run', 'reconciliation'])
      expect(run!.held[system!]!.values).toEqual(typed(each)[0]!.values)
      expect(found!.held[system!]!.values).toEqual(before(each))
    },
  ],
  [
    /^kept until the next change/,
    (each) => {
      staysAsTyped(each)
      expect(last(each).decided.values).toEqual(before(each))
    },
  ],
  [
    /^proposed to .* a review is open/,
    (each) => {
      isInReview(each)
      staysAsTyped(each)
    },
  ],
]

const ofLife: readonly Phrase[] = [
  [
    /^a row that (\S+) made is reported and left alone/,
    (each, [system]) => {
      for (const [name, { values }] of Object.entries(last(each).held)) expect(values === null).toBe(name !== system)
      expect(last(each).decided.values).toBeNull()
    },
  ],
  [/^a row that .+ made is removed/, (each) => expect(held(last(each))).toEqual([null, null])],
  [/^a row that .+ made is held and a review is open/, isInReview],
  [/^a row that .+ deleted is restored/, (each) => allHold(each, before(each))],
  [/is taken as a delete/, (each) => expect(held(last(each))).toEqual([null, null])],
  [/holds the record and opens a review/, isInReview],
  [
    /^the delete stands; the (edit|update)/,
    (each) => {
      expect(held(last(each))).toEqual([null, null])
      expect(kept(each).length).toBeGreaterThan(0)
    },
  ],
  [/^the edit by .* stands: the record lives again everywhere/, (each) => allHold(each, typed(each)[0]!.values)],
  [/^the update stands: the row is restored where it was deleted/, (each) => allHold(each, typed(each)[0]!.values)],
  [/^the record is held and a review is open/, isInReview],
]

/** Say how soon, or that it is never: then nothing else is to be seen. */
const unnoticed: readonly Phrase[] = [
  [
    /not seen at (\S+), which (reports no changes|does not report it) and is never reconciled/,
    (each) => {
      expect(last(each).held).toMatchObject(lastAct(each).held)
      expect(kept(each)).toEqual([])
    },
  ],
  [
    /^refused at .+ by the guard/,
    (each) => {
      expect(refused(each)).toBe(true)
      expect(lastAct(each).held).toEqual(last(each).held)
      expect(kept(each)).toEqual([])
    },
  ],
]
const later: readonly Phrase[] = [
  [
    /; found at (\S+) by reconciliation only/,
    ({ moments }) => {
      expect(moments.map(({ what, kept: { audit } }) => (audit.length === 0 ? null : what)).filter((what) => what !== null)).toEqual([
        'reconciliation',
      ])
    },
  ],
]

function lastAct({ moments }: Played): Moment {
  const act = moments.findLast(({ what }) => what === 'act')!
  return { ...act, held: Object.fromEntries(Object.entries(act.held).map(([system, { values }]) => [system, { values, by: null }])) }
}

/** Holds each case against what is told of it. @returns how many were */
export function asTold(cases: readonly Played[], unit: PlanUnit): number {
  const conflicts = cases.filter(({ kind, moments }) => kind !== undefined && moments.length > 0)
  for (const each of conflicts) {
    const silent = unnoticed.filter(([phrase]) => phrase.test(each.told))
    const fitting = silent.length > 0 ? silent : [...ofValues, ...ofForeignWrites, ...ofLife].filter(([phrase]) => phrase.test(each.told))
    expect(fitting.length, `no check for what is told of ${each.name}: ${each.told}`).toBeGreaterThan(0)
    for (const [phrase, check] of [...fitting, ...later]) if (phrase.test(each.told)) check(each, phrase.exec(each.told)!.slice(1), unit)
  }
  return conflicts.length
}
