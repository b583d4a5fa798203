/** The table of what the seeds of a test run meet: policy × conflict kind × accident, as Markdown. A cell that is empty says why, or is a gap. */
import type { ConflictKind } from '../runtime/conflict-kinds.ts'
import { conflictKinds } from '../runtime/conflict-kinds.ts'
import { rough } from '../sim/quirks.ts'
import { simulate } from '../sim/simulate.ts'
import { simulated } from '../test/sim/landscapes/index.ts'

type Row = Map<string, number>

/** Kinds that no seed can meet. */
const outside: { readonly [K in ConflictKind]?: string } = {
  constraint: 'no simulated system refuses a row for a constraint; the tests of the connectors do',
}
/** A person is hasty only where he is asked; of these kinds nobody is, where they are about the record and its key. */
const unasked: ReadonlySet<string> = new Set<ConflictKind>(['bothChanged', 'foreignWrite', 'missingParent', 'constraint'])
const accidents = [
  'none',
  ...Object.entries(rough)
    .filter(([, probability]) => probability > 0)
    .map(([quirk]) => quirk),
]

/** @returns the table, and how many of its cells are empty without a reason */
export async function coverage(times: number): Promise<{ readonly lines: readonly string[]; readonly gaps: number }> {
  const met = await counts(times)
  const lines = [`| policy | conflict | ${accidents.join(' | ')} |`, `| --- | --- |${accidents.map(() => ' ---: |').join('')}`]
  let gaps = 0
  for (const [policy, kinds] of expected(met)) {
    for (const kind of kinds) {
      const row = met.get(`${policy}, ${kind}`)
      const why = row === undefined ? outside[kind] : undefined
      const asked = policy !== 'life' || !unasked.has(kind)
      const empty = (accident: string) => {
        if (why !== undefined || (accident === 'haste' && !asked)) return '·'
        return accident === 'none' ? 0 : 'GAP'
      }
      const cells = accidents.map((accident) => row?.get(accident) ?? empty(accident))
      gaps += cells.filter((cell) => cell === 'GAP').length
      lines.push(
        `| ${policy} | ${kind}${why === undefined ? (asked ? '' : ': nobody is asked, so nobody is hasty') : `: ${why}`} | ${cells.join(' | ')} |`,
      )
    }
  }
  return { lines, gaps }
}

async function counts(times: number): Promise<ReadonlyMap<string, Row>> {
  const out = new Map<string, Row>()
  for (const { seeds, ...scenario } of Object.values(simulated)) {
    for (let seed = 1; seed <= seeds * times; seed++) {
      for (const [cell, count] of Object.entries((await simulate({ ...scenario, seed })).met)) {
        const [policy, kind, accident] = cell.split(', ')
        const name = `${policy}, ${kind}`
        const row: Row = out.get(name) ?? new Map<string, number>()
        out.set(name, row.set(accident!, (row.get(accident!) ?? 0) + count))
      }
    }
  }
  return out
}

/** What policies say that they can meet, and what was met besides; of the life of records, all that is left. */
function expected(met: ReadonlyMap<string, Row>): Map<string, readonly ConflictKind[]> {
  const said = new Map<string, Set<string>>([['life', new Set<string>(conflictKinds)]])
  for (const { landscape } of Object.values(simulated))
    for (const { settle } of Object.values(landscape.flows))
      for (const { policy, answers } of settle.units) {
        const kinds = said.get(policy.kind) ?? new Set<string>()
        said.set(policy.kind, kinds)
        // An edit by who is no writer is a foreign write, never a clash.
        for (const kind of policy.writer === null ? Object.keys(policy.outcomes) : ['bothCreated', 'foreignWrite']) kinds.add(kind)
        if (policy.kind === 'lastWriteWins') kinds.add('tie')
        if (answers !== undefined) kinds.add('staleAnswer')
      }
  const life = said.get('life')!
  for (const kind of ['bothChanged', 'bothCreated', 'foreignWrite', 'staleAnswer', 'tie']) life.delete(kind)
  for (const name of met.keys()) {
    const [policy, kind] = name.split(', ')
    said.get(policy!)?.add(kind!)
  }
  return new Map([...said].map(([policy, kinds]) => [policy, conflictKinds.filter((kind) => kinds.has(kind))]))
}
