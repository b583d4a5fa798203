import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import { isAccepted } from '../../runtime/match.ts'
import type { Pause, Paused } from '../../runtime/paused.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Figures } from './figures.ts'
import { figuresOf } from './figures.ts'
import { plain, time } from '../text.ts'

export interface FlowStatus {
  readonly flow: string
  readonly direction: GeneratedFlow['direction']
  readonly systems: readonly string[]
  readonly version: string
  /** Was a match accepted: does it run. */
  readonly accepted: boolean
  readonly records: { readonly live: number; readonly deleted: number }
  /** How far each system has been read, in words. */
  readonly positions: Readonly<Record<string, string>>
  /** Records that wait, by reason. */
  readonly waiting: Readonly<Record<string, number>>
  /** Writes that are decided and not known to have landed, by system: it does not answer, or may have taken them. */
  readonly pending: Readonly<Record<string, number>>
  readonly deadLetters: number
  readonly reviews: number
  /** Of those, past the time that their policy gives. */
  readonly reviewsOverdue: number
  /** Deletes that the cap holds back. */
  readonly deletesHeldBack: number
  /** The flow itself, or systems of it, that a person has paused. */
  readonly paused: Readonly<Record<string, Pause>>
  readonly figures: Figures
}

/** Entries that are read to tell why they wait. */
const most = 10_000

export async function statusOf(
  ledger: Ledger,
  flow: GeneratedFlow,
  systems: GeneratedLandscape['systems'],
  since: number,
  now: number,
): Promise<FlowStatus> {
  const { name } = flow
  const keys = await ledger.waiting(name, { dueAt: Number.MAX_SAFE_INTEGER, limit: most })
  const waiting: Record<string, number> = {}
  for (const entry of await ledger.read(name, keys)) {
    for (const { dirty } of entry?.s ?? []) if (dirty !== null && !dirty.dead) waiting[dirty.reason] = (waiting[dirty.reason] ?? 0) + 1
  }
  const { heldBack = 0, ...others } = waiting
  const reviews = await ledger.reviews({ flow: name, open: true })
  const within = new Map(flow.settle.units.map(({ name: unit, policy }) => [unit, policy.review?.withinMs ?? Infinity]))
  const pending: Record<string, number> = {}
  for (const { flow: of, system, keys: waits } of await ledger.pending())
    if (of === name) pending[system] = (pending[system] ?? 0) + waits.length
  return {
    flow: name,
    direction: flow.direction,
    systems: flow.systems,
    version: flow.version,
    accepted: await isAccepted({ ledger }, name),
    records: await ledger.count(name),
    positions: Object.fromEntries(
      await Promise.all(flow.systems.map(async (system) => [system, position(await ledger.position(name, system), flow, system)])),
    ),
    waiting: others,
    pending,
    deadLetters: (await ledger.deadLetters({ flow: name })).length,
    reviews: reviews.length,
    reviewsOverdue: reviews.filter(({ unit, openedAt }) => openedAt + (within.get(unit) ?? Infinity) < now).length,
    deletesHeldBack: heldBack,
    paused: pausedIn(flow, await readPaused(ledger)),
    figures: await figuresOf(ledger, flow, systems, since, now),
  }
}

export function pausedIn({ name, systems }: Pick<GeneratedFlow, 'name' | 'systems'>, paused: Paused): FlowStatus['paused'] {
  const own = Object.entries(paused.flows).filter(([flow]) => flow === name)
  const others = Object.entries(paused.systems).filter(([system]) => systems.includes(system))
  return Object.fromEntries([...own, ...others])
}

function position(text: string | null, flow: GeneratedFlow, system: string): string {
  const { kind } = flow.adapters[system]!.detect
  if (kind === 'none') return 'its changes are not detected'
  if (text === null) return 'not read yet'
  const stand = JSON.parse(text) as { readonly page?: string | null; readonly at?: string | null; readonly since?: number }
  if (stand.page !== undefined) return stand.page === null ? 'the first load has begun' : `the first load is at ${plain(stand.page)}`
  if (kind === 'snapshot')
    return stand.at === null || stand.at === undefined ? 'read whole in every pass' : `as it arrived at ${time(stand.since ?? null)}`
  const at =
    stand.at === null || stand.at === undefined ? { seq: 0 } : (JSON.parse(stand.at) as { readonly seq?: number; readonly at?: unknown })
  if (at.seq === 0) return 'loaded; no change since'
  return at.seq === undefined ? `read up to ${plain(String(at.at))}` : `read up to change ${at.seq}`
}
