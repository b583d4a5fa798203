import type { Adapter, GeneratedEvents, GeneratedFlow, GeneratedSystem } from '../../runtime/door.ts'
import { mayEverWrite } from '../../runtime/policies/rule.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly what:
    | 'reached'
    | 'server'
    | 'table'
    | 'types'
    | 'file'
    | 'rows'
    | 'statements'
    | 'rights'
    | 'prepared'
    | 'key'
    | 'reference'
    | 'clock'
    | 'detection'
    | 'outbox'
    | 'log'
    | 'ledger'
    | 'matched'
  readonly ok: boolean
  readonly text: string
  /** What to do about a problem. */
  readonly wayOut?: string
}

/** What one flow asks of one system. */
export interface Use {
  readonly flow: GeneratedFlow
  readonly adapter: Adapter
  /** Does the flow write there at all. */
  readonly writes: boolean
  /** Does something start there: a field that it owns, or records that it may create or delete. */
  readonly source: boolean
}

export interface Patient {
  readonly system: GeneratedSystem
  readonly uses: readonly Use[]
  /** Flows that carry its changes, or append to it. */
  readonly events: readonly GeneratedEvents[]
}

export function patientOf(system: GeneratedSystem, flows: readonly GeneratedFlow[], events: readonly GeneratedEvents[]): Patient {
  const uses = flows.flatMap((flow): Use[] => {
    const adapter = flow.adapters[system.name]
    if (adapter === undefined) return []
    const index = flow.systems.indexOf(system.name)
    const owns = flow.settle.units.some((unit) => mayEverWrite(unit.policy, index))
    const { creates, deletes } = flow.settle.life
    return [
      {
        flow,
        adapter,
        writes: adapter.writes.length > 0,
        source: owns || creates.includes(index) || deletes.includes(index),
      },
    ]
  })
  return { system, uses, events: events.filter(({ systems }) => systems.includes(system.name)) }
}

/** What can be said from the generated code alone: is every change seen that the flow is meant to carry. */
export function detection({ uses }: Patient): Finding[] {
  return uses.map(({ flow, adapter, source }): Finding => {
    const { kind } = adapter.detect
    const of = `${flow.name}: changes in ${adapter.place}`
    if (kind !== 'none')
      return { what: 'detection', ok: true, text: `${of} are detected (${kind})${kind === 'updatedAt' ? '; deletes are not' : ''}` }
    if (!source)
      return {
        what: 'detection',
        ok: true,
        text: `${of} are not detected: foreign writes are found by reconciliation, and set back by its repair`,
      }
    return {
      what: 'detection',
      ok: false,
      text: `${of} are not detected, and the flow carries what starts there`,
      wayOut: `give the binding of ${flow.record} a \`detect\`, and generate`,
    }
  })
}
