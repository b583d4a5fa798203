/** What flows allow: warnings that stand in every report with their reason, and stop being findings. */
import type { Plan, Position } from '../plan/schema.ts'
import type { Finding, Kind, Severity } from './finding.ts'
import { flowsOf } from './plan-parts.ts'
import { allowing, type AllowingFacts } from './rules/allowing/index.ts'

/** A warning that its flow allows. */
export interface Allowed {
  readonly finding: Finding
  readonly because: string
  readonly at: Position
}

/** What was found, without what flows allow; and that, with the reasons. */
export interface Verdict {
  readonly findings: readonly Finding[]
  readonly allowed: readonly Allowed[]
}

interface Allowance {
  readonly flow: string
  readonly code: string
  readonly because: string
  readonly at: Position
}

interface Sought {
  /** Every kind of finding that there is. */
  readonly kinds: readonly Kind[]
  /** Codes that were not looked for this time: that they were not found tells nothing. */
  readonly unsought: ReadonlySet<string>
}

/** What is wrong with an allowance itself is among the findings. */
export function allow(plan: Plan, found: readonly Finding[], { kinds, unsought }: Sought): Verdict {
  const severities = new Map(kinds.map(({ code, severity }) => [code, severity]))
  const allowances = flowsOf(plan).flatMap(([flow, { allows = [] }]) => allows.map((each): Allowance => ({ flow, ...each })))
  const impossible = allowances.flatMap((allowance) => impossibleIn(allowance, severities))
  const possible = allowances.filter(({ at }) => !impossible.some((finding) => finding.at === at))
  const allowed = found.flatMap((finding) =>
    possible
      .filter((each) => covers(each, finding))
      .slice(0, 1)
      .map(({ because, at }) => ({ finding, because, at })),
  )
  const used = new Set(allowed.map(({ at }) => at))
  const idle = possible.filter(({ at, code }) => !used.has(at) && !unsought.has(code)).map((allowance) => idleAmong(allowance, possible))
  const covered = new Set(allowed.map(({ finding }) => finding))
  return { findings: [...found.filter((finding) => !covered.has(finding)), ...impossible, ...idle], allowed }
}

function covers({ flow, code }: Allowance, finding: Finding): boolean {
  return finding.severity === 'warning' && finding.code === code && finding.flow === flow
}

function impossibleIn({ flow, code, at }: Allowance, severities: ReadonlyMap<string, Severity>): readonly Finding[] {
  const severity = severities.get(code)
  const own = allowing.some((each) => each.code === code)
  const kind = severity === undefined ? 'unknown' : own ? 'allows' : severity === 'error' ? 'error' : undefined
  return kind ? [{ ...head('TW130'), at, flow, facts: { kind, allowed: code } satisfies AllowingFacts['TW130'] }] : []
}

function idleAmong({ flow, code, at }: Allowance, all: readonly Allowance[]): Finding {
  const first = all.find((each) => each.flow === flow && each.code === code)
  const again = first !== undefined && first.at !== at
  return {
    ...head('TW131'),
    at,
    ...(again && { also: [first.at] }),
    flow,
    facts: { allowed: code, again } satisfies AllowingFacts['TW131'],
  }
}

function head(code: (typeof allowing)[number]['code']): Pick<Finding, 'code' | 'severity'> {
  return { code, severity: allowing.find((each) => each.code === code)!.severity }
}
