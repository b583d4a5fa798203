/** How changes get out of a system: the cheapest way that is quick enough, that the system offers, and that the checker finds no fault with. */
import { check } from '../../codegen/check/check.ts'
import type { Finding } from '../../codegen/check/finding.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import { connectorFacts } from '../../codegen/plan/connectors/index.ts'
import { detection, type DetectKind } from '../../codegen/plan/connectors/facts.ts'
import type { Plan, PlanBinding, Position } from '../../codegen/plan/schema.ts'
import { withDraft, type Draft } from './draft.ts'
import { choice, several, type Asking } from './question.ts'
import type { RuledOut } from './verdict.ts'

export type Freshness = 'seconds' | 'minutes' | 'hour' | 'day'
export type Volume = 'hundreds' | 'thousands' | 'millions'
export type Means = 'file drop' | 'polling' | 'webhook' | 'queue' | 'log'
type Seen = Exclude<DetectKind, 'none'>

export interface Advice {
  readonly system: string
  /** Null: nothing that is offered will do. */
  readonly mechanism: Means | null
  readonly detect: Seen | null
  /** What to write in the binding. */
  readonly set: string | null
  readonly why: string
  readonly present: DetectKind
  /** Does the binding do it as it stands. */
  readonly does: boolean
  readonly at: Position
  readonly ruledOut: readonly RuledOut[]
}

interface Way {
  readonly means: Means
  readonly kind: Seen
  readonly forms: readonly PlanBinding['form'][]
  readonly set: string
  /** What the system has to offer for it, as it is asked; absent: nothing. */
  readonly offer?: readonly [value: string, about: string]
  readonly fresh: readonly Freshness[]
  readonly volume: readonly Volume[]
  readonly why: string
}

const anyForm = ['table', 'entitySet', 'custom'] as const
const always = ['seconds', 'minutes', 'hour', 'day'] as const
const anyVolume = ['hundreds', 'thousands', 'millions'] as const

/** The cheapest first: what needs nothing of the system, then what needs a column, a service, triggers, and rights on the server. */
const ways: readonly Way[] = [
  {
    means: 'file drop',
    kind: 'snapshot',
    forms: ['file'],
    set: `detect: 'snapshot'`,
    fresh: always,
    volume: anyVolume,
    why: 'a file is read once it is there, and compared with the last one: what is gone from it was deleted',
  },
  {
    means: 'polling',
    kind: 'snapshot',
    forms: anyForm,
    set: `detect: 'snapshot'`,
    fresh: ['minutes', 'hour', 'day'],
    volume: ['hundreds'],
    why: 'all rows are read and compared with the last look: it needs nothing of the system, and sees deletes',
  },
  {
    means: 'polling',
    kind: 'updatedAt',
    forms: anyForm,
    set: `detect: { updatedAt: '<column>' }`,
    offer: ['changedAt', 'a column says when a row was last changed, and every write sets it'],
    fresh: always,
    volume: anyVolume,
    why: 'only rows with a newer time are read; deletes are found by reconciliation alone',
  },
  {
    means: 'polling',
    kind: 'changes',
    forms: anyForm,
    set: `detect: 'changes'`,
    fresh: always,
    volume: anyVolume,
    why: 'the service tells itself what has changed since the last look',
  },
  {
    means: 'webhook',
    kind: 'webhook',
    forms: anyForm,
    set: `detect: { webhook: { path: '/<path>', secret: secret('<NAME>') } }`,
    offer: ['webhook', 'it calls an address when something has changed'],
    fresh: always,
    volume: ['hundreds', 'thousands'],
    why: 'the service says at once what has changed, and is asked nothing in between',
  },
  {
    means: 'queue',
    kind: 'outbox',
    forms: anyForm,
    set: `detect: 'outbox'`,
    offer: ['triggers', 'triggers and a table of ours may be created in its database'],
    fresh: always,
    volume: ['hundreds', 'thousands'],
    why: 'triggers put every change into a queue in the same transaction: none is missed, deletes are seen, and every change has its time',
  },
  {
    means: 'log',
    kind: 'log',
    forms: anyForm,
    set: `detect: 'log'`,
    offer: ['log', "the database's own log may be read (logical decoding)"],
    fresh: always,
    volume: anyVolume,
    why: "changes are read out of the database's own log: no trigger slows its users down, and none is missed",
  },
]

export interface Pace {
  readonly fresh: Freshness
  readonly volume: Volume
}

export function* pace(): Asking<Pace> {
  const fresh = yield* choice<Freshness>({
    id: 'fresh',
    text: 'How old may a copy be?',
    options: { day: 'a day', hour: 'an hour', minutes: 'minutes', seconds: 'seconds' },
  })
  const volume = yield* choice<Volume>({
    id: 'volume',
    text: 'How many records change on a day?',
    options: { hundreds: 'up to a thousand', thousands: 'up to a hundred thousand', millions: 'more' },
  })
  return { fresh, volume }
}

/** Asked four times as often as a copy may be old; null: as it is by default, every minute. */
export const intervals = { seconds: '5s', minutes: null, hour: '15m', day: '6h' } as const satisfies Record<Freshness, string | null>

interface Asked {
  readonly plan: Plan
  readonly name: string
  readonly draft: Draft
  readonly system: string
}

