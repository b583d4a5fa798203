/** One thing done to a clean portfolio that the checker must notice. A kind gives every place where it can be done; where it would be harmless it gives none. */
import type { CallDraft, ColumnDraft, Draft, FieldDraft, FieldKind, FlowDraft, Kind, Literal } from './draft.ts'
import { bindingOf, holdersOf, kinds, membersOf, recordOf, unitsOf, withFlow, withOptions, withSystem } from './draft.ts'

export interface Mutation {
  readonly code: string
  readonly mutants: (draft: Draft) => readonly Draft[]
}

const policies = new Set(['owner', 'precedence', 'review', 'lastWriteWins', 'union', 'delta', 'merge'])

export const mutations: Readonly<Record<string, Mutation>> = {
  'owner dropped': { code: 'TW101', mutants: (draft) => withoutCalls(draft, ({ call }) => policies.has(call)) },
  'policy said twice': {
    code: 'TW102',
    mutants: (draft) =>
      draft.flows.flatMap((flow) =>
        flow.calls
          .filter(({ call }) => policies.has(call))
          .map((call) => withFlow(draft, flow.name, (one) => ({ ...one, calls: [...one.calls, call] }))),
      ),
  },
  'field misspelt': {
    code: 'TW103',
    mutants: (draft) =>
      changedCalls(draft, ({ call, args }) =>
        policies.has(call) ? { call, args: [`${args[0] as string}x`, ...args.slice(1)] } : undefined,
      ),
  },
  'lifecycle call dropped': {
    code: 'TW107',
    mutants: (draft) => withoutCalls(draft, ({ call }) => call === 'creates' || call === 'deletes'),
  },
  'reason dropped': { code: 'TW107', mutants: (draft) => withoutCalls(draft, ({ call }) => call === 'because') },
  'second flow writes the field': {
    code: 'TW104',
    // From a system that has nothing to do with the first flow: from one of its targets it would be a way back.
    mutants: (draft) =>
      draft.flows.flatMap((flow) => {
        const members = new Set(draft.flows.filter(({ record }) => record === flow.record).flatMap(membersOf))
        const strangers = holdersOf(draft, flow.record).filter((system) => !members.has(system))
        const target = membersOf(flow)[1]!
        return strangers.map((from) =>
          added(draft, { name: 'second', record: flow.record, way: { kind: 'oneWay', from, to: [target] }, calls: [] }),
        )
      }),
  },
  'flow back beside it': {
    code: 'TW105',
    // Where nothing but the key is carried, or where the way back is declared, there is no second undeclared owner of a field.
    mutants: (draft) =>
      draft.flows.flatMap((flow) => {
        if (flow.way.kind !== 'oneWay') return []
        const { from, to } = flow.way
        const back: FlowDraft = { name: 'second', record: flow.record, way: { kind: 'oneWay', from: to[0]!, to: [from] }, calls: [] }
        const told = flow.calls.some(({ call }) => call === 'returnPath')
        return told || unitsOf(draft, back).length === 0 ? [] : [added(draft, back)]
      }),
  },
  'value map with two alike': { code: 'TW307', mutants: (draft) => remapped(draft, (values) => values.map(([value]) => [value, 1])) },
  'value map without a value': { code: 'TW307', mutants: (draft) => remapped(draft, (values) => values.slice(1)) },
  'codec that cannot be imported': {
    code: 'TW309',
    mutants: (draft) =>
      remade(draft, (column) => (column.codec === undefined ? undefined : { ...column, codec: { written: 'z.string().trim()' } })),
  },
  'filter on what another writes': {
    code: 'TW126',
    mutants: (draft) =>
      draft.flows.flatMap((flow) =>
        flow.calls
          .filter(({ call }) => call === 'returnPath')
          .flatMap(({ args }) => {
            const unit = unitsOf(draft, flow).find(({ name }) => name === args[0])
            if (unit?.fields.length !== 1) return []
            const { values }: Kind = kinds[unit.fields[0]!.kind]
            if (values === undefined) return []
            const where: CallDraft = { call: 'where', args: [{ [unit.name]: values.slice(0, 1) }, { whenRowLeaves: 'delete' }] }
            return [withFlow(draft, flow.name, (one) => ({ ...one, calls: [...one.calls.filter(({ call }) => call !== 'where'), where] }))]
          }),
      ),
  },
  'filter that lets nothing through': {
    code: 'TW126',
    mutants: (draft) =>
      changedCalls(draft, ({ call, args }) =>
        call === 'where'
          ? { call, args: [Object.fromEntries(Object.keys(args[0] as object).map((field) => [field, []])), ...args.slice(1)] }
          : undefined,
      ),
  },
  'key bound to another column': {
    code: 'TW302',
    mutants: (draft) =>
      bound(draft).flatMap(([system, record]) => {
        const other = recordOf(draft, record).fields.find(({ name }) => !recordOf(draft, record).key.includes(name))
        if (other === undefined || bindingOf(draft, system, record)?.options.omit?.includes(other.name) === true) return []
        const column = 'shared_c'
        return [
          withOptions(draft, system, record, (options) => ({
            ...options,
            columns: { ...options.columns, code: { column }, [other.name]: { ...options.columns?.[other.name], column } },
          })),
        ]
      }),
  },
  'constant over a carried column': {
    code: 'TW303',
    mutants: (draft) =>
      bound(draft).map(([system, record]) =>
        withOptions(draft, system, record, (options) => ({
          ...options,
          columns: { ...options.columns, code: { column: 'code_c' } },
          constants: { always: { code_c: 'X' } },
        })),
      ),
  },
  'detection taken from a source': {
    code: 'TW201',
    mutants: (draft) =>
      draft.flows.map(({ record, way }) =>
        withOptions(draft, way.kind === 'oneWay' ? way.from : way.systems[0]!, record, (options) => ({ ...options, detect: 'none' })),
      ),
  },
  'detection that the connector lacks': {
    code: 'TW202',
    mutants: (draft) =>
      draft.systems
        .filter(({ connector }) => connector !== 'postgres')
        .flatMap(({ name, holds }) =>
          holds.map(({ record }) => withOptions(draft, name, record, (options) => ({ ...options, detect: 'log' }))),
        ),
  },
  'a program outside writes it': {
    code: 'TW113',
    // Who keeps foreign writes has answered what becomes of the program’s.
    mutants: (draft) =>
      draft.flows.flatMap((flow) => {
        if (flow.way.kind !== 'oneWay' || flow.calls.some(({ call }) => call === 'onForeignWrite' || call === 'returnPath')) return []
        const [target] = flow.way.to
        const unit = unitsOf(draft, flow).find(({ systems }) => systems.includes(target!) && systems.includes(membersOf(flow)[0]!))
        if (unit === undefined) return []
        return [withOptions(draft, target!, flow.record, (options) => ({ ...options, otherWriters: { 'a job': [unit.fields[0]!.name] } }))]
      }),
  },
  'reference that no flow brings': {
    code: 'TW111',
    mutants: (draft) => {
      const [parent] = draft.records
      const left = draft.flows.filter(({ record }) => record !== parent!.name)
      // A reference that one member alone holds goes nowhere.
      const refers = left.some(
        (flow) => flow.way.kind === 'oneWay' && unitsOf(draft, flow).some((unit) => unit.fields.some(({ ref }) => ref !== undefined)),
      )
      return refers && left.length < draft.flows.length ? [{ ...draft, flows: left }] : []
    },
  },
  'an error allowed': { code: 'TW130', mutants: (draft) => saying(draft, ['allows', 'TW104', 'the other flow is not in use']) },
  // No drawn flow promises a lag, so none is found that breaks it.
  'nothing allowed': { code: 'TW131', mutants: (draft) => saying(draft, ['allows', 'TW211', 'whoever asks can wait']) },
  'a lag that the rhythm cannot keep': { code: 'TW211', mutants: (draft) => saying(draft, ['every', '1h'], ['expect', { lag: '5m' }]) },
  'a drift that nobody measures': {
    code: 'TW212',
    mutants: (draft) => saying(draft, ['noReconcile', 'the target is rebuilt each night'], ['expect', { drift: 0 }]),
  },
  'a text that its column has no room for': {
    code: 'TW324',
    mutants: (draft) => said(draft, 'target', ofKind('text'), { type: 'varchar(5)', is: 'text', length: 5 }),
  },
  'an amount that its column rounds': {
    code: 'TW325',
    mutants: (draft) => said(draft, 'target', ofKind('amount'), { type: 'numeric(9,1)', is: 'decimal', precision: 9, scale: 1 }),
  },
  'a number that its column has no room for': {
    code: 'TW326',
    mutants: (draft) => said(draft, 'target', ofKind('count'), { type: 'smallint', is: 'integer', min: -32_768, max: 32_767 }),
  },
  'a null that its column refuses': {
    code: 'TW327',
    mutants: (draft) => said(draft, 'target', ({ nullable }) => nullable === true, { type: 'some type', nullable: false }),
  },
  'an empty column that is never null': {
    code: 'TW328',
    mutants: (draft) => said(draft, 'source', ({ nullable }) => nullable !== true, { type: 'some type', nullable: true }),
  },
  'a value that is not in the list of its column': {
    code: 'TW329',
    mutants: (draft) => said(draft, 'target', ofKind('state'), { type: 'state', is: 'enum', values: ['LOW', 'MID'] }),
  },
  'a column with a closed list for any text': {
    code: 'TW330',
    mutants: (draft) => said(draft, 'target', ofKind('text'), { type: 'state', is: 'enum', values: ['LOW', 'MID'] }),
  },
  'a column of another kind': {
    code: 'TW332',
    mutants: (draft) => said(draft, 'target', ofKind('day'), { type: 'numeric(9,2)', is: 'decimal', precision: 9, scale: 2 }),
  },
  'a column that makes numbers of texts': {
    code: 'TW335',
    mutants: (draft) => said(draft, 'target', ofKind('text'), { type: 'NUMERIC', is: 'numeral' }),
  },
  'a required column that nobody feeds': {
    code: 'TW333',
    mutants: (draft) =>
      draft.flows.flatMap(({ record, way }) => {
        if (way.kind !== 'oneWay') return []
        const { table } = bindingOf(draft, way.to[0]!, record)!
        const fact = { type: 'integer', nullable: false, required: true }
        return [withSystem(draft, way.to[0]!, (system) => ({ ...system, columns: { [table]: { asked_for: fact } } }))]
      }),
  },
  'the target is the table of the source': {
    code: 'TW132',
    mutants: (draft) =>
      draft.flows.flatMap(({ record, way }) => {
        if (way.kind !== 'oneWay') return []
        const source = draft.systems.find(({ name }) => name === way.from)!
        const { table } = bindingOf(draft, way.from, record)!
        return [
          withSystem(draft, way.to[0]!, ({ holds, ...system }) => ({
            ...system,
            connector: source.connector,
            place: source.place,
            holds: holds.map((binding) => (binding.record === record ? { ...binding, table } : binding)),
          })),
        ]
      }),
  },
  'two systems in one place': {
    code: 'TW319',
    mutants: (draft) => {
      const [first, ...others] = draft.systems
      return others
        .filter(({ connector }) => connector === first!.connector)
        .map(({ name }) => ({
          ...draft,
          systems: draft.systems.map((system) => (system.name === name ? { ...system, place: first!.place } : system)),
        }))
    },
  },
}

