import type { Plan, Position } from '../plan/schema.ts'

export type Severity = 'error' | 'warning'

/** Something that is wrong with a portfolio, as data. Its sentences are in `wording`. */
export interface Finding {
  /** Stable: `TW104`. The page of the docs has the same name. */
  readonly code: string
  readonly severity: Severity
  /** The call that is to blame. */
  readonly at: Position
  /** Other places that are part of it. */
  readonly also?: readonly Position[]
  /** The name of the flow in the portfolio, where it is about one. */
  readonly flow?: string
  /** What the sentences are made of; plain data, of a shape of its own for each code. */
  readonly facts: unknown
}

/** What a rule has found at one place. */
export interface Found<Facts> {
  readonly at: Position
  readonly also?: readonly Position[]
  readonly flow?: string
  readonly facts: Facts
}

/** A flow file that shows a finding, and the same file mended. It imports `./landscape.ts` of the example estate, or holds everything itself. */
export interface Example {
  readonly failing: string
  /** Line and column of the finding in the failing file, from 1. */
  readonly at: readonly [line: number, column: number]
  readonly mended: string
  /** Where the finding is not in the flow file. */
  readonly file?: string
  /** Other files of the example, beside the flow file. */
  readonly files?: Readonly<Record<string, string>>
  /** The flow file of another repository, whose plan is checked together with this one's. */
  readonly beside?: string
  /** Codes that the example shows as well, failing and mended: it needs something that is not yet carried out. */
  readonly besides?: readonly string[]
}

/** A kind of finding: what it is, and why it matters. Its page in the docs is made of this. */
export interface Kind<Code extends string = string> {
  readonly code: Code
  readonly severity: Severity
  /** Half a sentence, for lists. */
  readonly title: string
  /** What goes wrong in production without it. */
  readonly why: string
  readonly example: Example
}

/** A kind of finding that is looked for in the plan. Pure: the same plan gives the same findings. */
export interface Rule<Code extends string = string, Facts = unknown> extends Kind<Code> {
  check(plan: Plan): readonly Found<Facts>[]
}
