/** Who holds a record, and what of it systems can share. */
import { choicesOf, type Choice } from '../../codegen/plan/flow/choices.ts'
import type { Access } from '../../dsl/data.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { flowDataOf, type Draft } from './draft.ts'

export interface Holder {
  readonly system: string
  readonly access: Access
}

/** In the order of the landscape. */
export function holdersOf(plan: Plan, record: string): readonly Holder[] {
  return Object.entries(plan.systems)
    .filter(([, { holds }]) => Object.hasOwn(holds, record))
    .map(([system, { access }]) => ({ system, access }))
}

/** What each access allows a flow to do. */
const allowed = {
  readWrite: { sends: true, receives: true },
  readOnly: { sends: true, receives: false },
  copyOnly: { sends: false, receives: true },
  appendOnly: { sends: false, receives: true },
} as const satisfies Record<Access, { readonly sends: boolean; readonly receives: boolean }>

export function sends({ access }: Holder): boolean {
  return allowed[access].sends
}

export function receives({ access }: Holder): boolean {
  return allowed[access].receives
}

/** Fields, and groups that are decided as one, which a flow between these systems would carry. */
export function shared(plan: Plan, record: string, way: Draft['way']): readonly Choice[] {
  const systems = way.kind === 'oneWay' ? [way.from, ...way.to] : (way.systems ?? [])
  return choicesOf(flowDataOf({ record, way, calls: [] }), systems, plan)
}

export interface Nature {
  readonly highStakes: boolean
  readonly collection: boolean
  readonly decimal: boolean
  /** As an engineer reads it: `status`, `price (cost, currency)`. */
  readonly title: string
}

/** What policies ask of a field: a group has high stakes if one of its fields has, and is neither a collection nor an amount. */
export function natureOf(plan: Plan, record: string, { name, fields }: Choice): Nature {
  const all = plan.records[record]!.fields.filter((field) => fields.includes(field.name))
  const [alone] = all
  const single = fields.length === 1 && fields[0] === name ? alone : undefined
  return {
    highStakes: all.some(({ stakes }) => stakes === 'high'),
    collection: single?.type.kind === 'json' && single.type.collection,
    decimal: single?.type.kind === 'decimal',
    title: single === undefined ? `${name} (${fields.join(', ')}, decided as one)` : name,
  }
}
