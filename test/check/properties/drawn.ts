/**
 * Drafts by chance. What is drawn is a recipe of small numbers and flags, out of which the draft is made: whatever becomes of a recipe when it is made
 * smaller, a whole portfolio comes of it. Most are clean; a flow that is drawn `wild` takes its systems as they come.
 */
import fc from 'fast-check'
import type {
  BindingDraft,
  ColumnDraft,
  Draft,
  FieldDraft,
  FlowDraft,
  Kind,
  Literal,
  OptionsDraft,
  RecordDraft,
  SystemDraft,
} from './draft.ts'
import { kinds, type ConnectorKind, type FieldKind } from './draft.ts'
import { callsOf } from './drawn-calls.ts'

const number = fc.nat({ max: 999 })
const rarely = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === times - 1)

const fieldRecipe = fc.record({ kind: fc.constantFrom(...(Object.keys(kinds) as FieldKind[])), nullable: fc.boolean() })
const recordRecipe = fc.record({
  twoKeys: rarely(4),
  fields: fc.array(fieldRecipe, { minLength: 1, maxLength: 5 }),
  grouped: rarely(3),
  refers: rarely(2),
})
const systemRecipe = fc.record({
  connector: fc.constantFrom<ConnectorKind>('sqlite', 'sqlite', 'postgres', 'mariadb'),
  tolerance: fc.constantFrom('0s', '1s', '5s'),
})
const bindingRecipe = fc.record({
  naming: fc.constantFrom(undefined, 'snake_case', 'UPPER_CASE'),
  detect: fc.constantFrom('outbox', 'outbox', 'outbox', 'snapshot', 'updatedAt', 'none'),
  omits: rarely(4),
  constant: rarely(4),
  scope: rarely(5),
  deletes: fc.constantFrom('row', 'row', 'row', 'never', 'mark'),
  mapped: fc.boolean(),
  coded: rarely(6),
  trims: rarely(5),
})
export const flowRecipe = fc.record({
  record: number,
  twoWay: fc.boolean(),
  three: rarely(4),
  start: number,
  wild: rarely(12),
  policies: fc.array(number, { minLength: 6, maxLength: 6 }),
  owners: fc.array(number, { minLength: 6, maxLength: 6 }),
  creates: number,
  deletes: number,
  answers: fc.array(number, { minLength: 4, maxLength: 4 }),
  filter: rarely(4),
  blank: rarely(5),
  returns: rarely(3),
})
export type FlowRecipe = typeof flowRecipe extends fc.Arbitrary<infer R> ? R : never

const recipe = fc.record({
  systems: fc.array(systemRecipe, { minLength: 2, maxLength: 4 }),
  records: fc.array(recordRecipe, { minLength: 1, maxLength: 3 }),
  bindings: fc.array(bindingRecipe, { minLength: 12, maxLength: 12 }),
  flows: fc.array(flowRecipe, { minLength: 1, maxLength: 4 }),
})
type Recipe = typeof recipe extends fc.Arbitrary<infer R> ? R : never

export const drafts: fc.Arbitrary<Draft> = recipe.map(draftOf)

const systemNames = ['EAM', 'ERP', 'CRM', 'WMS']
const recordNames = ['assets', 'workOrders', 'lines']

function draftOf({ systems, records, bindings, flows }: Recipe): Draft {
  const made = records.map((each, i) => madeRecord(each, i, records.length > 1 && i > 0 && !records[0]!.twoKeys))
  const holding = systems.map((each, s): SystemDraft => {
    const name = systemNames[s]!
    return {
      name,
      connector: each.connector,
      place: `${name}_AT`,
      clockTolerance: each.tolerance,
      holds: made.map((record, r) => madeBinding(record, bindings[s * 3 + r]!, `${record.name}_at_${name.toLowerCase()}`)),
    }
  })
  const unflowed: Draft = { records: made, systems: holding, flows: [] }
  return seen(flows.reduce(withDrawnFlow, unflowed))
}

function madeRecord({ twoKeys, fields, grouped, refers }: Recipe['records'][number], i: number, mayRefer: boolean): RecordDraft {
  const key = twoKeys ? ['code', 'part'] : ['code']
  const own = fields.map(({ kind, nullable }, n): FieldDraft => ({
    name: `${kind}${n + 1}`,
    kind,
    ...(nullable && kind !== 'tags' && { nullable }),
  }))
  const parent: FieldDraft[] = refers && mayRefer ? [{ name: 'parentCode', kind: 'text', ref: recordNames[0]! }] : []
  return {
    name: recordNames[i]!,
    key,
    fields: [{ name: 'code', kind: 'text' }, ...(twoKeys ? [{ name: 'part', kind: 'count' } as const] : []), ...own, ...parent],
    groups: grouped && own.length > 2 ? { pair: own.slice(0, 2).map(({ name }) => name) } : {},
  }
}

