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

/** What a dry run says that a run would do. */
export function said(world: World, { writes, commits }: Pick<Overlay, 'writes' | 'commits'>): Told[] {
  const rows = writes.map(({ system, kind, key, to = key, fields }) => {
    const made = Object.fromEntries(Object.entries(fields).map(([field, each]) => [field, each.to]))
    return rowTold(world, { system, kind, key: to, made })
  })
  return [...rows, ...notes(commits)]
}

/** What a run did. */
export function done(world: World, writes: readonly HubWrite[], commits: Commits): Told[] {
  return [...writes.map((write) => rowTold(world, write)), ...notes(commits)]
}

/** Values are left out where the system makes of them what nobody has declared. */
function rowTold(world: World, { system, kind, key, made }: Pick<HubWrite, 'system' | 'kind' | 'key' | 'made'>): Told {
  const values = Object.entries(made)
    .filter(([field]) => world.alters[system]?.[field] === undefined)
    .map(([field, raw]) => ` ${field}=${shown(raw)}`)
  return { key, text: `${kind} of ${key} at ${system}${values.sort().join('')}` }
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
