/** `diff` for the terminal. */
import { levels } from '../../codegen/diff/change.ts'
import { parts } from '../../codegen/diff/held.ts'
import type { Cli } from '../command.ts'
import { count, plain } from '../text.ts'
import type { Told, ToldChange } from './told.ts'
import { heldOnce, levelTitles, partNames, placeText, whoseText } from './told.ts'

/** @param folder of the flow file */
export function diffText({ against, counts, changes, stale }: Told, folder: string, { paint }: Pick<Cli, 'paint'>): string {
  const colours = { breaking: paint.red, risky: paint.yellow, safe: paint.green }
  const numbers = levels.map((level) => `${counts[level]} ${level}`).join(', ')
  const head =
    changes.length === 0
      ? `Nothing has changed since ${plain(against)}.`
      : `${count(changes.length, 'change')} since ${plain(against)}: ${numbers}.`
  const blocks = levels.flatMap((level) => {
    const own = changes.filter((change) => change.level === level)
    return own.length === 0
      ? []
      : [['', colours[level](levelTitles[level]), ...own.flatMap((change) => lines(change, folder, paint))].join('\n')]
  })
  return [head, ...blocks, ...ledger(changes, paint), ...staleLines(stale, folder)].join('\n')
}

function lines(change: ToldChange, folder: string, paint: Cli['paint']): string[] {
  return [
    `  ${paint.bold(plain(whoseText(change)))} ${plain(change.text)}  ${paint.dim(placeText(change.at, folder))}`,
    `    ${change.held.whole}`,
    ...(change.accept === undefined ? [] : [`    nobody accepted it, so a run leaves the flow out: ${plain(change.accept)}`]),
    ...(change.accepted === true
      ? [
          `    ${change.handedOver === true ? 'accepted once the ledger says that it was handed over: thalweg handover' : 'accepted in code'}`,
        ]
      : []),
  ]
}

function ledger(changes: readonly ToldChange[], paint: Cli['paint']): string[] {
  const all = heldOnce(changes)
  if (all.length === 0) return []
  const width = Math.max(...Object.values(partNames).map((name) => name.length))
  return [
    '',
    'What becomes of what the ledger holds',
    ...all.flatMap((held) => [
      `  ${paint.bold(held.whole)}`,
      ...parts.map((part) => `    ${partNames[part].padEnd(width)}  ${held[part]}`),
    ]),
  ]
}

function staleLines(stale: Told['stale'], folder: string): string[] {
  if (stale.length === 0) return []
  return [
    '',
    'Accepted in code, and no change any more: the call can go once every environment has run it',
    ...stale.map(({ flow, change, at }) => `  ${plain(flow)} ${plain(change)}  ${placeText(at, folder)}`),
  ]
}
