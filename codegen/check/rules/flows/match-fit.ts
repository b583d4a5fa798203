import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, holds, placeOf, recordOf } from '../../plan-parts.ts'

/** Why nothing could be paired by these fields. */
export type Facts = { readonly record: string; readonly names: readonly string[] } & (
  | { readonly kind: 'key' }
  | { readonly kind: 'noReference'; readonly systems: readonly string[] }
  | { readonly kind: 'notHeld'; readonly system: string }
  | { readonly kind: 'heldByNobodyElse'; readonly system: string }
)

const record = `record({ key: 'tag', fields: { tag: z.string(), serial: z.string().nullable() } })`
const written = (erp: string) =>
  whole({
    record,
    erp: `table(assets, 'fixed_asset'${erp})`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).firstSync({ match: ['serial'] }),`,
  })

export const matchFit = {
  code: 'TW128',
  severity: 'error',
  title: 'pairing by fields where nothing can be paired',
  why: 'Rows are paired by other fields than the key where a system numbers its rows itself and has a column for the key of others: a row without one gets the key of the record that it is. Without such a column two rows with different keys are two records, whatever they hold.',
  example: { failing: written(''), at: [16, 61], mended: written(`, { identity: { ownId: 'id', externalRef: 'ext_no' } }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const shape = recordOf(plan, flow.record)
      if (shape === undefined || flow.firstSync.at === undefined) return []
      // What is no field at all is another rule's.
      if (flow.firstSync.match.some((name) => !shape.fields.some((field) => field.name === name))) return []
      const why = whyNot(plan, flow, shape.key)
      return why === null ? [] : [{ at: placeOf(flow, 'firstSync'), flow: name, facts: { record: flow.record, ...why } }]
    }),
} as const satisfies Rule

type Why = Facts extends infer F ? (F extends Facts ? Omit<F, 'record'> : never) : never

function whyNot(plan: Plan, { record, systems, lifecycle, firstSync: { match } }: PlanFlow, key: readonly string[]): Why | null {
  const ofKey = match.filter((field) => key.includes(field))
  // By the key it is what happens anyway.
  if (ofKey.length === match.length) return null
  if (ofKey.length > 0) return { kind: 'key', names: ofKey }
  const keeping = systems.filter((system) => bindingOf(plan, system, record)?.identity?.externalRef !== undefined)
  const linked = keeping.filter((system) => lifecycle.creates.some((other) => other !== system))
  if (linked.length === 0) return { kind: 'noReference', names: match, systems }
  for (const system of linked) {
    const missing = match.filter((field) => !holds(plan, system, record, field))
    if (missing.length > 0) return { kind: 'notHeld', names: missing, system }
    const others = systems.filter((other) => other !== system)
    if (!others.some((other) => match.every((field) => holds(plan, other, record, field))))
      return { kind: 'heldByNobodyElse', names: match, system }
  }
  return null
}