/** What is advised for one system that a flow reads. */
export function* mechanism(asked: Asked, pace: Pace): Asking<Advice> {
  const { system } = asked
  const there = waysOf(asked)
  const options = there.flatMap(({ offer }) => (offer === undefined ? [] : [{ value: offer[0], about: offer[1] }]))
  const text = `What does ${system} offer, and what may be done there?`
  const offered = options.length === 0 ? [] : yield* several({ id: `offers.${system}`, text, options, least: 0 })
  return advised(asked, there, offered, pace)
}

function bindingOf({ plan, draft, system }: Asked): PlanBinding {
  return plan.systems[system]!.holds[draft.record]!
}

/** The ways that its connector has, in the order of their cost. */
function waysOf(asked: Asked): readonly Way[] {
  const { connector } = asked.plan.systems[asked.system]!
  const { detects, withheld } = connectorFacts(connector.kind)
  const without = withheld?.(connector) ?? []
  const { form } = bindingOf(asked)
  return ways.filter(({ kind, forms }) => forms.includes(form) && detects.includes(kind) && !without.includes(kind))
}

interface Tried {
  readonly way: Way
  readonly findings: readonly Finding[]
}

function advised(asked: Asked, there: readonly Way[], offered: readonly string[], pace: Pace): Advice {
  const { detect, at } = bindingOf(asked)
  const judged = there.map((way) => ({ way, why: unfit(way, way.kind === detect.kind ? null : offered, pace) }))
  const tried = judged.filter(({ why }) => why === null).map(({ way }): Tried => ({ way, findings: findingsWith(asked, way.kind) }))
  const best = tried.find((each) => tried.every((other) => weight(each) <= weight(other)))
  const present = tried.find(({ way }) => way.kind === detect.kind)
  const slow = judged.flatMap(({ way, why }) => (why === null ? [] : [{ answer: way.kind, why }]))
  const common = { system: asked.system, present: detect.kind, at }
  const nothing = { ...common, mechanism: null, detect: null, set: null, does: false } as const
  if (best === undefined) return { ...nothing, why: 'nothing that it offers is quick enough', ruledOut: slow }
  const fault = faultOf(asked, there, best)
  if (fault !== undefined) return { ...nothing, why: `nothing that it offers will do: ${sentenceOf(fault).message}`, ruledOut: slow }
  const faulty = tried
    .slice(0, tried.indexOf(best))
    .map(({ way, findings }) => ({ answer: way.kind, why: firstOnly(findings, best.findings) }))
  const { means, kind, set, why } = best.way
  const does = present !== undefined && weight(present) === weight(best)
  return { ...common, mechanism: means, detect: kind, set, why, does, ruledOut: [...slow, ...faulty] }
}

/** An error that stays with the best of what is offered, and that another way would not have. */
function faultOf(asked: Asked, there: readonly Way[], best: Tried): Finding | undefined {
  const errors = best.findings.filter(isError)
  if (errors.length === 0) return undefined
  const elsewhere = there.map(({ kind }) => new Set(findingsWith(asked, kind).filter(isError).map(told)))
  return errors.find((error) => elsewhere.some((all) => !all.has(told(error))))
}

function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** What it says, wherever it stands. */
function told({ code, facts }: Finding): string {
  return JSON.stringify([code, facts])
}

/** @param offered null: it is there already */
function unfit({ offer, fresh, volume }: Way, offered: readonly string[] | null, pace: Pace): string | null {
  if (offer !== undefined && offered?.includes(offer[0]) === false) return 'it is not offered'
  if (!fresh.includes(pace.fresh)) return `it does not bring a change within ${pace.fresh}`
  if (!volume.includes(pace.volume)) return `it is slow where ${pace.volume} of records change on a day`
  return null
}

/** What the checker says of the flows of this record when this system is read in that way. */
function findingsWith(asked: Asked, kind: Seen): readonly Finding[] {
  const { plan, name, draft, system } = asked
  const flows = Object.fromEntries(Object.entries(plan.flows).filter(([other, { record }]) => other !== name && record === draft.record))
  const binding = detecting(bindingOf(asked), kind)
  const systems = { ...plan.systems, [system]: { ...plan.systems[system]!, holds: { [draft.record]: binding } } }
  return check(withDraft({ ...plan, flows, systems }, name, draft)).filter(({ flow, at }) => flow === name || at === binding.at)
}

/** The binding, with its changes detected in that way. */
export function detecting(binding: PlanBinding, kind: Seen): PlanBinding {
  if (binding.detect.kind === kind) return binding
  return { ...binding, detect: stands[kind], capabilities: { ...binding.capabilities, ...detection[kind] } }
}

/** A way of detection as a binding says it; names of columns and paths are still to be found. */
const stands: Readonly<Record<Seen, PlanBinding['detect']>> = {
  snapshot: { kind: 'snapshot' },
  updatedAt: { kind: 'updatedAt', column: 'last_changed_at', overlapMs: 60_000 },
  changes: { kind: 'changes' },
  webhook: { kind: 'webhook', path: '/changes', secret: { secret: 'CHANGES' } },
  outbox: { kind: 'outbox' },
  log: { kind: 'log' },
}

/** Errors first. */
function weight({ findings }: Tried): number {
  return findings.reduce((sum, { severity }) => sum + (severity === 'error' ? 1_000 : 1), 0)
}

function firstOnly(findings: readonly Finding[], elsewhere: readonly Finding[]): string {
  const codes = new Set(elsewhere.map(({ code }) => code))
  return sentenceOf(findings.find(({ code }) => !codes.has(code)) ?? findings[0]!).message
}
