/**
 * What people are shown is what is not agreed: whatever waits, is given up, in review or reported truly differs, for the reason that is told. That whatever differs
 * is shown, convergence and life see, which take no other excuse.
 */
import type { Entry } from '../../runtime/entry.ts'
import type { Cell } from './converged.ts'
import { alike } from './converged.ts'
import type { Scene, Spread } from './scene.ts'
import { keyTaken, spreads } from './scene.ts'

export async function accounted(scene: Scene): Promise<readonly string[]> {
  const { ledger } = scene.hub
  const wrong: string[] = []
  for (const [flow, some] of Map.groupBy(await spreads(scene), (each) => each.flow)) {
    const entries = await ledger.read(
      flow.name,
      some.map(({ key }) => key),
    )
    const letters = new Set((await ledger.deadLetters({ flow: flow.name })).map(({ key, system }) => `${flow.name} ${key} at ${system}`))
    for (const [i, spread] of some.entries()) {
      const entry = entries[i]
      if (entry !== null && entry !== undefined) wrong.push(...reviewed(spread, entry), ...waiting(spread, entry, letters))
    }
    for (const at of letters) wrong.push(`${at} is in the dead letters, and nothing of it waits`)
  }
  return wrong
}

/**
 * Of an answer it is asked what it was given for: its value may be everywhere already. What is proposed was set back, and waits for the writer's word. While the life of a
 * record is in review, its rows are not yet taken to be one record's: what was in review of its fields before waits for that.
 */
function reviewed(spread: Spread, { held, lifeHeld, s }: Entry): string[] {
  // What is no value in a row keeps all of it from being seen.
  if (s.some(({ dirty }) => dirty?.reason === 'value')) return []
  const { flow, key } = spread
  const units = flow.settle.units.filter(({ answers }, u) => answers === undefined && held?.[u]?.frozen === true).map(({ name }) => name)
  return (lifeHeld === 0 ? units : ['']).flatMap((unit) =>
    differs(spread, unit) ? [] : [`${flow.name} ${key}: ${unit === '' ? 'its life' : unit} is in review, and its systems agree`],
  )
}

/** Rows of a record that wait, are given up or reported. @param letters those of the dead letters; those of the record are taken out */
function waiting(spread: Spread, { s, held, live }: Entry, letters: Set<string>): string[] {
  // What could not be written is tried again when a person has decided.
  const inReview = held?.some((each) => each?.frozen === true) === true
  return spread.at.flatMap(({ system, row, excuse }, j) => {
    const { dirty, apart, key: otherKey } = s[j]!
    const at = `${spread.flow.name} ${spread.key} at ${system}`
    const out: string[] = []
    const dead = dirty?.dead === true
    if (letters.delete(at) !== dead) out.push(`${at} is ${dead ? 'given up, and not' : 'not given up, and'} in the dead letters`)
    if ((apart === 'reported' || apart === 'foreign') && row === undefined) out.push(`${at} is ${apart}, and there is no row`)
    // What waits for its key is not the row that has that.
    if (dirty === null || otherKey !== null) return out
    // Another record's row is still under its key.
    if (dirty.reason === 'missingParent' && excuse === keyTaken) return out
    // One that lives, and that nobody takes any more, waits wherever it is to be made again.
    const nowhere = live && spread.at.every((each) => each.row === undefined)
    if (!nowhere && !differs(spread)) {
      // Of a quantity the same value from two systems is two differences, whose sum may be what is no value.
      if (dirty.reason !== 'value' || !spread.flow.settle.units.some(({ policy }) => policy.equalCounts))
        out.push(`${at} waits (${dirty.reason}), and its systems agree`)
    } else if (excuse === null && (!inReview || dirty.reason === 'heldBack'))
      out.push(`${at} waits (${dirty.reason}), and that is no reason any more`)
    return out
  })
}

/** @param unit empty: life and all of it; default: the same */
function differs({ flow, at }: Spread, unit = ''): boolean {
  const there = at.filter(({ row }) => row !== undefined)
  if (there.length > 0 && there.length < at.length) return true
  return flow.settle.units.some(({ name, fields, policy }) => {
    if (unit !== '' && unit !== name) return false
    const writer = policy.writer === null ? undefined : flow.systems[policy.writer]
    return fields.some((field) => {
      const cells = there.flatMap(({ system, adapter, row }): Held[] => {
        const mapping = adapter.fields.find((each) => each.field === field)
        return mapping === undefined ? [] : [{ system, mapping, raw: row!.columns[mapping.column]! }]
      })
      return !agree(cells, writer)
    })
  })
}

interface Held extends Cell {
  readonly system: string
}
/** Does each hold what its system stores of one value: of its writer's, where he has a row. */
export function agree(cells: readonly Held[], writer?: string): boolean {
  const written = cells.filter(({ system }) => system === writer)
  const sources = written.length > 0 ? written : cells
  return cells.length === 0 || sources.some((from) => cells.every((to) => alike(from, to)))
}
