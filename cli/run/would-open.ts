/** Reviews that a run would open, with what every side holds: a person would be asked before anything of them is written. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { kernelFor } from '../../runtime/handover/ruling.ts'
import type { Ledger, LedgerCommit, Review } from '../../runtime/ports.ts'
import { count, plain, value } from '../text.ts'
import { unitStory } from '../trace/story.ts'

export interface WouldOpen {
  readonly flow: string
  readonly key: string
  /** Empty: whether the record lives at all. */
  readonly unit: string
  readonly conflict: string
  /** By system: the values of the unit's fields. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
export interface Reviews {
  readonly count: number
  /** The first hundred. */
  readonly examples: readonly WouldOpen[]
}

const listed = 100
const shown = 10

/** @param ledger over which the run went */
export async function wouldOpen(landscape: GeneratedLandscape, ledger: Ledger, commits: readonly LedgerCommit[]): Promise<Reviews> {
  const closed = new Set(commits.flatMap(({ closeReviews }) => closeReviews.map(({ id }) => id)))
  const open = commits.flatMap(({ openReviews }) => openReviews.filter(({ id }) => !closed.has(id)))
  const examples: WouldOpen[] = []
  for (const review of open.slice(0, listed)) examples.push(await sides(landscape, ledger, review))
  return { count: open.length, examples }
}

async function sides(landscape: GeneratedLandscape, ledger: Ledger, { flow, key, unit, conflict }: Review): Promise<WouldOpen> {
  const [entry = null] = await ledger.read(flow, [key])
  const kernel = await kernelFor(ledger, landscape.flows[flow]!, key, entry)
  const u = kernel.units.findIndex(({ name }) => name === unit)
  const held = entry === null || u < 0 ? [] : unitStory(kernel, entry, u).held
  return { flow, key, unit, conflict, values: Object.fromEntries(held.map(({ system, values }) => [system, values])) }
}

export function wouldOpenText({ count: reviews, examples }: Reviews): string[] {
  if (reviews === 0) return []
  const lines = examples.slice(0, shown).map(({ flow, key, unit, values }) => {
    const each = Object.entries(values).map(([system, fields]) => `${system} ${Object.values(fields).map(value).join(' ')}`)
    return `  ${flow} ${plain(key)} ${unit === '' ? 'its life' : unit}${each.length === 0 ? '' : `: ${each.join(', ')}`}`
  })
  return [
    `It would open ${count(reviews, 'review')}, and each system keeps its value until a person decides:`,
    ...lines,
    ...(reviews > shown ? [`  and ${(reviews - shown).toLocaleString('en')} more (--json has up to a hundred)`] : []),
  ]
}
