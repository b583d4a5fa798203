import type { FlowData } from '../../../dsl/data.ts'
import type { Context } from '../context.ts'
import type { PlanFlow } from '../schema.ts'
import { lastCall } from './last-call.ts'

type PlanLifecycle = PlanFlow['lifecycle']

/** Who creates and deletes, and what follows when somebody else does. One-way it is the source. */
export function lifecycleOf(flow: FlowData, systems: readonly string[], context: Context): PlanLifecycle {
  return flow.way.kind === 'oneWay' ? oneWay(flow, flow.way.from, context) : twoWay(flow, systems, context)
}

function oneWay(flow: FlowData, from: string, context: Context): PlanLifecycle {
  const foreignCreate = lastCall(flow, 'onForeignCreate')
  return {
    creates: [from],
    foreignCreate: foreignCreate?.outcome ?? 'report',
    deletes: [from],
    foreignDelete: 'restore',
    againstUpdate: 'deleteWins',
    onDelete: lastCall(flow, 'onDelete')?.outcome ?? 'mirror',
    said: { ...(foreignCreate && { foreignCreate: context.at(foreignCreate.at) }) },
  }
}

function twoWay(flow: FlowData, systems: readonly string[], context: Context): PlanLifecycle {
  const creates = lastCall(flow, 'creates')
  const deletes = lastCall(flow, 'deletes')
  return {
    creates: named(creates?.by, systems),
    foreignCreate: creates?.foreignCreate ?? 'review',
    deletes: named(deletes?.by, systems),
    foreignDelete: deletes?.foreignDelete ?? 'restore',
    againstUpdate: deletes?.againstUpdate ?? 'review',
    onDelete: 'mirror',
    said: {
      ...(creates && { creates: context.at(creates.at) }),
      ...(deletes && { deletes: context.at(deletes.at) }),
      ...(creates?.foreignCreate && { foreignCreate: context.at(creates.at) }),
      ...(deletes?.foreignDelete && { foreignDelete: context.at(deletes.at) }),
      ...(deletes?.againstUpdate && { againstUpdate: context.at(deletes.at) }),
    },
  }
}

function named(by: readonly string[] | 'anyone' | 'nobody' | undefined, systems: readonly string[]): string[] {
  if (by === 'anyone') return [...systems]
  return by === undefined || by === 'nobody' ? [] : [...by]
}
