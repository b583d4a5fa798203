/** How far what the scripts of a system make is there: its catalog beside the text of the scripts. */
import type { Catalog, Ours } from './catalog.ts'

export interface Preparation {
  readonly missing: readonly string[]
  /** There, but made by another version of the flows. */
  readonly outdated: readonly string[]
  readonly disabled: readonly Ours[]
  /** Left when the scripts have run, and asked for by no flow any more: what would go on acting, and the tables that it filled. */
  readonly leftOver: readonly Ours[]
}

/** Names of ours, as scripts write them when they make something. */
const makes =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(TRIGGER|FUNCTION|TABLE|SEQUENCE)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|\w+)(?:\.(?:"(?:[^"]|"")+"|\w+))?)/g
/** Everything that may be a name, quoted or not. */
const names = /"(?:[^"]|"")+"|`(?:[^`]|``)+`|\w+/g
const captured = ['thalweg_outbox_', 'thalweg_events_']

export function preparation(there: readonly Ours[], scripts: readonly string[]): Preparation {
  const all = scripts.map(laidOutAlike).join(' ')
  const wanted = (['trigger', 'function', 'table'] as const).flatMap((kind) => made(scripts, kind).map((name) => [kind, name] as const))
  const has = (kind: string, name: string) => there.some((each) => each.kind === kind && each.name === name)
  const words = new Set(scripts.flatMap((script) => [...script.matchAll(names)].map(([name]) => plain(name))))
  const named = (name: string) => words.has(name)
  return {
    missing: wanted.filter(([kind, name]) => !has(kind, name)).map(([, name]) => name),
    outdated: there.filter(({ name, body }) => body !== null && named(name) && !all.includes(laidOutAlike(body))).map(({ name }) => name),
    disabled: there.filter(({ enabled }) => !enabled),
    leftOver: there.filter((each) => !named(each.name) && acts(each)),
  }
}

/** Names of what the scripts make, of ours, once each. */
export function made(scripts: readonly string[], kind: Ours['kind'] | 'sequence'): readonly string[] {
  const found = scripts.flatMap((script) => [...script.matchAll(makes)])
  const names = found.flatMap(([, what, name]) => (what!.toLowerCase() === kind ? [plain(name!)] : []))
  return [...new Set(names.filter((name) => name.startsWith('thalweg_')))]
}

/** Tables that hold operations and marks stay with those who made them. */
function acts({ kind, name }: Ours): boolean {
  return kind !== 'table' || captured.some((start) => name.startsWith(start))
}

/** The script that takes away what is left over; null where there is nothing. */
export function leftOverScript({ leftOver }: Preparation, catalog: Catalog): string | null {
  if (leftOver.length === 0) return null
  const { begin, commit } = catalog.transaction ?? { begin: null, commit: null }
  const drops = leftOver.map((each) => catalog.drop(each))
  return ['-- Left over: no flow asks for it any more.', '', ...[begin, ...drops, commit].filter((line) => line !== null), ''].join('\n')
}

/** How a statement is spread over lines is no difference: nobody has to prepare anew for that. */
function laidOutAlike(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim()
}

function plain(name: string): string {
  const last = /(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|\w+)$/.exec(name)![0]
  return last.startsWith('"')
    ? last.slice(1, -1).replaceAll('""', '"')
    : last.startsWith('`')
      ? last.slice(1, -1).replaceAll('``', '`')
      : last
}
