/** What one system's adapter of one flow consists of: everything that printing TypeScript and SQL needs, decided here and nowhere later. */
import { Big } from 'big.js'
import type { FieldType } from '../../../runtime/dialect/field-type.ts'
import { normaliser } from '../../../runtime/dialect/stores.ts'
import type { Canonical } from '../../../runtime/values.ts'
import { once } from '../../once.ts'
import { carriesEvents } from '../../plan/flow/events.ts'
import { conditionsOf } from '../../plan/flow/filter.ts'
import type { Plan, PlanBinding, PlanColumn, PlanField, PlanFlow, PlanSystem, PlanUnit } from '../../plan/schema.ts'
import { distinctNames, parameterNames } from '../names.ts'
import { refusePlan } from '../refuse.ts'
import { storedAlike } from './alike.ts'
import { comparesTimes, storesSets } from './policies.ts'
import { mayDelete, mayInsert, mayRekey } from './writes.ts'

export interface ColumnView extends PlanColumn {
  readonly type: PlanField['type']
  readonly nullable: boolean
  /** Name of its parameter; `key_<n>` for keys. */
  readonly param: string
  /** A collection in which order and repetition mean nothing. */
  readonly set: boolean
  /** Only whole numbers are ever sent: drivers bind JavaScript numbers as floats, which a text column would show. */
  readonly wholeNumbers: boolean
}
export interface UnitView extends PlanUnit {
  /** Position in the settle table; `:set_<index>` in statements. */
  readonly index: number
  readonly columns: readonly ColumnView[]
}
/** What the environment says has a parameter, bound when the runtime starts; the rest stands in the statements. */
export type ScopeView =
  | {
      readonly column: string
      readonly param?: never
      readonly value: string | number | boolean
      /** Rows with this value are deleted: none of the record. */
      readonly deleted?: true
    }
  | { readonly column: string; readonly param: string; readonly value: { readonly env: string; readonly default?: string | undefined } }
/** A part of the flow's filter, in the words in which this system stores values. */
export type FilterView =
  | { readonly column: ColumnView; readonly kind: 'in' | 'notIn'; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly column: ColumnView; readonly kind: 'range'; readonly from?: string | number; readonly until?: string | number }
export interface AdapterView {
  readonly flowName: string
  /** The flow's name as it is part of names in a database. */
  readonly tag: string
  readonly flow: PlanFlow
  readonly systemName: string
  readonly system: PlanSystem
  readonly binding: PlanBinding
  readonly key: readonly ColumnView[]
  /** In the order of the flow's fields. */
  readonly fields: readonly ColumnView[]
  /** The other systems of the flow, by name, and how they store its fields: where rows are compared, what either makes of values counts. */
  readonly peers: readonly { readonly name: string; readonly fields: readonly ColumnView[] }[]
  /** Those of the peers that store every value alike, in the same dialect. */
  readonly alike: readonly string[]
  /** Units that another system writes, this one as well or not. */
  readonly incoming: readonly UnitView[]
  /** Units that this system writes, and that must not move unseen while one is written here that they answer, or that answers them. */
  readonly unmoved: readonly UnitView[]
  readonly scope: readonly ScopeView[]
  /** Which of its rows the flow carries: at the system whose users say so by what they enter. Empty: all of them. */
  readonly filter: readonly FilterView[]
  /** Name of the outbox table, where changes are captured by triggers. */
  readonly outbox: string | null
  /** Name of the table of captured changes with rows before and after, where the flow carries them. */
  readonly events: string | null
  /** Fields of which a look tells when somebody else last wrote them; an outbox alone knows. */
  readonly timed: readonly ColumnView[]
  /** The column of the system's own row ids. `keepsOurs`: the key's column is one that the system has for the keys of others. */
  readonly identity: { readonly ownId: string; readonly keepsOurs: boolean; readonly sqlType: string | null } | null
  /** Fields by which its rows are paired with records of others. */
  readonly match: readonly ColumnView[]
  readonly rekey: boolean
  readonly link: boolean
  readonly insert: boolean
  readonly update: boolean
  readonly delete: boolean
}

/** Fields of the flow but the key, in the order of the record. */
export function flowFields(plan: Plan, flow: PlanFlow): readonly PlanField[] {
  const carried = new Set(flow.units.flatMap((unit) => unit.fields))
  return recordOf(plan, flow).fields.filter((field) => carried.has(field.name))
}

