/**
 * What must hold of answers when nothing is left to do, told by what users saw and by nothing else:
 *
 *   STALE     an answer has come to the system that had changed what it answers, and neither user knew of the other's edit
 *   HELDBACK  an answer is in review, and everybody knew of everything
 */
import type { Config, State } from './state.ts'
import { has } from './state.ts'

export function judgedAnswers(S: State, config: Config): string | null {
  if (S.reviewed > 0) return null
  const { kernel } = config
  for (const u of kernel.answering) {
    const { answers, at, policy } = kernel.units[u]!
    const given = S.shadow.b[policy.writer!]!.cells
    // A group is answered as one, by who wrote any of it last.
    const f = at.reduce((last, each) => (given !== null && given[each]!.e > given[last]!.e ? each : last), at[0]!)
    const answer = given?.[f]
    if (answer === undefined || answer.e < 0 || S.acts[answer.e]!.j !== policy.writer) continue
    // A row that comes back while it is in review has to hold something: then the review says so.
    const held = S.entry.held?.[u]?.frozen === true
    const fields = answers.flatMap((v) => kernel.units[v]!.at)
    for (const g of fields) {
      const changer = config.owner[g]!
      const { e } = S.shadow.g.cells[g]!
      const there = S.s[changer]!.row.cells?.[f]
      if (!(held && config.lives) && e >= 0 && S.acts[e]!.j === changer && there?.e === answer.e && unaware(S, answer.e, f, e, g))
        return `STALE: a${answer.e} has come to where a${e} was made, and neither knew of the other`
    }
    const missed = S.acts.some(({ kind, f: g, j }, n) => {
      // What was answered of a record that is deleted says nothing of the next one.
      if (kind === 'delete') return true
      if (kind === 'update' && !fields.includes(g)) return false
      return j === policy.writer || !(has(S.acts[answer.e]!.seen, n) || has(S.acts[n]!.seen, answer.e))
    })
    if (held && !missed) return `HELDBACK: a${answer.e} is in review, and everybody knew of everything`
  }
  return null
}

/** Neither had seen the other's edit, or held a value equal to it. Who creates a row gives all of it the same value. */
function unaware(S: State, answer: number, f: number, change: number, g: number): boolean {
  const knew = (n: number, other: number, at: number): boolean => {
    const { j, seen, from, to } = S.acts[n]!
    const same = S.acts[other]!.to
    const typed = S.acts.some((act) => act.j === j && act.f === at && (act.to === same || act.from?.[at] === same))
    return has(seen, other) || (from?.[at] ?? to) === same || typed
  }
  return !knew(answer, change, g) && !knew(change, answer, f)
}
