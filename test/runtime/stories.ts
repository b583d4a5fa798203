/**
 * Short stories of one record, told in words: what is seen, what lands and what people decide, step by step, and after each what the audit gets, what is decided, what
 * each system is known to hold and what is to be written there, as far as it is other than before.
 */
import { leaveRow, leaveValue, takeLife, takeValue } from '../../runtime/decide.ts'
import type { Entry, SystemState } from '../../runtime/entry.ts'
import { UNCOMPARED } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll } from '../../runtime/kernel.ts'
import { asSent, landed, plan, voided, withSystem, writeOf } from '../../runtime/plan.ts'
import type { Image } from '../../runtime/ports.ts'
import type { Cause, Event, Settled } from '../../runtime/settle.ts'
import { absent, blank, settle } from '../../runtime/settle.ts'

type Move = (kernel: Kernel, entry: Entry, j: number, values: number[], cause: Cause) => Settled
const unchanged = (entry: Entry): Settled => ({ entry, events: [] })
const seen =
  (image: Partial<Image>): Move =>
  (kernel, entry, j, values, cause) =>
    settle(kernel, entry, j, { ...absent, ...(image.present === true ? { values } : {}), ...image }, cause)

/** By sign: `A=1,2` A has this row; see below for the others. */
const moves: Readonly<Record<string, Move>> = {
  '=': seen({ present: true }),
  /** Another row in its place: the one before was deleted. */
  '+': seen({ present: true, died: true, death: 1 }),
  '-': seen({}),
  /** No row, and the system tells of its death. */
  d: seen({ died: true, death: 2 }),
  /** Seen while the system is read for the first time. */
  '1': (kernel, entry, j, values, cause) => settle(kernel, entry, j, { ...absent, present: true, values }, { ...cause, firstLoad: true }),
  /** The row has this id of the system's own. */
  '#': (kernel, entry, j, [id = 0, ...values], cause) => settle(kernel, entry, j, { ...absent, present: true, id, values }, cause),
  /** These units came to the flow after its row was first read. */
  n: (_, entry, j, units) => unchanged(newTo(entry, j, units)),
  /** The record has another key there. */
  k: (_, entry, j) => unchanged(withSystem(entry, j, { ...entry.s[j]!, key: 'OLD' })),
  /** The row is there and carried no longer. */
  '<': seen({ left: true }),
  /** Seen while nobody can tell whether our last write there came before. */
  '~': (kernel, entry, j, values, cause) => settle(kernel, entry, j, { ...absent, present: true, values }, { ...cause, doubtful: true }),
  /** The write lands as it was sent. */
  '!': (kernel, entry, j) => unchanged(entry.s[j]!.pend === null ? entry : landed(kernel, entry, j, null)),
  /** The write lands, and the system makes something else of it. */
  '*': (kernel, entry, j, values) => unchanged(landed(kernel, entry, j, values)),
  /** Nobody knows whether the write lands; it never will. */
  '?': (_, entry, j) => unchanged(withPending(entry, j)),
  x: (_, entry, j) => unchanged(voided(entry, j)),
  /** A person decides. */
  L: (kernel, entry, j, _, cause) => takeLife(kernel, entry, j, cause),
  R: (kernel, entry, j, _, cause) => leaveRow(kernel, entry, j, cause),
  T: (kernel, entry, j, [u = 0, ...values], cause) => {
    const { adapter, slots } = kernel.systems[j]!
    return takeValue(
      kernel,
      entry,
      u,
      values.map((value, i) => adapter.fields[slots[u]![i]!]!.decode(value)),
      cause,
    )
  },
  K: (kernel, entry, _, [u = 0], cause) => leaveValue(kernel, entry, u, cause),
}

/** @param story steps, each a system, what happens to it, and values */
export function told(kernel: Kernel, story: string): string {
  let entry = blank(kernel)
  let reviews = 0
  const lines: string[] = []
  let before: readonly string[] = []
  for (const [time, step] of story.split(' ').entries()) {
    const [system, sign] = [step[0]!, step[1]!]
    const j = 'ABC'.indexOf(system)
    const values = step.slice(2).split(',').filter(Boolean).map(Number)
    const cause: Cause = { at: time, change: step, version: '1', nextReview: reviews + 1 }
    const settled = moves[sign]!(kernel, entry, j, values, cause)
    reviews += settled.events.filter(({ kind }) => kind === 'review').length
    entry = plan(kernel, settled.entry)
    const state = stateText(kernel, entry)
    const moved = state.filter((text, i) => text !== before[i])
    before = state
    lines.push(step, ...[...settled.events.map(eventText), ...moved].map((text) => `  ${text}`))
  }
  return lines.join('\n')
}