export function recordOf(plan: Plan, flow: PlanFlow): Plan['records'][string] {
  return plan.records[flow.record] ?? refusePlan(`the plan holds no record ${flow.record}`)
}

/** The only writer of a unit; null where every holder writes. */
export function writerOf(unit: PlanUnit): string | null {
  return unit.policy.kind === 'owner' ? unit.policy.system : null
}

/** The units that a value of this one answers. */
export function answersOf({ policy }: PlanUnit): readonly string[] {
  return policy.kind === 'owner' ? (policy.answers ?? []) : []
}

/** A record's name as it is part of names in a database, where capitals do not count. */
export function recordTag(system: PlanSystem, record: string): string {
  return recordTags(system.holds).get(record)!
}

const recordTags = once((holds: PlanSystem['holds']) => distinctNames(Object.keys(holds)))
const flowTags = once((flows: Plan['flows']) => distinctNames(Object.keys(flows)))

/** Systems of the flow that number their rows themselves: those that name records, and the others. */
export function numberingOf(
  plan: Plan,
  { record, systems, lifecycle }: PlanFlow,
): { readonly naming: string[]; readonly others: string[] } {
  const numbering = systems.filter((system) => plan.systems[system]?.holds[record]?.identity !== undefined)
  const naming = numbering.filter((system) => lifecycle.creates.includes(system))
  return { naming, others: numbering.filter((system) => !naming.includes(system)) }
}

/** Fields by which rows without a reference are paired; by the key they are paired anyway. */
export function matchOf(plan: Plan, flow: PlanFlow): readonly string[] {
  const { key } = recordOf(plan, flow)
  return flow.firstSync.match.filter((field) => !key.includes(field))
}

interface Held {
  readonly binding: PlanBinding
  readonly key: readonly ColumnView[]
  readonly fields: readonly ColumnView[]
}

/** What a system holds of a flow. */
function heldOf(plan: Plan, flow: PlanFlow, systemName: string): Held {
  const binding = plan.systems[systemName]?.holds[flow.record] ?? refusePlan(`${systemName} holds no ${flow.record}`)
  const held = new Set(flow.units.filter((unit) => unit.systems.includes(systemName)).flatMap((unit) => unit.fields))
  const fields = flowFields(plan, flow).filter((field) => held.has(field.name))
  const params = parameterNames(fields.map((field) => field.name))
  const byName = new Map(recordOf(plan, flow).fields.map((field) => [field.name, field]))
  const sets = new Set(flow.units.filter(storesSets).flatMap((unit) => unit.fields))
  const view = (name: string, param: string): ColumnView => {
    const field = byName.get(name)
    const column = binding.columns.find((each) => each.field === name)
    if (field === undefined || column === undefined) return refusePlan(`${systemName} has no column for ${name} of ${flow.record}`)
    return {
      ...column,
      type: field.type,
      nullable: field.nullable,
      param,
      set: sets.has(name),
      wholeNumbers: wholeNumbers(column, field.type),
    }
  }
  const key = recordOf(plan, flow).key.map((name, i) => view(name, `key_${i}`))
  return { binding, key, fields: fields.map((field, i) => view(field.name, params[i]!)) }
}

export function adapterView(plan: Plan, flowName: string, systemName: string): AdapterView {
  const name = JSON.stringify([flowName, systemName])
  const known = adapterViews(plan)
  const view = known.get(name) ?? newAdapterView(plan, flowName, systemName)
  known.set(name, view)
  return view
}

const adapterViews = once((_plan: Plan) => new Map<string, AdapterView>())

