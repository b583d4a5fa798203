/** What `diff` has to say, as data; the forms for people are made of it. */
import { join, relative } from 'node:path'
import type { Change, Level } from '../../codegen/diff/change.ts'
import { levels } from '../../codegen/diff/change.ts'
import { staleAccepts } from '../../codegen/diff/diff.ts'
import type { Held } from '../../codegen/diff/held.ts'
import { held } from '../../codegen/diff/held.ts'
import type { Plan, Position } from '../../codegen/plan/schema.ts'
import { changeText } from '../../runtime/terms/change.ts'
import { literal } from '../guard.ts'

export interface ToldChange extends Omit<Change, 'effect'> {
  /** As in `owner of status: EAM → ERP`. */
  readonly text: string
  /** The call that accepts it, where the runtime asks and nobody has. */
  readonly accept?: string
  readonly held: Held
}

export interface Told {
  readonly against: string
  readonly counts: Readonly<Record<Level, number>>
  readonly changes: readonly ToldChange[]
  /** Accepted in code, and no change since. */
  readonly stale: readonly { readonly flow: string; readonly change: string; readonly at: Position }[]
}

export function toldOf(against: string, plan: Plan, changes: readonly Change[]): Told {
  const counts = Object.fromEntries(levels.map((level) => [level, changes.filter((each) => each.level === level).length]))
  return { against, counts: counts as Record<Level, number>, changes: changes.map(told), stale: staleAccepts(plan, changes) }
}

function told({ effect, ...change }: Change): ToldChange {
  const text = changeText(change)
  return { ...change, text, ...(change.accepted === false && { accept: `.accepts(${literal(text)})` }), held: held[effect] }
}

/** Whose change it is: a flow's, a system's, or that of the landscape. */
export function whoseText({ flow, system }: ToldChange): string {
  return flow ?? system ?? 'landscape'
}

/** From the working directory. @param folder of the flow file */
export function placeText({ file, line, column }: Position, folder: string): string {
  return `${relative(process.cwd(), join(folder, file))}:${line}:${column}`
}

export const levelTitles: Readonly<Record<Level, string>> = {
  breaking: 'Breaking: a right to write, or a value that was safe, may be lost',
  risky: 'Risky: values may mean something else, or more may happen at once',
  safe: 'Safe: nothing is decided otherwise',
}

/** What becomes of the ledger, once for all changes of which it is the same. */
export function heldOnce(changes: readonly ToldChange[]): readonly Held[] {
  return [...new Set(changes.filter(({ level }) => level !== 'safe').map((change) => change.held))]
}

export const partNames = {
  decisions: 'decisions',
  bases: 'bases',
  tombstones: 'tombstones',
  reviews: 'open reviews',
  deadLetters: 'dead letters',
  pending: 'pending writes',
} as const
