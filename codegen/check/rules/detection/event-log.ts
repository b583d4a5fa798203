import { carriesEvents, isAppendOnly } from '../../../plan/flow/events.ts'
import type { Plan, PlanBinding, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, placeOf } from '../../plan-parts.ts'

export type Facts = { readonly record: string } & (
  | { readonly kind: 'mixed'; readonly logs: readonly string[]; readonly others: readonly string[] }
  | { readonly kind: 'reconciled'; readonly logs: readonly string[] }
  | { readonly kind: 'call'; readonly call: string; readonly logs: readonly string[] }
  | { readonly kind: 'format'; readonly system: string }
  | { readonly kind: 'name'; readonly system: string; readonly name: string }
  | { readonly kind: 'mapped'; readonly system: string; readonly names: readonly string[] }
)
type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'record'> : never) : never

const written = (reconcile: string) =>
  whole({
    imports: 'appendTo file',
    erp: `file(assets, 'assets', { format: 'ndjson' })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${reconcile},`,
  }).replace(`sqlite({ file: 'erp.sqlite' })`, `appendTo({ path: 'log' })`)

/** What can be said of a flow that settles nothing. */
const meant = ['oneWay', 'because', 'every', 'at', 'noReconcile', 'where', 'expect', 'accepts']

export const eventLog = {
  code: 'TW210',
  severity: 'error',
  title: 'what is only appended to is asked for more than that',
  why: 'A log has every change as it was captured. Nothing in it is settled, compared, mended or deleted later, so a flow to it settles nothing, and words about settling would promise what nothing carries out.',
  example: { failing: written(''), at: [16, 11], mended: written(`.noReconcile('the log is evidence, it is never corrected')`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { record } = flow
      return found(plan, flow).map(({ at, reason }) => ({ at, flow: name, facts: { record, ...reason } as Facts }))
    }),
} as const satisfies Rule

interface Blamed {
  readonly at: Found<Facts>['at']
  readonly reason: Reason
}

function found(plan: Plan, flow: PlanFlow): readonly Blamed[] {
  const targets = flow.direction === 'oneWay' ? flow.systems.slice(1) : []
  const logs = targets.filter((name) => isAppendOnly(plan, name))
  if (logs.length === 0) return []
  if (!carriesEvents(plan, flow))
    return [{ at: flow.at, reason: { kind: 'mixed', logs, others: targets.filter((name) => !logs.includes(name)) } }]
  const calls = (flow.calls ?? []).filter(({ call }) => !meant.includes(call) && call !== 'reconcile')
  return [
    ...('none' in flow.reconcile ? [] : [{ at: placeOf(flow, 'reconcile'), reason: { kind: 'reconciled', logs } as const }]),
    ...calls.map(({ call, at }) => ({ at, reason: { kind: 'call', call, logs } as const })),
    ...logs.flatMap((system) => ofBinding(system, bindingOf(plan, system, flow.record))),
  ]
}

function ofBinding(system: string, binding: PlanBinding | undefined): readonly Blamed[] {
  if (binding === undefined) return []
  const { at, format, name } = binding
  const names = partsOf(binding)
  return [
    ...(format === 'ndjson' ? [] : [{ at, reason: { kind: 'format', system } as const }]),
    ...(/^[^/\\\0]+$/.test(name) && !name.startsWith('.') ? [] : [{ at, reason: { kind: 'name', system, name } as const }]),
    ...(names.length === 0 ? [] : [{ at, reason: { kind: 'mapped', system, names } as const }]),
  ]
}

/** What a binding may say of a table, and a line has no place for. */
function partsOf({ columns, constants, scope, deletes, token, identity }: PlanBinding): readonly string[] {
  const mapped = columns.some(
    ({ field, column, codec, values, lookup, stores, whenNull }) =>
      column !== field ||
      codec !== undefined ||
      values !== undefined ||
      lookup !== undefined ||
      stores.length > 0 ||
      whenNull !== undefined,
  )
  const said: readonly (readonly [name: string, is: boolean])[] = [
    ['columns or naming', mapped],
    ['constants', constants.onCreate.length + constants.always.length > 0],
    ['scope', scope.length > 0],
    ['deletes', deletes !== 'row'],
    ['token', token !== undefined],
    ['identity', identity !== undefined],
  ]
  return said.flatMap(([name, is]) => (is ? [name] : []))
}
