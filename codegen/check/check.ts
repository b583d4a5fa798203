import type { Plan } from '../plan/schema.ts'
import { allow, type Verdict } from './allow.ts'
import type { Finding, Found, Rule } from './finding.ts'
import { join, type Joined } from './joined.ts'
import type { AcrossRule } from './rules/across/across.ts'
import { across } from './rules/across/index.ts'
import { kinds, rules } from './rules/index.ts'

/** Everything that the rules find in a plan, but for what its flows allow: by file, line and column, then by code. The same plan gives the same findings. */
export function check(plan: Plan): readonly Finding[] {
  return judge(plan).findings
}

/**
 * The same, and what the flows allow, in the same order.
 * @param others The plans of other repositories: what is wrong between them and this plan is found as well, and nothing that is theirs alone.
 */
export function judge(plan: Plan, others: readonly Plan[] = []): Verdict {
  const found = (rules as readonly Rule[]).flatMap(({ code, severity, check: find }) => findings({ code, severity }, find(plan)))
  const between = others.length === 0 ? [] : betweenAll(join(plan, others))
  const unsought = new Set(others.length === 0 ? across.map(({ code }): string => code) : [])
  const verdict = allow(plan, [...found, ...between], { kinds, unsought })
  return {
    findings: [...verdict.findings].sort(inOrder),
    allowed: [...verdict.allowed].sort((a, b) => inOrder(a.finding, b.finding)),
  }
}

function betweenAll(joined: Joined): readonly Finding[] {
  return (across as readonly AcrossRule[]).flatMap(({ code, severity, check: find }) => findings({ code, severity }, find(joined)))
}

function findings(head: Pick<Finding, 'code' | 'severity'>, found: readonly Found<unknown>[]): readonly Finding[] {
  return found.map((each) => ({ ...head, ...each }))
}

/** By place, then by code; what is equal in both keeps the order in which its rule found it. */
function inOrder(a: Finding, b: Finding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1
  if (a.at.line !== b.at.line) return a.at.line - b.at.line
  if (a.at.column !== b.at.column) return a.at.column - b.at.column
  return a.code === b.code ? 0 : a.code < b.code ? -1 : 1
}
