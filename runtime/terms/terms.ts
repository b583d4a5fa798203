/**
 * The terms of a flow: who writes, creates and deletes what, and on which key. A change of them is somebody's decision, so the ledger remembers those that a
 * flow last ran by, and a run refuses others that nobody has accepted. Plain data, by names: it is stored as JSON, and read by later versions.
 */
import type { GeneratedFlow } from '../door.ts'
import type { ForeignWrite, Lifecycle, PolicyKind, UnitRule } from '../policies/rule.ts'

export interface UnitTerms {
  readonly fields: readonly string[]
  readonly policy: PolicyKind
  /** The owner, or the system that is preferred. While a field is handed over, who hands it over. */
  readonly system?: string
  /** The owner that is to be: how far that has come the ledger says. */
  readonly handedTo?: string
  readonly foreignWrite: ForeignWrite
  readonly answers?: readonly string[]
  readonly keepWhenBlank?: true
}

export interface LifeTerms extends Omit<Lifecycle, 'creates' | 'deletes'> {
  readonly creates: readonly string[]
  readonly deletes: readonly string[]
}

export interface Terms {
  readonly record: string
  readonly key: readonly string[]
  readonly direction: 'oneWay' | 'twoWay'
  readonly systems: readonly string[]
  readonly units: Readonly<Record<string, UnitTerms>>
  readonly life: LifeTerms
  /** The systems themselves refuse writes by those who may not. */
  readonly guard: boolean
  /** By system. */
  readonly reads: Readonly<Record<string, ReadTerms>>
}

/** Names of how a system is read. Where one is another than before, what was read there may mean something else, or may not be all. */
export interface ReadTerms {
  /** Which rows there are, and how their changes are told. */
  readonly rows: string
  /** By field: what stored values mean. */
  readonly values: Readonly<Record<string, string>>
  readonly detect: string
}

/** Those of a flow as it is generated, so that an edit of generated code counts like any other. */
export function termsOf({ record, key, direction, systems, settle, adapters, guard, reads }: GeneratedFlow): Terms {
  const named = (indexes: readonly number[]) => indexes.map((index) => systems[index]!)
  const { creates, deletes, ...life } = settle.life
  return {
    record,
    key,
    direction,
    systems,
    units: Object.fromEntries(settle.units.map((unit) => [unit.name, unitTerms(unit, systems)])),
    life: { creates: named(creates), deletes: named(deletes), ...life },
    guard: guard === true,
    reads: Object.fromEntries(
      Object.entries(reads ?? {}).flatMap(([system, { rows, values }]): [string, ReadTerms][] => {
        const adapter = adapters[system]
        if (adapter === undefined) return []
        const fields = adapter.fields.map(({ field }, i): [string, string] => [field, values[i] ?? ''])
        return [[system, { rows, values: Object.fromEntries(fields), detect: adapter.detect.kind }]]
      }),
    ),
  }
}

function unitTerms({ fields, policy, foreignWrite, answers, keepWhenBlank }: UnitRule, systems: readonly string[]): UnitTerms {
  const at = policy.writer ?? policy.preferred
  return {
    fields,
    policy: policy.kind,
    ...(at !== undefined && { system: systems[at]! }),
    ...(policy.handover !== undefined && { handedTo: systems[policy.handover.to]! }),
    foreignWrite,
    ...(answers !== undefined && { answers }),
    ...(keepWhenBlank === true && { keepWhenBlank }),
  }
}
