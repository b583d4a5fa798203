/** Which conflicts runs of some flows can meet under which policy while which accident happens, and which they met. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { GeneratedFlow } from '../../runtime/door.ts'
import { rough } from '../quirks.ts'

/** `none`: no accident at all. */
export const accidents: readonly string[] = [
  'none',
  ...Object.entries(rough)
    .filter(([, probability]) => probability > 0)
    .map(([quirk]) => quirk),
]

export interface CoverageRow {
  readonly policy: string
  readonly kind: ConflictKind
  /** Why no run can meet it. */
  readonly never?: string
  /** By accident, in the order of `accidents`; null: that accident cannot meet it. */
  readonly met: readonly (number | null)[]
}

/** Kinds that no seed can meet. */
const outside: { readonly [K in ConflictKind]?: string } = {
  constraint: 'no simulated system refuses a row for a constraint; the tests of the connectors do',
}
/** A person is hasty only where he is asked; of these kinds nobody is, where they are about the record and its key. */
const unasked: ReadonlySet<string> = new Set<ConflictKind>(['bothChanged', 'foreignWrite', 'missingParent', 'constraint'])

/** @param met as `Simulated.met` counts, summed up */
export function coverageOf(flows: readonly GeneratedFlow[], met: ReadonlyMap<string, number>): readonly CoverageRow[] {
  const isAnybodyAsked = flows.some(asksSomebody)
  return [...expected(flows, met)].flatMap(([policy, kinds]) =>
    kinds.map((kind): CoverageRow => {
      const counts = accidents.map((accident) => met.get(`${policy}, ${kind}, ${accident}`) ?? 0)
      const never = counts.every((count) => count === 0) ? outside[kind] : undefined
      const asked = isAnybodyAsked && (policy !== 'life' || !unasked.has(kind))
      const cells = counts.map((count, i) => (never !== undefined || (accidents[i] === 'haste' && !asked && count === 0) ? null : count))
      return { policy, kind, ...(never !== undefined && { never }), met: cells }
    }),
  )
}

function asksSomebody({ settle: { units, life } }: GeneratedFlow): boolean {
  const answers = [life.foreignCreate, life.foreignDelete, life.againstUpdate]
  return answers.includes('review') || units.some(({ policy, answers: answered }) => policy.kind === 'review' || answered !== undefined)
}

/** Cells that are empty and could have been met, but for calm stretches, as `policy, kind, accident`. */
export function gapsOf(rows: readonly CoverageRow[]): readonly string[] {
  return rows.flatMap(({ policy, kind, met }) =>
    accidents.flatMap((accident, i) => (met[i] === 0 && accident !== 'none' ? [`${policy}, ${kind}, ${accident}`] : [])),
  )
}

/** What policies say that they can meet, and what was met besides; of the life of records, all that is left. */
function expected(flows: readonly GeneratedFlow[], met: ReadonlyMap<string, number>): Map<string, readonly ConflictKind[]> {
  const said = new Map<string, Set<string>>([['life', new Set<string>(conflictKinds)]])
  for (const { settle } of flows)
    for (const { policy, answers } of settle.units) {
      const kinds = said.get(policy.kind) ?? new Set<string>()
      said.set(policy.kind, kinds)
      // An edit by who is no writer is a foreign write, never a clash.
      for (const kind of policy.writer === null ? Object.keys(policy.outcomes) : ['bothCreated', 'foreignWrite']) kinds.add(kind)
      if (policy.kind === 'lastWriteWins') kinds.add('tie')
      if (answers !== undefined) kinds.add('staleAnswer')
    }
  const life = said.get('life')!
  for (const kind of ['bothChanged', 'bothCreated', 'foreignWrite', 'staleAnswer', 'tie']) life.delete(kind)
  for (const name of met.keys()) {
    const [policy, kind] = name.split(', ')
    said.get(policy!)?.add(kind!)
  }
  return new Map([...said].map(([policy, kinds]) => [policy, conflictKinds.filter((kind) => kinds.has(kind))]))
}