/** What a database says of a column of each field of this kind that a one-way flow carries, at its source or at its target. */
function said(draft: Draft, at: 'source' | 'target', meant: (field: FieldDraft) => boolean, fact: Literal): readonly Draft[] {
  return draft.flows.flatMap((flow) => {
    // What comes back has another source.
    if (flow.way.kind !== 'oneWay' || flow.calls.some(({ call }) => call === 'returnPath')) return []
    const { from, to } = flow.way
    const system = at === 'source' ? from : to[0]!
    return unitsOf(draft, flow).flatMap(({ fields, systems }) =>
      systems.includes(from) && systems.includes(to[0]!)
        ? fields
            .filter((field) => meant(field) && isPlain(draft, system, flow.record, field))
            .map((field) => says(draft, system, flow.record, field.name, fact))
        : [],
    )
  })
}

/** Stored as it is: nobody can tell what a codec makes of it, and a map has values of its own. */
function isPlain(draft: Draft, system: string, record: string, { name }: FieldDraft): boolean {
  const { codec, values, stores } = bindingOf(draft, system, record)?.options.columns?.[name] ?? {}
  return codec === undefined && values === undefined && stores === undefined
}

function says(draft: Draft, system: string, record: string, field: string, fact: Literal): Draft {
  const column = `${field}_said`
  const { table } = bindingOf(draft, system, record)!
  const renamed = withOptions(draft, system, record, (options) => ({
    ...options,
    columns: { ...options.columns, [field]: { ...options.columns?.[field], column } },
  }))
  return withSystem(renamed, system, (one) => ({ ...one, columns: { [table]: { [column]: fact } } }))
}

