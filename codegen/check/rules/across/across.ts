import type { Found, Kind } from '../../finding.ts'
import type { Joined } from '../../joined.ts'

/** A kind of finding that is looked for in the portfolios of several repositories, and sits in this one's. */
export interface AcrossRule<Code extends string = string, Facts = unknown> extends Kind<Code> {
  check(joined: Joined): readonly Found<Facts>[]
}
