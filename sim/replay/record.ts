/** One record of the ledger, under the flow as it is and under the proposed one. */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Event } from '../../runtime/settle.ts'
import { ValueError } from '../../runtime/values.ts'
import { Course } from './course.ts'
import type { Act } from './decided-again.ts'
import { decidedAgain } from './decided-again.ts'
import type { Counts, Difference } from './differences.ts'
import { addTo, clashesApart, outcomeOf, standsApart, unitsApart } from './differences.ts'
import type { Done } from './proposed.ts'
import { doneAgain } from './proposed.ts'
import type { Row } from './steps.ts'
import { stepsOf } from './steps.ts'
import type { Reason } from './unreplayable.ts'
import { Unreplayable } from './unreplayable.ts'

export interface Policies {
  readonly now: Kernel
  readonly proposed: Kernel
  /** An entry of the one in the form of the other. */
  readonly carried: (entry: Entry) => Entry
  /** Epoch ms: until then the flow decides as it is. */
  readonly since: number
}

export interface Tallied {
  readonly conflicts: Counts
  /** Reviews opened, by unit; empty: of a record's life. */
  readonly reviews: Counts
  /** Rows written, by system. */
  readonly writes: Counts
}

export interface Replayed {
  /** What users did, and people decided, that the two were asked about. */
  readonly acts: number
  readonly differences: readonly Difference[]
  /** Units that end with another value somewhere. */
  readonly apart: readonly string[]
  readonly now: Tallied
  readonly proposed: Tallied
}

/** @param rows of the audit, oldest first @returns or why not */
export function replayRecord(policies: Policies, rows: readonly Row[], entry: Entry): Replayed | Reason {
  try {
    return replayed(policies, rows, entry)
  } catch (error) {
    if (error instanceof Unreplayable) return error.reason
    if (error instanceof ValueError) return 'value'
    throw error
  }
}

function replayed({ now, proposed, carried, since }: Policies, rows: readonly Row[], entry: Entry): Replayed {
  const { acts, holds } = decidedAgain(now, stepsOf(now.flow, rows, entry), entry)
  const found = acts.findIndex(({ step }) => step.at >= since)
  const from = found < 0 ? acts.length : found
  const course = from === 0 ? new Course(proposed) : new Course(proposed, carried(acts[from - 1]!.point.told))
  const done = doneAgain(course, acts, holds, from)
  const asked = acts.slice(from)
  const last = acts.at(-1)!.point.told
  return {
    acts: asked.length,
    differences: differencesOf(now, proposed, asked, done),
    apart: unitsApart({ kernel: now, entry: last }, { kernel: proposed, entry: course.entry }),
    now: tally(now, asked),
    proposed: tally(proposed, done),
  }
}

function differencesOf(now: Kernel, proposed: Kernel, acts: readonly Act[], done: readonly Done[]): readonly Difference[] {
  const names = ['', ...now.units.map(({ name }) => name)]
  return names.flatMap((unit) => differencesIn(unit, now, proposed, acts, done)).sort((a, b) => a.at - b.at)
}

function differencesIn(unit: string, now: Kernel, proposed: Kernel, acts: readonly Act[], done: readonly Done[]): Difference[] {
  const [u, v] = [now, proposed].map(({ units }) => (unit === '' ? null : units.findIndex(({ name }) => name === unit))) as [
    number | null,
    number | null,
  ]
  const out: Difference[] = []
  let apart = ''
  for (const [i, { step, point, events }] of acts.entries()) {
    const decided = outcomeOf(now, point.settled, u, events)
    const would = outcomeOf(proposed, done[i]!.entry, v, done[i]!.events)
    // What stays apart is told where it begins, and where it changes.
    const stand = standsApart(decided, would, unit) ? JSON.stringify([decided.value, decided.inReview, would.value, would.inReview]) : ''
    if ((stand !== '' && stand !== apart) || clashesApart(decided, would))
      out.push({ key: step.rows[0]!.key, at: step.at, system: step.kind === 'seen' ? step.system : null, unit, decided, would })
    apart = stand
  }
  return out
}

function tally(
  kernel: Kernel,
  done: readonly { readonly events: readonly Event[] | null; readonly writes: ReadonlyMap<string, number> }[],
): Tallied {
  const out: Tallied = { conflicts: {}, reviews: {}, writes: {} }
  for (const { events, writes } of done) {
    for (const event of events ?? []) {
      if (event.kind === 'conflict') addTo(out.conflicts, event.conflict)
      if (event.kind === 'review') addTo(out.reviews, event.unit === null ? '' : kernel.units[event.unit]!.name)
    }
    for (const [system, rows] of writes) addTo(out.writes, system, rows)
  }
  return out
}
