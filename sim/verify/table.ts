/** Which conflicts runs of some flows can meet under which policy while which accident happens, and which they met. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { GeneratedFlow } from '../../runtime/door.ts'
import { neverIn } from '../occasions.ts'
import type { Quirk } from '../quirks.ts'
import { allQuirks } from '../quirks.ts'

/** `none`: no accident at all. */
export const accidents = ['none', ...allQuirks] as const

export interface CoverageRow {
  readonly policy: string
  readonly kind: ConflictKind
  /** By accident, in the order of `accidents`; null: that accident cannot meet it. */
  readonly met: readonly (number | null)[]
  /** Why not. */
  readonly never: Readonly<Record<string, string>>
}

/** A person is hasty only where he is asked; of these kinds nobody is, where they are about the record and its key. */
const unasked: ReadonlySet<string> = new Set<ConflictKind>(['bothChanged', 'foreignWrite', 'missingParent', 'constraint'])

/** @param met as `Simulated.met` counts, summed up */
export function coverageOf(flows: readonly GeneratedFlow[], met: ReadonlyMap<string, number>): readonly CoverageRow[] {
  const isAnybodyAsked = flows.some(asksSomebody)
  const neverUnder = (policy: string, quirk: Quirk) =>
    neverIn(policy === 'life' ? flows : flows.filter(({ settle }) => settle.units.some((unit) => unit.policy.kind === policy)), quirk)
  return [...expected(flows, met)].flatMap(([policy, kinds]) =>
    kinds.map((kind): CoverageRow => {
      const never: Record<string, string> = {}
      const asked = isAnybodyAsked && (policy !== 'life' || !unasked.has(kind))
      const cells = accidents.map((accident) => {
        const count = met.get(`${policy}, ${kind}, ${accident}`) ?? 0
        const why = accident === 'haste' && !asked ? 'nobody is asked' : accident === 'none' ? null : neverUnder(policy, accident)
        if (count > 0 || why === null) return count
        never[accident] = why
        return null
      })
      return { policy, kind, met: cells, never }
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
