/** What is told one by one: what people did, what stopped, what waits for a decision. */
import type { StoredReview } from '../../runtime/ports.ts'
import type { KeyText } from '../../runtime/values.ts'
import { sentenceOf } from '../trace/history.ts'
import type { Period } from './period.ts'
import type { NumberedRow } from './row.ts'

export interface Moment {
  readonly at: number
  readonly what: string
  /** Those that are alike and follow each other are told together. */
  readonly flows: readonly string[]
  /** Of the first few records. */
  readonly keys: readonly KeyText[]
  readonly count: number
}

interface Single {
  readonly at: number
  readonly what: string
  readonly flow: string
  /** Empty: the whole flow. */
  readonly key: KeyText
}

const mostKeys = 3

/** Oldest first. */
export function momentsOf(rare: readonly NumberedRow[], reviews: readonly StoredReview[], { since, asOf }: Period): Moment[] {
  const rows = ofRows(rare)
  const told = new Set(rows.map(whenAndWhere))
  // A review that closes by a decision that is told here says nothing new.
  const closed = reviews.flatMap(ofClosing).filter((single) => !told.has(whenAndWhere(single)))
  const singles = [...rows, ...reviews.map(ofOpening), ...closed].filter(({ at }) => at >= since && at <= asOf)
  const moments: Moment[] = []
  for (const { at, what, flow, key } of singles.toSorted((a, b) => a.at - b.at)) {
    const last = moments.at(-1)
    const keys = key === '' ? [] : [key]
    if (last?.what !== what) moments.push({ at, what, flows: [flow], keys, count: 1 })
    else
      moments[moments.length - 1] = {
        ...last,
        flows: [...new Set([...last.flows, flow])],
        keys: [...last.keys, ...keys].slice(0, mostKeys),
        count: last.count + 1,
      }
  }
  return moments
}

/** A decision by a person leaves a row for what stands, and one for each value that it went against: told once. */
function ofRows(rows: readonly NumberedRow[]): Single[] {
  const told = new Set<string>()
  return rows.flatMap((row): Single[] => {
    const { at, flow, key, kind, unit, body } = row
    if (kind !== 'decided' && kind !== 'overruled') return [{ at, flow, key, what: `${sentenceOf(row)}${by(body['by'])}` }]
    const what = `${unit}: ${String(body['change'])}`
    const name = JSON.stringify([flow, key, what])
    if (told.has(name)) return []
    told.add(name)
    return [{ at, flow, key, what }]
  })
}

function by(who: unknown): string {
  return typeof who === 'string' ? ` by ${who}` : ''
}

function whenAndWhere({ at, flow, key }: Single): string {
  return JSON.stringify([at, flow, key])
}

function ofOpening({ id, flow, key, unit, conflict, system, openedAt }: StoredReview): Single {
  return { at: openedAt, flow, key, what: `review ${id} ${about(unit)} opened: ${conflict} by ${system}` }
}

function ofClosing({ id, flow, key, unit, closed }: StoredReview): Single[] {
  return closed === undefined ? [] : [{ at: closed.at, flow, key, what: `review ${id} ${about(unit)} closed: ${closed.how}` }]
}

function about(unit: string): string {
  return unit === '' ? 'of its life' : `of ${unit}`
}
