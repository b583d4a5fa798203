import type { CallData, FlowData } from '../../../dsl/data.ts'
import type { Context } from '../context.ts'
import type { PlanFlow } from '../schema.ts'

/** Every call of a flow, its direction first, with the names of fields and systems that it mentions: where findings point to. */
export function callsOf(flow: FlowData, context: Context): NonNullable<PlanFlow['calls']> {
  const { way } = flow
  const direction = {
    call: way.kind,
    fields: [],
    systems: way.kind === 'oneWay' ? [way.from, ...way.to] : [...(way.systems ?? [])],
    at: context.at(flow.at),
  }
  return [
    direction,
    ...flow.calls.map((call) => ({ call: call.call, fields: fieldsIn(call), systems: systemsIn(call), at: context.at(call.at) })),
  ]
}

function fieldsIn(call: CallData): string[] {
  if ('fields' in call) return [...(call.fields ?? []), ...(call.call === 'returnPath' ? (call.answers ?? []) : [])]
  if (call.call === 'firstSync') return [...(call.match ?? [])]
  return call.call === 'where' ? Object.keys(call.rows) : []
}

function systemsIn(call: CallData): string[] {
  if ('system' in call) return 'from' in call && call.from !== undefined ? [call.system, call.from] : [call.system]
  return 'by' in call && typeof call.by === 'object' ? [...call.by] : []
}
