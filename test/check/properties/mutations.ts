/** One thing done to a clean portfolio that the checker must notice. A kind gives every place where it can be done; where it would be harmless it gives none. */
import type { CallDraft, ColumnDraft, Draft, FlowDraft, Kind } from './draft.ts'
import { bindingOf, holdersOf, kinds, membersOf, recordOf, unitsOf, withFlow, withOptions } from './draft.ts'

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
