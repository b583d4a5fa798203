/** A generated flow made small enough to try everything: some of its systems, some of its units, few values. Policies, lifecycle and mappings are its own. */
import type { Adapter, GeneratedFlow } from '../../runtime/door.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { compile } from '../../runtime/kernel.ts'
import type { Lifecycle, Policy, UnitRule } from '../../runtime/policies/rule.ts'
import type { Domain } from './domain.ts'
import { domainOf, numbered } from './domain.ts'

export interface Reduced {
  readonly kernel: Kernel
  /** By field. */
  readonly domains: readonly Domain[]
}

/**
 * @param systems indexes in the flow, in its order; all of them hold the units
 * @throws NoDomain
 */
export function reduced(flow: GeneratedFlow, systems: readonly number[], units: readonly UnitRule[]): Reduced {
  const names = systems.map((j) => flow.systems[j]!)
  const fields = units.flatMap((unit) => unit.fields)
  const domains = fields.map((field) => {
    const { policy, keepWhenBlank = false } = units.find((unit) => unit.fields.includes(field))!
    return domainOf(
      names.map((name) => mappingOf(flow.adapters[name]!, field)),
      policy.kind,
      keepWhenBlank,
    )
  })
  const known = units.map(({ name }) => name)
  const { filter: _filter, match: _match, ...rest } = flow
  const small: GeneratedFlow = {
    ...rest,
    systems: names,
    fields,
    references: [],
    settle: {
      ...flow.settle,
      units: units.map((unit) => ({
        ...unit,
        policy: seenFrom(systems, unit.policy),
        answers: (unit.answers ?? []).filter((name) => known.includes(name)),
      })),
      life: lifeSeenFrom(systems, flow.settle.life),
    },
    adapters: Object.fromEntries(names.map((name) => [name, adapterOf(flow.adapters[name]!, fields, domains)])),
  }
  return { kernel: compile(small), domains }
}

function mappingOf(adapter: Adapter, field: string): Adapter['fields'][number] {
  return adapter.fields.find((mapping) => mapping.field === field)!
}

/** Rows keep their keys and are told by them. */
function adapterOf(adapter: Adapter, fields: readonly string[], domains: readonly Domain[]): Adapter {
  const { identity: _identity, timed: _timed, filtered: _filtered, ...rest } = adapter
  return {
    ...rest,
    fields: fields.map((field, f) => numbered(mappingOf(adapter, field), domains[f]!)),
    writes: adapter.writes.filter((kind) => kind !== 'rekey' && kind !== 'link'),
  }
}

/** The same policy where systems are counted among these. */
function seenFrom(systems: readonly number[], policy: Policy): Policy {
  if (systems.every((j, k) => j === k)) return policy
  const { writer, preferred } = policy
  return {
    ...policy,
    writer: writer === null ? null : systems.indexOf(writer),
    ...(preferred !== undefined && { preferred: systems.indexOf(preferred) }),
    judge: (edit) =>
      policy.judge({ ...edit, system: systems[edit.system]!, origin: edit.origin < 0 ? edit.origin : systems[edit.origin]! }),
  }
}
function lifeSeenFrom(systems: readonly number[], life: Lifecycle): Lifecycle {
  const among = (some: readonly number[]) => systems.flatMap((j, k) => (some.includes(j) ? [k] : []))
  return { ...life, creates: among(life.creates), deletes: among(life.deletes) }
}
