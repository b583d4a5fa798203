import type { AcrossRule } from './across.ts'
import { fields, type Facts as FieldsFacts } from './fields.ts'
import { loop, type Facts as LoopFacts } from './loop.ts'
import { rows, type Facts as RowsFacts } from './rows.ts'

/** What can be wrong between the portfolios of several repositories. */
export const across = [fields, loop, rows] as const satisfies readonly AcrossRule[]

export interface AcrossFacts {
  readonly TW150: FieldsFacts
  readonly TW151: LoopFacts
  readonly TW152: RowsFacts
}
