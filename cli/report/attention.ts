/** What waits for a person, each with the command that goes on from there. */
import type { Capped } from './capped.ts'
import { onFlow, shellWord } from './commands.ts'
import type { DeadLetter } from './reads.ts'
import type { FlowReport, LogReport, ReviewReport } from './model.ts'
import { count, time } from '../text.ts'

export interface Attention {
  /** Null: the whole estate. */
  readonly flow: string | null
  readonly text: string
  readonly command: string
}

/** The most urgent first. */
export function attentionOf(
  flows: readonly FlowReport[],
  logs: readonly LogReport[],
  reviews: Capped<ReviewReport>,
  letters: readonly DeadLetter[],
): Attention[] {
  return [
    ...lettersWaiting(letters),
    ...reviewsWaiting(flows, reviews),
    ...resting([...flows, ...logs]),
    ...flows.flatMap(ofFlow),
    ...logs.flatMap(ofLog),
  ]
}

function lettersWaiting(letters: readonly DeadLetter[]): Attention[] {
  return [...Map.groupBy(letters, ({ flow }) => flow)].map(([flow, of]) => ({
    flow,
    text: `${count(of.length, 'record')} could not be applied: ${[...new Set(of.map(({ reason }) => reason))].join(', ')}`,
    command: onFlow('dead-letters', flow),
  }))
}

function reviewsWaiting(flows: readonly FlowReport[], { all, shown }: Capped<ReviewReport>): Attention[] {
  if (all === 0) return []
  const overdue = flows.reduce((sum, { reviewsOverdue }) => sum + reviewsOverdue, 0)
  const next = shown.find(({ due }) => due !== null)?.due ?? null
  const when = overdue > 0 ? `, ${overdue.toLocaleString('en')} overdue` : next === null ? '' : `, the next due ${time(next)}`
  return [{ flow: null, text: `${count(all, 'review is', 'reviews are')} open${when}`, command: 'thalweg review' }]
}

/** A paused system rests in every flow, and is told once. */
function resting(flows: readonly Pick<FlowReport, 'flow' | 'paused'>[]): Attention[] {
  const paused = new Map(flows.flatMap((flow) => Object.entries(flow.paused)))
  const names = new Set(flows.map(({ flow }) => flow))
  return [...paused].map(([name, { by, at, why }]) => ({
    flow: null,
    text: `${name} is paused by ${by} since ${time(at)}${why === undefined ? '' : `: ${why}`}`,
    command: `thalweg resume ${names.has(name) ? '--flow' : '--system'} ${shellWord(name)}`,
  }))
}

const notAccepted = 'no match was accepted: it does not run'
const otherwise = (expected: string) => `otherwise than expected, ${expected}`

function ofFlow({ flow, accepted, deletesHeldBack, waiting, pending, figures }: FlowReport): Attention[] {
  const waits = Object.entries(waiting).map(([reason, records]) => `${records.toLocaleString('en')} ${reason}`)
  const doubtful = Object.entries(pending).map(([system, rows]) => `${count(rows, 'row')} for ${system}`)
  const drift = figures.drift?.records ?? 0
  const found: (Omit<Attention, 'flow'> & { readonly is?: boolean })[] = [
    { is: !accepted, text: notAccepted, command: onFlow('match', flow) },
    { is: drift > 0, text: `${count(drift, 'record')} differed when the systems were compared`, command: onFlow('reconcile', flow) },
    {
      is: deletesHeldBack > 0,
      text: `${count(deletesHeldBack, 'delete is', 'deletes are')} held back by the cap; if they are meant`,
      command: `thalweg run --once --allow-deletes ${shellWord(flow)}=${deletesHeldBack}`,
    },
    { is: doubtful.length > 0, text: `not known to have landed: ${doubtful.join(', ')}`, command: 'thalweg run --once' },
    { is: waits.length > 0, text: `waiting: ${waits.join(', ')}`, command: 'thalweg run --once' },
    ...figures.unmet.map((expected) => ({ text: otherwise(expected), command: 'thalweg status' })),
  ]
  return found.flatMap(({ is = true, text, command }) => (is ? [{ flow, text, command }] : []))
}

function ofLog({ flow, accepted, unmet }: LogReport): Attention[] {
  return [
    ...(accepted ? [] : [{ flow, text: notAccepted, command: onFlow('match', flow) }]),
    ...unmet.map((expected) => ({ flow, text: otherwise(expected), command: 'thalweg status' })),
  ]
}
