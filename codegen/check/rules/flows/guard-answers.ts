import type { Plan, PlanFlow, Position } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf, writersOf } from '../../plan-parts.ts'

/** What was said is to become of something that a guarded database refuses. */
export type Facts =
  | { readonly kind: 'propose'; readonly record: string; readonly fields: readonly string[] }
  | { readonly kind: 'keep'; readonly record: string; readonly fields: readonly string[] }
  | { readonly kind: 'foreignCreate'; readonly record: string }
  | { readonly kind: 'foreignDelete'; readonly record: string }

const said = (rest: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${rest},`)

export const guardAnswers = {
  code: 'TW110',
  severity: 'error',
  title: 'guard with an answer that it makes impossible',
  why: 'guard makes the database refuse what others write, create or delete. What is refused can never be kept, proposed or reviewed: whoever made it, a program named in otherWriters as well, gets an error where the policy table promises an answer.',
  example: { failing: said(`.onForeignWrite('propose').guard()`), at: [4, 87], mended: said(`.onForeignWrite('propose')`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const at = flow.guard
      return at ? impossible(flow).map(({ also, facts }) => ({ at, also: [also], flow: name, facts })) : []
    }),
} as const satisfies Rule

function impossible(flow: PlanFlow): readonly { readonly also: Position; readonly facts: Facts }[] {
  const { record, lifecycle, systems } = flow
  const refused = flow.units.filter((unit) => unit.systems.some((system) => !writersOf(unit).includes(system)))
  const written = (['propose', 'keep'] as const).flatMap((kind) => {
    const fields = refused.filter(({ foreignWrite }) => foreignWrite === kind).map(({ name }) => name)
    return fields.length === 0 ? [] : [{ also: placeOf(flow, 'onForeignWrite'), facts: { kind, record, fields } }]
  })
  const everybody = (may: readonly string[]) => systems.every((system) => may.includes(system))
  const { foreignCreate, foreignDelete } = lifecycle.said
  return [
    ...written,
    ...(foreignCreate && lifecycle.foreignCreate === 'review' && !everybody(lifecycle.creates)
      ? [{ also: foreignCreate, facts: { kind: 'foreignCreate', record } as const }]
      : []),
    ...(foreignDelete && lifecycle.foreignDelete === 'review' && !everybody(lifecycle.deletes)
      ? [{ also: foreignDelete, facts: { kind: 'foreignDelete', record } as const }]
      : []),
  ]
}
