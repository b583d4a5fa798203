import type { Plan } from '../plan/schema.ts'
import type { Finding, Rule } from './finding.ts'
import { rules } from './rules/index.ts'

/** Everything that the rules find in a plan: by file, line and column, then by code. The same plan gives the same findings. */
export function check(plan: Plan): readonly Finding[] {
  return (rules as readonly Rule[])
    .flatMap(({ code, severity, check: find }) => find(plan).map((found): Finding => ({ code, severity, ...found })))
    .sort(inOrder)
}

/** By place, then by code; what is equal in both keeps the order in which its rule found it. */
function inOrder(a: Finding, b: Finding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1
  if (a.at.line !== b.at.line) return a.at.line - b.at.line
  if (a.at.column !== b.at.column) return a.at.column - b.at.column
  return a.code === b.code ? 0 : a.code < b.code ? -1 : 1
}