const ofKind =
  (...wanted: readonly FieldKind[]) =>
  ({ kind, ref }: FieldDraft): boolean =>
    wanted.includes(kind) && ref === undefined

function added(draft: Draft, flow: FlowDraft): Draft {
  return { ...draft, flows: [...draft.flows, flow] }
}

/** Each flow in turn says that as well. */
function saying(draft: Draft, ...said: readonly (readonly [call: string, ...args: CallDraft['args']])[]): readonly Draft[] {
  const calls = said.map(([call, ...args]): CallDraft => ({ call, args }))
  return draft.flows.map(({ name }) => withFlow(draft, name, (flow) => ({ ...flow, calls: [...flow.calls, ...calls] })))
}

/** Each call that is meant, taken away by itself. */
function withoutCalls(draft: Draft, meant: (call: CallDraft) => boolean): readonly Draft[] {
  return draft.flows.flatMap(({ name, calls }) =>
    calls.filter(meant).map((gone) => withFlow(draft, name, (flow) => ({ ...flow, calls: flow.calls.filter((call) => call !== gone) }))),
  )
}

/** Each call that is meant, changed by itself. */
function changedCalls(draft: Draft, change: (call: CallDraft) => CallDraft | undefined): readonly Draft[] {
  return draft.flows.flatMap(({ name, calls }) =>
    calls.flatMap((old) => {
      const changed = change(old)
      return changed === undefined
        ? []
        : [withFlow(draft, name, (flow) => ({ ...flow, calls: flow.calls.map((call) => (call === old ? changed : call)) }))]
    }),
  )
}

function bound(draft: Draft): readonly (readonly [system: string, record: string])[] {
  return draft.systems.flatMap(({ name, holds }) => holds.map(({ record }) => [name, record] as const))
}

function remade(draft: Draft, change: (column: ColumnDraft) => ColumnDraft | undefined): readonly Draft[] {
  return bound(draft).flatMap(([system, record]) =>
    Object.entries(bindingOf(draft, system, record)?.options.columns ?? {}).flatMap(([field, column]) => {
      const changed = change(column)
      return changed === undefined
        ? []
        : [withOptions(draft, system, record, (options) => ({ ...options, columns: { ...options.columns, [field]: changed } }))]
    }),
  )
}

function remapped(
  draft: Draft,
  change: (values: readonly (readonly [string, string | number])[]) => readonly (readonly [string, string | number])[],
): readonly Draft[] {
  return remade(draft, (column) =>
    column.values === undefined ? undefined : { ...column, values: Object.fromEntries(change(Object.entries(column.values))) },
  )
}
