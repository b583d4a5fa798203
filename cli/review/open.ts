/** An open review as people and programs see it: what is decided, and what every side holds. */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { kernelFor } from '../../runtime/handover/ruling.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Ledger, Review } from '../../runtime/ports.ts'
import { Failure } from '../failure.ts'
import type { UnitStory } from '../trace/story.ts'
import { unitStory } from '../trace/story.ts'

export interface OpenReview {
  readonly review: Review
  /** Whom it is for: the writer of the field, or the policy's team; null: anybody. */
  readonly addressee: string | null
  /** Epoch ms; null: no time was set. */
  readonly due: number | null
}

export interface ReviewedRecord extends OpenReview {
  readonly kernel: Kernel
  readonly entry: Entry
  /** The unit in review; of a review of the record's life every unit. */
  readonly units: readonly UnitStory[]
  /** Which systems have the record's row. */
  readonly present: Readonly<Record<string, boolean>>
}

export async function openReviews(ledger: Ledger, landscape: GeneratedLandscape, flows: readonly string[]): Promise<OpenReview[]> {
  const reviews = await Promise.all(flows.map(async (flow) => ledger.reviews({ flow, open: true })))
  return reviews.flat().map((review) => addressed(review, landscape))
}

function addressed(review: Review, landscape: GeneratedLandscape): OpenReview {
  const flow = landscape.flows[review.flow]!
  const policy = flow.settle.units.find((unit) => unit.name === review.unit)?.policy
  const writer = policy?.writer ?? null
  const addressee = policy?.review?.team ?? (writer === null ? null : flow.systems[writer]!)
  const within = policy?.review?.withinMs
  return { review, addressee, due: within === undefined ? null : review.openedAt + within }
}

/** @throws Failure where no such review is open */
export async function openReview(ledger: Ledger, landscape: GeneratedLandscape, number: string): Promise<ReviewedRecord> {
  const all = await openReviews(ledger, landscape, Object.keys(landscape.flows))
  const found = all.find(({ review }) => String(review.id) === number)
  if (found === undefined) throw notOpen(number, all)
  const record = await recordInReview(ledger, landscape, found)
  if (record === null) throw notOpen(number, all)
  return record
}

/** @returns null where the record is gone: the flow took new bases meanwhile */
export async function recordInReview(ledger: Ledger, landscape: GeneratedLandscape, open: OpenReview): Promise<ReviewedRecord | null> {
  const { flow, key, unit } = open.review
  const [entry = null] = await ledger.read(flow, [key])
  if (entry === null) return null
  const kernel = await kernelFor(ledger, landscape.flows[flow]!, key, entry)
  const at = kernel.units.findIndex((each) => each.name === unit)
  const units = at < 0 ? kernel.units.map((_, u) => unitStory(kernel, entry, u)) : [unitStory(kernel, entry, at)]
  return { ...open, kernel, entry, units, present: Object.fromEntries(kernel.systems.map(({ name }, j) => [name, entry.s[j]!.present])) }
}

function notOpen(number: string, all: readonly OpenReview[]): Failure {
  const others = all.slice(0, 5).map(({ review }) => review.id)
  const wayOut =
    others.length === 0 ? 'no review is open' : `open are ${others.join(', ')}${all.length > 5 ? ' and others' : ''}: thalweg review list`
  return new Failure('noReview', `no review ${number} is open`, wayOut)
}
