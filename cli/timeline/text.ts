/** Cases that were played, as a person reads them: a line for each moment, a column for each system, and the hub between them. */
import type { Colors } from 'picocolors/types.js'
import { table } from '../text.ts'
import type { Cell, Moment, Played } from './acts.ts'
import { keptText } from './kept.ts'
import { shown } from './words.ts'

const hubWidth = 52

export function playedText(played: readonly Played[], paint: Colors): string {
  const [shownCases, others] = [played.filter(({ moments }) => moments.length > 0), played.filter(({ moments }) => moments.length === 0)]
  return [
    ...shownCases.map((each) => caseText(each, paint)),
    ...(others.length === 0 ? [] : [paint.dim(['What cannot be shown:', table(others.map(notShown), '  ')].join('\n'))]),
  ].join('\n\n')
}

function notShown({ title, told }: Played): [string, string] {
  return [title, told.replace(/^cannot occur: /, '')]
}

function caseText({ title, told, moments }: Played, paint: Colors): string {
  const [first, ...others] = Object.keys(moments[0]!.held) as [string, ...string[]]
  const rows = moments.map((moment) => [
    [timeOf(moment.at, moments[0]!.at)],
    [cellText(moment, first)],
    hubText(moment).flatMap(wrapped),
    ...others.map((system) => [cellText(moment, system)]),
  ])
  return [`${paint.bold(title)}: ${told}`, grid([[['time'], [first], ['hub'], ...others.map((system) => [system])], ...rows])].join('\n')
}

/** `09:01`, with seconds where they count, and how many days later. */
function timeOf(at: number, from: number): string {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T')
  const days = Math.round((Date.parse(date) - Date.parse(new Date(from).toISOString().slice(0, 10))) / 86_400_000)
  const time = clock.slice(0, clock.slice(6, 8) === '00' ? 5 : 8)
  return days === 0 ? time : `+${days}d ${time}`
}

const made = { user: 'typed', hub: 'written' } as const
const gone = { user: 'deleted', hub: 'deleted by the hub' } as const

function cellText({ held }: Moment, system: string): string {
  const { values, by } = held[system]!
  if (values === null) return by === null ? 'no row' : `no row (${gone[by]})`
  const text = valuesText(values)
  return by === null ? text : `${text} (${made[by]})`
}

function valuesText(values: NonNullable<Cell['values']>): string {
  return shown(values)
}

function hubText({ what, said, decided, kept }: Moment): string[] {
  const value = decided.values === null ? 'no record' : valuesText(decided.values)
  const stands = decided.inReview ? `${value}, in review` : value
  if (what === 'before') return [stands]
  if (what === 'act') return said.filter((line) => line.includes('edits') || line.includes('refused'))
  const lines = keptText(kept).map((line) => line.replaceAll('`', ''))
  return [`${what}: ${stands}`, ...(lines.length === 0 ? ['nothing is decided'] : lines)]
}

/** Over several lines where it is long; what goes on is set in. */
function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < hubWidth) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(lines.length === 0 ? word : `  ${word}`)
  }
  return lines
}

/** A table whose cells may have several lines. */
function grid(rows: readonly (readonly (readonly string[])[])[]): string {
  const flat = rows.flatMap((cells) =>
    Array.from({ length: Math.max(...cells.map(({ length }) => length), 1) }, (_, i) => cells.map((lines) => lines[i] ?? '')),
  )
  return table(flat, '  ')
}