function withPending(entry: Entry, j: number): Entry {
  const s = entry.s[j]!
  return s.pend === null ? entry : withSystem(entry, j, { ...s, pend: { ...s.pend, doubtful: true } })
}

function newTo(entry: Entry, j: number, units: readonly number[]): Entry {
  const s = entry.s[j]!
  const d = entry.stamp.map(({ n }, u) => (units.includes(u) ? UNCOMPARED : (s.d?.[u] ?? n)))
  return withSystem(entry, j, { ...s, d })
}

function nameOf(j: number): string {
  return j < 0 ? 'nobody' : 'ABC'[j]!
}

function eventText(event: Event): string {
  const { kind, ...rest } = event
  const facts = Object.entries(rest).map(([name, value]: [string, unknown]) => {
    if (name === 'system') return nameOf(value as number)
    if (name === 'stamp') return `decided before by ${nameOf((value as Entry['stamp'][number]).origin)}`
    return `${name} ${JSON.stringify(value)}`
  })
  return `* ${kind} ${facts.join(', ')}`
}

function stateText(kernel: Kernel, entry: Entry): string[] {
  const life = `${entry.live ? 'lives' : 'does not live'}: ${entry.inc}.${entry.ln} by ${nameOf(entry.lo)}, rounds ${entry.rounds}`
  const stamps = entry.stamp.map(({ n, origin, at }) => `${n} by ${nameOf(origin)} at ${at}`)
  const held = `${entry.held === null ? '' : `, held ${JSON.stringify(entry.held)}`}${entry.lifeHeld === 0 ? '' : `, life held ${entry.lifeHeld}`}`
  return [
    `${life}; decided ${JSON.stringify(entry.g)} (${stamps.join('; ')})${held}`,
    ...entry.s.map((s, j) => systemText(kernel, entry, s, j)),
  ]
}

function systemText(kernel: Kernel, entry: Entry, s: SystemState, j: number): string {
  const rest = {
    ...(s.d === null ? {} : { told: s.d }),
    ...(s.apart === 'no' ? {} : { apart: s.apart }),
    ...(s.seen === 0 ? {} : { seen: s.seen }),
    ...(s.id === null ? {} : { id: s.id }),
    ...(s.key === null ? {} : { key: s.key }),
  }
  const row = s.present ? `row${s.b === null ? '' : ` ${JSON.stringify(s.b)}`}` : 'no row'
  return `${nameOf(j)}: ${row}, life ${s.dl}${Object.entries(rest)
    .map(([name, value]) => `, ${name} ${JSON.stringify(value)}`)
    .join('')}${pendingText(kernel, entry, j)}`
}

function pendingText(kernel: Kernel, entry: Entry, j: number): string {
  const { pend } = entry.s[j]!
  if (pend === null) return ''
  const { key, kind, values, expect, unmoved, id, to } = writeOf(kernel, entry, j, 'K', 0)
  const { b, d, dl } = pend.after
  const image: Image = { ...absent, present: kind !== 'delete', values: [...(b ?? encodeAll(kernel, j, entry.g))] }
  const foreign = { ...image, values: image.values.map((value) => Number(value) + 1) }
  const rest = {
    ...(key === 'K' ? {} : { key }),
    ...(to === undefined ? {} : { to }),
    ...(id === undefined ? {} : { id }),
    ...(unmoved.length === 0 ? {} : { unmoved }),
  }
  const facts = Object.entries(rest)
    .map(([name, value]) => `, ${name} ${JSON.stringify(value)}`)
    .join('')
  const asSentOf = [image, foreign, { ...image, died: true }, { ...absent, present: kind === 'delete' }].map((each) =>
    asSent(kernel, entry, j, each) ? 'yes' : 'no',
  )
  return ` → ${pend.doubtful ? 'perhaps ' : ''}${kind} ${JSON.stringify(values)} over ${JSON.stringify(expect)}${facts}; then ${JSON.stringify(b)} ${JSON.stringify(d)} ${dl}; as sent: ${asSentOf.join(' ')}`
}
