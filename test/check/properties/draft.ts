/** A portfolio as plain data that can be drawn, changed in one place, and printed as a flow file. What stands in it need not be right. */

/** An expression as it is written: `env('EAM_DB')`, the name of an import. */
export interface Written {
  readonly written: string
}
export type Literal = string | number | boolean | null | Written | readonly Literal[] | { readonly [name: string]: Literal | undefined }

export interface FieldDraft {
  readonly name: string
  readonly kind: FieldKind
  readonly nullable?: true
  /** The record whose key it holds. */
  readonly ref?: string
}
export interface RecordDraft {
  readonly name: string
  readonly key: readonly string[]
  readonly fields: readonly FieldDraft[]
  readonly groups: Readonly<Record<string, readonly string[]>>
}

export interface ColumnDraft {
  readonly column: string
  readonly codec?: Written
  readonly values?: Readonly<Record<string, string | number>>
  readonly stores?: readonly Literal[]
}
/** The options of a binding, in the words of the language. */
export interface OptionsDraft {
  readonly naming?: string
  readonly columns?: Readonly<Record<string, ColumnDraft>>
  readonly omit?: readonly string[]
  readonly detect?: Literal
  readonly constants?: { readonly onCreate?: Readonly<Record<string, Literal>>; readonly always?: Readonly<Record<string, Literal>> }
  readonly scope?: Readonly<Record<string, Literal>>
  readonly deletes?: Literal
  readonly otherWriters?: Readonly<Record<string, readonly string[]>>
}
export interface BindingDraft {
  readonly record: string
  readonly table: string
  readonly options: OptionsDraft
}
export interface SystemDraft {
  readonly name: string
  readonly connector: ConnectorKind
  /** The name in the environment of where it is placed. */
  readonly place: string
  readonly copyOnly?: true
  readonly clockTolerance?: string
  /** What the database says of its columns, by table and column. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, Literal>>>>
  readonly holds: readonly BindingDraft[]
}

/** One call on a flow: `.owner('status', 'EAM')`. */
export interface CallDraft {
  readonly call: string
  readonly args: readonly Literal[]
}
export interface FlowDraft {
  readonly name: string
  readonly record: string
  readonly way:
    | { readonly kind: 'oneWay'; readonly from: string; readonly to: readonly string[] }
    | { readonly kind: 'twoWay'; readonly systems: readonly string[] }
  readonly calls: readonly CallDraft[]
}

export interface Draft {
  readonly records: readonly RecordDraft[]
  readonly systems: readonly SystemDraft[]
  readonly flows: readonly FlowDraft[]
}

// ─── What there is to draw from ──────────────────────────────────────────────────────────────────

export const connectors = {
  sqlite: { file: 'env' },
  postgres: { url: 'secret' },
  mariadb: { url: 'secret' },
} as const
export type ConnectorKind = keyof typeof connectors

/** Kinds of fields: their schema as it is written, and what policies ask of them. */
export const kinds = {
  text: { schema: 'z.string().max(20)' },
  amount: { schema: 'field.quantity({ precision: 9, scale: 2 })', decimal: true, stakes: 'high' },
  rate: { schema: 'field.decimal({ precision: 9, scale: 3 })', decimal: true },
  flag: { schema: 'z.boolean()' },
  count: { schema: 'z.int()' },
  day: { schema: 'z.iso.date()' },
  state: { schema: `z.enum(['LOW', 'MID', 'HIGH'])`, values: ['LOW', 'MID', 'HIGH'] },
  approval: { schema: `field.status(['OPEN', 'DONE'])`, values: ['OPEN', 'DONE'], stakes: 'high' },
  tags: { schema: `z.array(z.enum(['a', 'b', 'c', 'd']))`, collection: true },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly schema: string
      readonly decimal?: true
      readonly collection?: true
      readonly stakes?: 'high'
      readonly values?: readonly string[]
    }
  >
>
export type FieldKind = keyof typeof kinds
export interface Kind {
  readonly schema: string
  readonly decimal?: true
  readonly collection?: true
  readonly stakes?: 'high'
  readonly values?: readonly string[]
}

// ─── Parts of a draft ────────────────────────────────────────────────────────────────────────────

export function membersOf({ way }: FlowDraft): readonly string[] {
  return way.kind === 'oneWay' ? [way.from, ...way.to] : way.systems
}

export function recordOf(draft: Draft, name: string): RecordDraft {
  return found(draft.records, name)
}

export function bindingOf(draft: Draft, system: string, record: string): BindingDraft | undefined {
  return draft.systems.find(({ name }) => name === system)?.holds.find((binding) => binding.record === record)
}

/** Fields of the record that the system holds. */
function heldBy(draft: Draft, system: string, record: string): readonly string[] {
  const binding = bindingOf(draft, system, record)
  if (binding === undefined) return []
  return recordOf(draft, record)
    .fields.map(({ name }) => name)
    .filter((name) => binding.options.omit?.includes(name) !== true)
}

export function holdersOf(draft: Draft, record: string): readonly string[] {
  return draft.systems.filter(({ holds }) => holds.some((binding) => binding.record === record)).map(({ name }) => name)
}

export interface UnitDraft {
  readonly name: string
  readonly fields: readonly FieldDraft[]
  readonly systems: readonly string[]
}
/** What a flow decides: fields and groups that two of its systems hold at least. */
export function unitsOf(draft: Draft, flow: FlowDraft): readonly UnitDraft[] {
  const record = recordOf(draft, flow.record)
  const grouped = new Set(Object.values(record.groups).flat())
  const single = record.fields
    .filter(({ name }) => !record.key.includes(name) && !grouped.has(name))
    .map((field) => [field.name, [field]] as const)
  const groups = Object.entries(record.groups).map(
    ([name, members]) => [name, members.map((member) => found(record.fields, member))] as const,
  )
  return [...single, ...groups]
    .map(([name, fields]) => ({
      name,
      fields,
      systems: membersOf(flow).filter((system) => fields.every((field) => heldBy(draft, system, flow.record).includes(field.name))),
    }))
    .filter(({ systems }) => systems.length > 1)
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((each) => each.name === name)
  if (one === undefined) throw new Error(`the draft has no ${name}`)
  return one
}

// ─── A draft with one part of it changed ─────────────────────────────────────────────────────────

export function withFlow(draft: Draft, name: string, change: (flow: FlowDraft) => FlowDraft): Draft {
  return { ...draft, flows: draft.flows.map((flow) => (flow.name === name ? change(flow) : flow)) }
}

export function withSystem(draft: Draft, name: string, change: (system: SystemDraft) => SystemDraft): Draft {
  return { ...draft, systems: draft.systems.map((system) => (system.name === name ? change(system) : system)) }
}

export function withOptions(draft: Draft, system: string, record: string, change: (options: OptionsDraft) => OptionsDraft): Draft {
  return withSystem(draft, system, (held) => ({
    ...held,
    holds: held.holds.map((binding) => (binding.record === record ? { ...binding, options: change(binding.options) } : binding)),
  }))
}
