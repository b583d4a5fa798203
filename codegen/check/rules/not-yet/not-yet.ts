import type { Plan } from '../../../plan/schema.ts'
import type { Found, Kind, Rule } from '../../finding.ts'
import { bindingsOf, type Bound } from '../../plan-parts.ts'

/** Where something stands that the language has and the runtime does not yet carry out. */
export interface Facts {
  readonly record?: string
  readonly system?: string
  /** The fields, or the kind of thing. */
  readonly names: readonly string[]
}

type Told<Code extends string> = Pick<Kind<Code>, 'code' | 'title' | 'example'>
type NotYet<Code extends string> = Rule<Code, Facts>

/** One reason for all of them; each rule of this folder goes when what it refuses is carried out. */
const why =
  'The language has the word already, so that a portfolio can be written once. A word that is not carried out must not look as if it were.'

export function notYet<const Code extends string>(told: Told<Code>, check: (plan: Plan) => readonly Found<Facts>[]): NotYet<Code> {
  return { ...told, severity: 'error', why, check }
}

/** Refuses every binding in which `names` finds something. */
export function notYetBound<const Code extends string>(names: (bound: Bound) => readonly string[], told: Told<Code>): NotYet<Code> {
  return notYet(told, (plan) =>
    bindingsOf(plan).flatMap((bound) => {
      const found = names(bound)
      return found.length > 0 ? [{ at: bound.binding.at, facts: { record: bound.record, system: bound.system, names: found } }] : []
    }),
  )
}