function madeBinding(record: RecordDraft, recipe: Recipe['bindings'][number], table: string): BindingDraft {
  const { naming, constant, scope } = recipe
  const columns = columnsOf(record, recipe)
  const last = record.fields.at(-1)!
  const mayOmit =
    recipe.omits && last.nullable === true && !record.key.includes(last.name) && !Object.values(record.groups).flat().includes(last.name)
  const options: OptionsDraft = {
    ...(naming !== undefined && { naming }),
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(mayOmit && { omit: [last.name] }),
    detect: recipe.detect === 'updatedAt' ? { updatedAt: 'changed_at', overlap: '2m' } : recipe.detect,
    ...(constant && { constants: { onCreate: { made_by: 'us' }, always: { touched: 1 } } }),
    ...(scope && { scope: { company: 'NORTH' } }),
    ...(recipe.deletes === 'never' && { deletes: 'never' }),
    ...(recipe.deletes === 'mark' && { deletes: { mark: 'gone', as: 1 } }),
  }
  return { record: record.name, table, options }
}

function columnsOf(record: RecordDraft, { mapped, coded, trims }: Recipe['bindings'][number]): Readonly<Record<string, ColumnDraft>> {
  const out: Record<string, ColumnDraft> = {}
  for (const { name, kind, nullable } of record.fields) {
    const { values }: Kind = kinds[kind]
    const column = `${name}_c`
    if (values !== undefined && mapped) out[name] = { column, values: Object.fromEntries(values.map((value, n) => [value, n + 1])) }
    else if (kind === 'text' && !record.key.includes(name) && coded && nullable !== true)
      out[name] = { column, codec: { written: 'shouting' } }
    else if (kind === 'text' && !record.key.includes(name) && trims) out[name] = { column, stores: ['trim'] }
  }
  // A map of columns that names a field of the omitted ones is a finding; the last field alone is ever omitted.
  const last = record.fields.at(-1)!.name
  return Object.fromEntries(Object.entries(out).filter(([name]) => name !== last))
}

// ─── Flows ───────────────────────────────────────────────────────────────────────────────────────

/** A flow more: of a record that has none, or from a system that has the record by now to those that do not. */
function withDrawnFlow(draft: Draft, recipe: FlowRecipe): Draft {
  const record = draft.records[recipe.record % draft.records.length]!
  const all = draft.systems.map(({ name }) => name)
  const earlier = draft.flows.filter((flow) => flow.record === record.name)
  const reached = all.filter((name) =>
    earlier.some(({ way }) => (way.kind === 'oneWay' ? [way.from, ...way.to] : way.systems).includes(name)),
  )
  const fresh = recipe.wild || reached.length === 0
  const from = fresh ? all : reached
  const first = from[recipe.start % from.length]!
  const open = turned(
    all.filter((name) => name !== first && (fresh || !reached.includes(name))),
    recipe.start,
  )
  if (open.length === 0) return draft
  const others = open.slice(0, recipe.three ? 2 : 1)
  const way: FlowDraft['way'] =
    recipe.twoWay && fresh ? { kind: 'twoWay', systems: [first, ...others] } : { kind: 'oneWay', from: first, to: others }
  const flow: FlowDraft = { name: `flow${draft.flows.length + 1}`, record: record.name, way, calls: [] }
  return { ...draft, flows: [...draft.flows, { ...flow, calls: callsOf(draft, flow, recipe) }] }
}

function turned<T>(all: readonly T[], by: number): readonly T[] {
  return all.map((_, i) => all[(i + by) % all.length]!)
}

/** Detection that a flow cannot do without is there, in the weaker form where one was drawn that sees something. */
function seen(draft: Draft): Draft {
  const read = new Set<string>()
  for (const { record, way, calls } of draft.flows) {
    const back = calls.filter(({ call }) => call === 'returnPath').map(({ args }) => args[1])
    for (const system of way.kind === 'oneWay' ? [way.from, ...back] : way.systems) read.add(JSON.stringify([system, record]))
  }
  const enough = (system: string, record: string, detect: Literal | undefined): Literal | undefined =>
    detect === 'none' && read.has(JSON.stringify([system, record])) ? 'outbox' : detect
  return {
    ...draft,
    systems: draft.systems.map((system) => ({
      ...system,
      holds: system.holds.map((binding) => ({
        ...binding,
        options: { ...binding.options, detect: enough(system.name, binding.record, binding.options.detect) },
      })),
    })) as Draft['systems'],
  }
}
