import type { Condition } from '../../../plan/flow/filter.ts'
import { conditionsOf } from '../../../plan/flow/filter.ts'
import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import { isDay } from '../../../../runtime/dialect/sqlite/day.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, recordOf } from '../../plan-parts.ts'

type Misfit =
  | { readonly kind: 'creators'; readonly creates: readonly string[] }
  | { readonly kind: 'writer'; readonly field: string; readonly creator: string }
  | { readonly kind: 'codec'; readonly field: string; readonly creator: string }
  | { readonly kind: 'order'; readonly field: string; readonly type: string }
  | { readonly kind: 'value'; readonly field: string; readonly value: string }
  | { readonly kind: 'empty'; readonly field: string }

export type Facts = Misfit & { readonly record: string }

const written = (filter: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner(['glCode', 'price'], 'ERP')
  .creates('EAM')
  .deletes('EAM')
  .where(${filter}, { whenRowLeaves: 'delete' }),`)

export const filterFit = {
  code: 'TW126',
  severity: 'error',
  title: 'a filter that nobody can decide',
  why: 'Whether a row belongs is one system’s word: that of the system whose rows are the record. A filter on what others write would let rows come and go by two wills, and rows that were created elsewhere would have no value to be judged by.',
  example: { failing: written(`{ glCode: null }`), at: [11, 6], mended: written(`{ status: 'OPEN' }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { where } = flow
      if (where === undefined) return []
      return misfits(plan, flow).map((misfit) => ({ at: where.at, flow: name, facts: { record: flow.record, ...misfit } }))
    }),
} as const satisfies Rule

function misfits(plan: Plan, flow: PlanFlow): readonly Misfit[] {
  const { creates } = flow.lifecycle
  const [creator] = creates
  if (creator === undefined || creates.length > 1) return [{ kind: 'creators', creates }]
  return conditionsOf(flow)
    .map((condition) => misfitOf(plan, flow, creator, condition))
    .filter((misfit) => misfit !== null)
}

function misfitOf(plan: Plan, flow: PlanFlow, creator: string, condition: Condition): Misfit | null {
  const { field } = condition
  const record = recordOf(plan, flow.record)
  const known = record?.fields.find(({ name }) => name === field)
  // A name that is no field is another rule's.
  if (record === undefined || known === undefined) return null
  const unit = flow.units.find(({ fields }) => fields.includes(field))
  const decides = record.key.includes(field) || (unit?.policy.kind === 'owner' && unit.policy.system === creator)
  if (!decides) return { kind: 'writer', field, creator }
  const column = bindingOf(plan, creator, flow.record)?.columns.find((each) => each.field === field)
  if (column === undefined) return { kind: 'writer', field, creator }
  if (column.codec !== undefined) return { kind: 'codec', field, creator }
  const { kind } = known.type
  if (condition.kind === 'range') {
    if (condition.from === undefined && condition.until === undefined) return { kind: 'empty', field }
    if (column.values !== undefined || kind === 'enum' || kind === 'boolean' || kind === 'json') return { kind: 'order', field, type: kind }
    const wrong = [condition.from, condition.until].find((value) => value !== undefined && !fits(known.type, false, value))
    return wrong === undefined ? null : { kind: 'value', field, value: JSON.stringify(wrong) }
  }
  if (condition.values.length === 0) return { kind: 'empty', field }
  const wrong = condition.values.find((value) => !fits(known.type, known.nullable, value))
  return wrong === undefined ? null : { kind: 'value', field, value: JSON.stringify(wrong) }
}

type FieldKind = Plan['records'][string]['fields'][number]['type']

const moment = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/

function fits(type: FieldKind, nullable: boolean, value: unknown): boolean {
  if (value === null) return nullable
  switch (type.kind) {
    case 'int':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'enum':
      return typeof value === 'string' && type.values.includes(value)
    case 'date':
      return typeof value === 'string' && isDay(value)
    case 'datetime':
      return typeof value === 'string' && moment.test(value) && isDay(value.slice(0, 10))
    case 'decimal':
      return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)
    default:
      return typeof value === 'string'
  }
}
