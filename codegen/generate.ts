/** The plan becomes files. */
import { emitters } from './emit/index.ts'
import type { EmitOptions } from './emit/emitter.ts'
import { emitContext } from './emit/emitter.ts'
import type { Plan } from './plan/schema.ts'

/**
 * Every file of `generated/<landscape name>/`, by its path below that folder, with forward slashes. The same plan gives the same bytes.
 * @throws GenerateError for a plan that the checker would have refused.
 */
export function generate(plan: Plan, options: EmitOptions): Map<string, string> {
  const context = emitContext(plan, options)
  const files = Object.values(emitters).flatMap((emit) => emit(context))
  return new Map(files.map(({ path, text }): [string, string] => [path, text]).sort(([a], [b]) => (a < b ? -1 : 1)))
}
