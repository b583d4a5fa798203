/** The table of what the seeds of a test run meet: policy × conflict kind × accident, as Markdown. A cell that is empty says why, or is a gap. */
import { simulate } from '../sim/simulate.ts'
import { accidents, coverageOf, gapsOf } from '../sim/verify/table.ts'
import { simulated } from '../test/sim/landscapes/index.ts'

/** @returns the table, and how many of its cells are empty without a reason */
export async function coverage(times: number): Promise<{ readonly lines: readonly string[]; readonly gaps: number }> {
  const flows = Object.values(simulated).flatMap(({ landscape }) => Object.values(landscape.flows))
  const rows = coverageOf(flows, await counts(times))
  const lines = rows.map(({ policy, kind, met }) => {
    const cells = met.map((cell, i) => (cell === null ? '·' : cell === 0 && accidents[i] !== 'none' ? 'GAP' : cell))
    return `| ${policy} | ${kind} | ${cells.join(' | ')} |`
  })
  const head = [`| policy | conflict | ${accidents.join(' | ')} |`, `| --- | --- |${accidents.map(() => ' ---: |').join('')}`]
  const whys = new Set(
    rows.flatMap(({ policy, never }) => Object.entries(never).map(([accident, why]) => `${policy}, ${accident}: ${why}`)),
  )
  return { lines: [...head, ...lines, '', ...[...whys].sort()], gaps: gapsOf(rows).length }
}

async function counts(times: number): Promise<ReadonlyMap<string, number>> {
  const out = new Map<string, number>()
  for (const { seeds, ...scenario } of Object.values(simulated))
    for (let seed = 1; seed <= seeds * times; seed++)
      for (const [cell, count] of Object.entries((await simulate({ ...scenario, seed })).met)) out.set(cell, (out.get(cell) ?? 0) + count)
  return out
}
