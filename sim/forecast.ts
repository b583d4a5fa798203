/** A dry run, and the run right after it, told in the same words. */
import type { Overlay } from '../runtime/overlay.ts'
import type { LedgerCommit } from '../runtime/ports.ts'
import type { KeyText, Raw } from '../runtime/values.ts'
import type { HubWrite } from './story.ts'
import type { World } from './world.ts'

type Commits = readonly Pick<LedgerCommit, 'audit' | 'openReviews'>[]

/** What a dry run said, and what the run right after it did, each in its order. */
export interface Forecast {
  readonly said: readonly Told[]
  readonly done: readonly Told[]
}
export interface Told {
  readonly key: KeyText
  readonly text: string
}

type RowWrite = Pick<HubWrite, 'system' | 'kind' | 'key' | 'made' | 'fields'>

/** What a dry run says that a run would do. */
export function said(world: World, { writes, commits }: Pick<Overlay, 'writes' | 'commits'>): Told[] {
  const rows = writes.map(({ system, kind, key, to = key, fields }): RowWrite => {
    const made = Object.fromEntries(Object.entries(fields).map(([field, each]) => [field, each.to]))
    return { system, kind, key: to, made, fields: Object.keys(fields) }
  })
  return [...rowsTold(world, rows), ...notes(commits)]
}

/** What a run did. */
export function done(world: World, writes: readonly RowWrite[], commits: Commits): Told[] {
  return [...rowsTold(world, writes), ...notes(commits)]
}

/**
 * Values are left out where the system makes of them what nobody has declared. So are updates of nothing else: a dry run cannot tell which of them change anything, and
 * which follow from what the system made of an earlier one.
 */
function rowsTold({ alters }: World, writes: readonly RowWrite[]): Told[] {
  const out: Told[] = []
  for (const { system, kind, key, made, fields } of writes) {
    const altered = (field: string) => alters[system]?.[field] !== undefined
    if (kind === 'update' && fields.some(altered) && fields.every((field) => altered(field) || !Object.hasOwn(made, field))) continue
    const values = Object.entries(made).flatMap(([field, raw]) => (altered(field) ? [] : [` ${field}=${shown(raw)}`]))
    out.push({ key, text: `${kind} of ${key} at ${system}${values.sort().join('')}` })
  }
  return out
}
function shown(raw: Raw): string {
  return typeof raw === 'string' ? JSON.stringify(raw) : String(raw)
}

function notes(commits: Commits): Told[] {
  return commits.flatMap(({ audit, openReviews }) => [
    ...audit.flatMap(({ kind, conflict = '', flow, key, unit = '', system = '' }) =>
      kind === 'conflict' || kind === 'deadLetter' ? [{ key, text: `${kind} ${conflict} of ${flow} ${key} ${unit} at ${system}` }] : [],
    ),
    ...openReviews.map(({ flow, key, unit, conflict }) => ({ key, text: `review of ${flow} ${key} ${unit}: ${conflict}` })),
  ])
}
