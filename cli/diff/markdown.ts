/** `diff` for a pull request. */
import { levels } from '../../codegen/diff/change.ts'
import { parts } from '../../codegen/diff/held.ts'
import { count, plain } from '../text.ts'
import type { Told, ToldChange } from './told.ts'
import { heldOnce, levelTitles, partNames, placeText, whoseText } from './told.ts'

/** @param folder of the flow file */
export function diffMarkdown({ against, changes, stale }: Told, folder: string): string {
  const head =
    changes.length === 0
      ? `No flow changes against \`${plain(against)}\`.`
      : `### ${count(changes.length, 'flow change')} against \`${plain(against)}\``
  const tables = levels.flatMap((level) => {
    const own = changes.filter((change) => change.level === level)
    if (own.length === 0) return []
    return [
      '',
      `**${levelTitles[level]}**`,
      '',
      ...table(
        ['flow', 'change', 'where', 'ledger'],
        own.map((change) => row(change, folder)),
      ),
    ]
  })
  return [head, ...tables, ...ledger(changes), ...staleLines(stale, folder)].join('\n')
}

function row(change: ToldChange, folder: string): readonly string[] {
  const asked = change.accept === undefined ? (change.accepted === true ? ' (accepted)' : '') : `; **not accepted**: ${safe(change.accept)}`
  return [safe(whoseText(change)), safe(change.text) + asked, safe(placeText(change.at, folder)), change.held.whole]
}

function ledger(changes: readonly ToldChange[]): string[] {
  const all = heldOnce(changes)
  if (all.length === 0) return []
  return [
    '',
    '<details><summary>What becomes of what the ledger holds</summary>',
    '',
    ...table(
      ['', ...all.map(({ whole }) => whole)],
      parts.map((part) => [partNames[part], ...all.map((held) => held[part])]),
    ),
    '',
    '</details>',
  ]
}

function staleLines(stale: Told['stale'], folder: string): string[] {
  if (stale.length === 0) return []
  return [
    '',
    'Accepted in code, and no change any more:',
    '',
    ...stale.map(({ flow, change, at }) => `- ${safe(flow)}: ${safe(change)} (${safe(placeText(at, folder))})`),
  ]
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(names), `|${names.map(() => ' --- ').join('|')}|`, ...rows.map(line)]
}

/** Text of an engineer's own: no part of it ends the cell, or is taken for markup. */
function safe(text: string): string {
  return plain(text)
    .replaceAll(/[\\|`*_[\]~]/g, String.raw`\$&`)
    .replaceAll('<', '&lt;')
}
