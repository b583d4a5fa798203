/**
 * What is tried of a flow: each unit by itself (units alike once), an answer with what it answers, each other policy beside a field of one writer; for two systems with
 * three acts of users and for three with two; with a crash or a late landing at every effect; edits of a record that is there, and records that come and go.
 */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Policy, UnitRule } from '../../runtime/policies/rule.ts'
import { NoDomain } from './domain.ts'
import type { Reduced } from './reduce.ts'
import { reduced } from './reduce.ts'
import type { Config, Part } from './state.ts'

export interface Scope {
  readonly name: string
  readonly systems: readonly string[]
  readonly units: readonly string[]
  readonly config: Config
  /** Scopes of which this is the same are the same search. */
  readonly alike: string
}
export interface Scopes {
  readonly scopes: readonly Scope[]
  /** What of the flow is not tried, and why. */
  readonly left: readonly string[]
}

/** So far apart that no tolerance of clocks makes a tie of two acts. */
const dayMs = 86_400_000
const maxWrites = 16

const courses = {
  edits: { lives: false, start: 'live' },
  'edits and deletes': { lives: true, start: 'live' },
  'creates, edits and deletes': { lives: true, start: 'absent' },
} as const
type Course = keyof typeof courses

export function scopesOf(flow: GeneratedFlow, without: readonly Part[]): Scopes {
  const left = new Set<string>()
  if (flow.filter !== undefined) left.add(`rows that leave ${Object.keys(flow.filter.rows).join(', ')} or come back`)
  const scopes = [2, 3].flatMap((count) => {
    const groups = subsets(flow.systems.length, count).filter((systems) => systems.some((j) => flow.settle.life.creates.includes(j)))
    return groups.flatMap((systems) =>
      tried(flow, systems).flatMap(({ units, course }) => scopeOf(flow, systems, units, course, without, left)),
    )
  })
  return { scopes: firstOf(scopes, ({ name }) => name), left: [...left] }
}

interface Tried {
  readonly units: readonly UnitRule[]
  readonly course: Course
}

/** Small ones first. */
function tried(flow: GeneratedFlow, systems: readonly number[]): readonly Tried[] {
  const held = flow.settle.units.filter((unit) => holdsAll(flow, systems, unit) && writes(unit, systems))
  const single = once(held)
  const alone = (Object.keys(courses) as Course[]).flatMap((course) => single.map((unit) => ({ units: [unit], course })))
  const answers = held.flatMap((answer) =>
    once(held.filter(({ name }) => answer.answers?.includes(name))).flatMap((asked) =>
      (['edits', 'edits and deletes'] as const).map((course) => ({ units: [asked, answer], course })),
    ),
  )
  const beside = single.find(({ policy }) => policy.writer !== null)
  const pairs = beside === undefined ? [] : single.filter((unit) => unit !== beside && !unit.answers?.includes(beside.name))
  return [...alone, ...answers, ...pairs.map((unit) => ({ units: [beside!, unit], course: 'edits' as const }))]
}

function holdsAll(flow: GeneratedFlow, systems: readonly number[], { fields }: UnitRule): boolean {
  return systems.every((j) => fields.every((field) => flow.adapters[flow.systems[j]!]!.fields.some((mapping) => mapping.field === field)))
}
function writes({ policy: { writer } }: UnitRule, systems: readonly number[]): boolean {
  return writer === null || systems.includes(writer)
}

/** Of units that behave alike the first. */
function once(units: readonly UnitRule[]): readonly UnitRule[] {
  return firstOf(units, (unit) => JSON.stringify([textOf(unit), unit.answers]))
}
/** Units of the same text behave alike. */
function textOf({ fields, policy, foreignWrite, keepWhenBlank = false }: UnitRule, seen: Policy = policy): string {
  return JSON.stringify([fields.length, policyText(policy, seen), foreignWrite, keepWhenBlank])
}

const numbers = new WeakMap<Policy, number>()
let policies = 0
/** What a merge function does no text tells: each is one of its own. */
function policyText(policy: Policy, { writer, preferred }: Policy): string {
  if (policy.kind !== 'merge') return JSON.stringify([{ ...policy, writer, preferred }, String(policy.judge)])
  let n = numbers.get(policy)
  if (n === undefined) numbers.set(policy, (n = policies++))
  return `merge ${n}`
}

function subsets(of: number, count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]]
  return Array.from({ length: of }, (_, j) => j).flatMap((j) =>
    subsets(of, count - 1)
      .filter(([first = of]) => first > j)
      .map((rest) => [j, ...rest]),
  )
}

function scopeOf(
  flow: GeneratedFlow,
  systems: readonly number[],
  units: readonly UnitRule[],
  course: Course,
  without: readonly Part[],
  left: Set<string>,
): readonly Scope[] {
  let small: Reduced
  try {
    small = reduced(flow, systems, units)
  } catch (error) {
    if (!(error instanceof NoDomain)) throw error
    left.add(`${units.map(({ name }) => name).join(' and ')}: ${error.message}`)
    return []
  }
  const names = systems.map((j) => flow.systems[j]!)
  const name = `${units.map((unit) => unit.name).join(' beside ')} at ${names.join(', ')}: ${course}`
  const config = configOf(name, flow, small, course, without)
  const { kernel } = small
  const rules = units.map((unit, u) => [textOf(unit, kernel.units[u]!.policy), kernel.units[u]!.answers])
  const writes = kernel.systems.map(({ adapter }) => [adapter.deletes, adapter.writes])
  const { kinds, values, ownIds } = config
  const alike = JSON.stringify([rules, kernel.life, kernel.whereTheyDiffer, writes, kinds, values, ownIds, course])
  return [{ name, systems: names, units: units.map((unit) => unit.name), config, alike }]
}

function configOf(name: string, flow: GeneratedFlow, { kernel, domains }: Reduced, course: Course, without: readonly Part[]): Config {
  const { lives, start } = courses[course]
  const systems = kernel.systems.length
  const several = lives || domains.length > 1
  const size = Math.min(several ? 2 : 3, ...domains.map((domain) => domain.size))
  const policies = kernel.units.flatMap(({ at, policy }) => at.map(() => policy))
  return {
    name,
    kernel,
    systems,
    owner: policies.map(({ writer }) => writer),
    kinds: domains.map(({ kind }) => kind),
    preferred: policies.map(({ preferred }) => preferred ?? null),
    apartMs: policies.some(({ kind }) => kind === 'lastWriteWins') ? dayMs : null,
    values: Array.from({ length: size }, (_, n) => n),
    edits: systems === 2 ? 3 : 2,
    faults: 1,
    reviews: 1,
    lives,
    outside: null,
    start,
    late: true,
    lag: false,
    ownIds: kernel.systems.every(
      ({ name: system }) => flow.adapters[system]!.identity !== undefined && flow.adapters[system]!.detect.kind !== 'outbox',
    ),
    stores: null,
    readOnly: [],
    maxWrites,
    without: new Set(without),
  }
}

function firstOf<T>(list: readonly T[], by: (one: T) => string): readonly T[] {
  const known = new Set<string>()
  return list.filter((one) => {
    const text = by(one)
    return !known.has(text) && known.add(text)
  })
}
