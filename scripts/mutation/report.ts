/** What came of it: the survivors with their reasons, the share that was noticed of each file, and the exit status. */
import { readFileSync } from 'node:fs'
import type { Kept } from './kept.ts'
import type { Mutant } from './mutants.ts'

const least = 0.9
/** By file and key, why nothing notices it. */
export const reasons = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>

export function report(mutants: readonly Mutant[], wanted: readonly number[], kept: Kept, json: boolean): number {
  const share = (of: readonly number[]) => of.filter((n) => kept.noticed(n)).length / Math.max(1, of.length)
  const survivors = wanted
    .filter((n) => !kept.noticed(n))
    .map((n) => mutants[n]!)
    .map(({ file, key, line }) => ({ file, line, key, reason: reasons[file]?.[key] ?? null }))
  const unexplained = survivors.filter(({ reason }) => reason === null).length
  if (json) console.log(JSON.stringify({ mutants: wanted.length, noticed: share(wanted), survivors }, null, 2))
  else {
    for (const { file, line, key, reason } of survivors) console.log(`${file}:${line}  ${key}\n    ${reason ?? 'NO REASON IS KEPT'}`)
    console.log('')
    const row = (of: readonly number[], name: string) =>
      console.log(`${(share(of) * 100).toFixed(1).padStart(6)} %  of ${String(of.length).padStart(4)}  ${name}`)
    for (const [file, of] of Map.groupBy(wanted, (n) => mutants[n]!.file)) row(of, file)
    row(wanted, 'in all')
    if (unexplained > 0)
      console.log(
        `\n${unexplained} survive without a reason: write a test that notices, or say in scripts/mutation/survivors.json why none can.`,
      )
  }
  return share(wanted) < least || unexplained > 0 ? 1 : 0
}
