import type { Plan } from '../plan/schema.ts'
import { allow, type Verdict } from './allow.ts'
import type { Finding, Rule } from './finding.ts'
import { kinds, rules } from './rules/index.ts'

/** Everything that the rules find in a plan, but for what its flows allow: by file, line and column, then by code. The same plan gives the same findings. */
export function check(plan: Plan): readonly Finding[] {
  return judge(plan).findings
}

/** The same, and what the flows allow, in the same order. */
export function judge(plan: Plan): Verdict {
  const found = (rules as readonly Rule[]).flatMap(({ code, severity, check: find }) =>
    find(plan).map((each): Finding => ({ code, severity, ...each })),
  )
  const { findings, allowed } = allow(plan, found, kinds)
  return { findings: [...findings].sort(inOrder), allowed: [...allowed].sort((a, b) => inOrder(a.finding, b.finding)) }
}

/** By place, then by code; what is equal in both keeps the order in which its rule found it. */
function inOrder(a: Finding, b: Finding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1
  if (a.at.line !== b.at.line) return a.at.line - b.at.line
  if (a.at.column !== b.at.column) return a.at.column - b.at.column
  return a.code === b.code ? 0 : a.code < b.code ? -1 : 1
}
