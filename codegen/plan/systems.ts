import type { ConnectorData, SystemData } from '../../dsl/data.ts'
import { planBinding } from './bindings.ts'
import type { Context, Durations } from './context.ts'
import { second } from './duration.ts'
import type { PlanConnector, PlanSystem, Position } from './schema.ts'

/** How long a file must have stayed as it is before it counts, where nothing is said. */
const defaultSettle = 2 * second

export function planSystem(data: SystemData, context: Context, durations: Durations): PlanSystem {
  const at = context.at(data.at)
  return {
    connector: planConnector(data.connector, context, durations, at),
    access: data.access,
    ...(data.clockTolerance !== undefined && { clockToleranceMs: durations.read(data.clockTolerance, 0, 'the clock tolerance', at) }),
    ...(data.calendar !== undefined && { calendar: data.calendar }),
    holds: Object.fromEntries(
      Object.entries(data.holds).map(([record, binding]) => [record, planBinding(binding, data, context, durations)]),
    ),
    at,
  }
}

function planConnector(data: ConnectorData, context: Context, durations: Durations, at: Position): PlanConnector {
  if (data.kind === 'custom') {
    const { kind, definition, settings } = data
    const reference = context.reference(data)
    return {
      kind,
      definition: reference,
      feed: definition.capabilities.changes,
      settings: structuredClone(settings),
      at: context.at(data.at),
    }
  }
  if (data.kind === 'folder') {
    const { kind, path, settle, manifest } = data
    const settleMs = durations.read(settle, defaultSettle, 'the time in which a file settles', at)
    return { kind, path: structuredClone(path), settleMs, ...(manifest !== undefined && { manifest }) }
  }
  if (data.kind !== 'appendTo') return structuredClone(data)
  const rotateMs = durations.read(data.rotate, undefined, 'the rotation', at, 1)
  return { kind: data.kind, path: structuredClone(data.path), ...(rotateMs !== undefined && { rotateMs }) }
}