function newAdapterView(plan: Plan, flowName: string, systemName: string): AdapterView {
  const flow = plan.flows[flowName] ?? refusePlan(`the plan holds no flow ${flowName}`)
  const system = plan.systems[systemName] ?? refusePlan(`the plan holds no system ${systemName}`)
  const held = heldOf(plan, flow, systemName)
  const { binding, key, fields: columns } = held
  const others = flow.systems.filter((name) => name !== systemName).sort()
  const units = flow.units.flatMap((unit, index) =>
    unit.systems.includes(systemName) ? [{ ...unit, index, columns: columns.filter((column) => unit.fields.includes(column.field)) }] : [],
  )
  const incoming = units.filter((unit) => writerOf(unit) !== systemName)
  const unmoved = units.filter(
    (unit) =>
      writerOf(unit) === systemName &&
      incoming.some((written) => answersOf(unit).includes(written.name) || answersOf(written).includes(unit.name)),
  )
  const matched = matchOf(plan, flow)
  const match = columns.filter((column) => matched.includes(column.field))
  let environment = 0
  const scope = binding.scope.map(([column, value]): ScopeView =>
    typeof value === 'object' ? { column, value, param: `scope_${environment++}` } : { column, value },
  )
  if (typeof binding.deletes === 'object') scope.push({ column: binding.deletes.mark, value: binding.deletes.as, deleted: true })
  const written = system.access !== 'readOnly'
  const outbox = binding.detect.kind === 'outbox' ? `thalweg_outbox_${recordTag(system, flow.record)}` : null
  const compared = new Set(flow.units.filter(comparesTimes).flatMap((unit) => unit.fields))
  return {
    flowName,
    tag: flowTags(plan.flows).get(flowName)!,
    flow,
    systemName,
    system,
    binding,
    key,
    fields: columns,
    peers: others.map((name) => ({ name, fields: heldOf(plan, flow, name).fields })),
    alike: others.filter((name) => storedAlike({ system, ...held }, { system: plan.systems[name]!, ...heldOf(plan, flow, name) })),
    incoming,
    unmoved,
    scope,
    filter: filterOf(flow, systemName, [...key, ...columns]),
    outbox,
    events: systemName === flow.systems[0] && carriesEvents(plan, flow) ? `thalweg_events_${recordTag(system, flow.record)}` : null,
    timed: outbox === null ? [] : columns.filter((column) => compared.has(column.field)),
    identity:
      binding.identity === undefined
        ? null
        : {
            ownId: binding.identity.ownId,
            keepsOurs: binding.identity.externalRef !== undefined,
            sqlType: binding.identity.sqlType ?? null,
          },
    rekey: written && mayRekey(plan, flow, systemName),
    match,
    link: written && match.length > 0 && binding.identity?.externalRef !== undefined && mayInsert(flow, systemName),
    insert: written && mayInsert(flow, systemName),
    update: written && incoming.length > 0,
    delete: written && mayDelete(flow, systemName, binding),
  }
}

function wholeNumbers(column: PlanColumn, type: PlanField['type']): boolean {
  if (column.codec !== undefined || column.lookup !== undefined) return false
  const whole = (value: unknown): boolean => value === null || typeof value === 'boolean' || Number.isInteger(value)
  if (column.whenNull !== undefined && !whole(column.whenNull)) return false
  return column.values === undefined ? type.kind === 'int' || type.kind === 'boolean' : column.values.every(([, stored]) => whole(stored))
}

/** The creator's rows are the record, so its values say which of them belong. */
function filterOf(flow: PlanFlow, systemName: string, columns: readonly ColumnView[]): readonly FilterView[] {
  const [creator] = flow.lifecycle.creates
  if (creator !== systemName) return []
  return conditionsOf(flow).map((condition): FilterView => {
    const column = columns.find(({ field }) => field === condition.field)
    if (column === undefined) return refusePlan(`${systemName} has no column for ${condition.field} of ${flow.record}`)
    if (condition.kind !== 'range')
      return { column, kind: condition.kind, values: condition.values.flatMap((value) => storedAs(column, value)) }
    return {
      column,
      kind: 'range',
      ...(condition.from !== undefined && { from: bound(condition.from) }),
      ...(condition.until !== undefined && { until: bound(condition.until) }),
    }
  })
}

/** A value of the language as the column may hold it. */
function storedAs(column: ColumnView, value: unknown): readonly (string | number | boolean | null)[] {
  const { values, stores, type } = column
  if (value === null) return nulls(column)
  const mapped = values?.find(([name]) => name === value)
  if (mapped !== undefined) return [mapped[1]]
  const altered = normaliser(stores, type as FieldType)?.(value as Canonical) ?? (value as Canonical)
  if (altered === null) return nulls(column)
  if (typeof altered === 'object') return [JSON.stringify(altered)]
  return [type.kind === 'decimal' ? new Big(String(altered)).toFixed(type.scale) : altered]
}

/** What is read as null: a null, unless it stands for a value, and what the binding stores in its place. */
function nulls({ values, whenNull }: ColumnView): readonly (string | number | boolean | null)[] {
  const taken = values?.some(([, stored]) => stored === null) === true
  const own = whenNull === undefined ? [] : [whenNull]
  return taken && own.length > 0 ? own : [null, ...own]
}

function bound(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value)
}
