/** What systems hold side by side, in words. */
import type { Difference, FlowMatch, Loose, Unread } from '../../runtime/side-by-side.ts'
import type { Canonical } from '../../runtime/values.ts'
import type { Cli } from '../command.ts'
import { count, plain, value } from '../text.ts'

/** Of a kind, in a flow; `--json` has more of them. */
const shown = 5

export function told(matches: readonly FlowMatch[], cli: Cli): string {
  return matches.map((match) => flowTold(match, cli)).join('\n')
}

function flowTold(match: FlowMatch, { paint }: Cli): string {
  const { flow, accepted, added, rows, pairs, equal } = match
  const counts = Object.entries(rows).map(([system, rows]) => `${system} ${rows === null ? 'did not answer' : rows.toLocaleString('en')}`)
  const all = Object.values(rows).every((rows) => rows !== null)
  const common = all
    ? `; ${pairs.toLocaleString('en')} in common${pairs === 0 ? '' : `, ${equal === pairs ? 'all' : equal.toLocaleString('en')} of them equal`}`
    : ''
  return [
    `${paint.bold(flow)}${accepted ? paint.dim(added.length > 0 ? ' (accepted before)' : ' (accepted)') : ''}: ${counts.join(', ')}${common}`,
    ...(added.length === 0
      ? []
      : [`  came to it since: ${added.join(', ')}; thalweg run --once --dry-run shows what comparing them would write`]),
    ...differing(match),
    ...(all ? alone(match) : []),
    ...Object.entries(match.ambiguous)
      .filter(([, keys]) => keys.length > 0)
      .map(
        ([system, keys]) =>
          `  ${count(keys.length, 'key')} in ${system} that ${keys.length === 1 ? 'stands' : 'stand'} for more than one row: ${some(keys)}`,
      ),
    ...Object.entries(match.unreferenced).flatMap(([system, each]) => loose(system, each)),
    ...unread(match.unkeyed, 'row', 'whose key is none'),
    ...unread(match.invalid, 'row', 'with a value that is none of the field’s'),
  ].join('\n')
}

function differing({ differing: { records, units, examples } }: FlowMatch): string[] {
  if (records === 0) return []
  const parts = Object.entries(units).map(([unit, each]) => `${unit} in ${each.records.toLocaleString('en')}${asked(each)}`)
  return [
    `  ${count(records, 'record differs', 'records differ')}: ${parts.join(', ')}`,
    ...examples.slice(0, shown).map(difference),
    ...(examples.length > shown ? ['    and more (--json has up to a hundred)'] : []),
  ]
}

function asked({ records, reviews }: { readonly records: number; readonly reviews: number }): string {
  if (reviews === 0) return ''
  return reviews === records ? ' (a person is asked)' : ` (a person is asked in ${reviews.toLocaleString('en')})`
}

function difference({ key, unit, values, stands, review }: Difference): string {
  const sides = Object.entries(values).map(([system, each]) => `${system} ${unitValue(each)}`)
  return `    ${plain(key)} ${unit}: ${sides.join(', ')} → ${review ? 'in review' : stands === null ? 'left as it is' : unitValue(stands)}`
}

function unitValue(values: readonly Canonical[]): string {
  return values.map(value).join(' ')
}

function alone({ orphans, examples }: FlowMatch): string[] {
  return Object.entries(orphans)
    .filter(([, count]) => count > 0)
    .map(([system, count]) => `  ${count.toLocaleString('en')} in ${system} alone: ${some(examples[system]!, count)}`)
}

function some(keys: readonly string[], of = keys.length): string {
  return `${keys.slice(0, shown).map(plain).join(', ')}${of > shown ? ', …' : ''}`
}

/** Rows that have no key of ours. */
function loose(system: string, { rows, pairs, examples, ambiguous, alone }: Loose): string[] {
  if (rows === null || rows === 0) return []
  const alike = ambiguous.reduce((sum, { ids }) => sum + ids.length, 0)
  const parts = [
    ...(pairs === 0
      ? []
      : [
          `${pairs.toLocaleString('en')} like one record alone, whose key ${pairs === 1 ? 'it gets' : 'each gets'} (${some(
            examples.map(({ key, id }) => `${id}: ${key}`),
            pairs,
          )})`,
        ]),
    ...(alike === 0 ? [] : [`${alike.toLocaleString('en')} like several, so that a person is to write the key into the right one`]),
    ...(alone.rows === 0 ? [] : [`${alone.rows.toLocaleString('en')} like none (${some(alone.ids, alone.rows)})`]),
  ]
  return [
    `  ${count(rows, 'row')} in ${system} without a key: ${parts.join('; ')}`,
    ...ambiguous
      .slice(0, shown)
      .map(({ keys, ids }) => `    ${some(keys)} and the ${ids.length === 1 ? 'row' : 'rows'} ${some(ids)} are alike`),
  ]
}

function unread(bySystem: Readonly<Record<string, Unread>>, one: string, what: string): string[] {
  return Object.entries(bySystem)
    .filter(([, { rows }]) => rows > 0)
    .map(
      ([system, { rows, examples }]) =>
        `  ${count(rows, one)} in ${system} ${what}: ${examples.map(({ key, detail }) => `${plain(key)} (${plain(detail)})`).join(', ')}${rows > examples.length ? ', …' : ''}`,
    )
}
