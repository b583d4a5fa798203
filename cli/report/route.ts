/** Which way the data of a flow runs, and who owns it: read from the generated settle table, so it is what really runs. */
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { PolicyKind, UnitRule } from '../../runtime/policies/rule.ts'

/** What one system gives another. */
export interface Edge {
  readonly from: string
  readonly to: string
  /** Fields and groups. Empty: the rows alone. */
  readonly units: readonly string[]
  /** The return path of a one-way flow. */
  readonly back: boolean
}

export interface OwnedUnit {
  readonly unit: string
  readonly fields: readonly string[]
  /** The only writer; null: every system that holds it. */
  readonly writer: string | null
  readonly holders: readonly string[]
  readonly policy: PolicyKind
  /** A fact of the policy: what stands may be made of several values. */
  readonly composes: boolean
  /** On the ladder, 1 to 5; null where the plan beside the generated code does not know it. */
  readonly step: number | null
}

export interface Route {
  readonly record: string
  readonly direction: GeneratedFlow['direction']
  /** In declared order; of a one-way flow the source first. */
  readonly systems: readonly string[]
  readonly because: string | null
  /** The highest of its fields. */
  readonly step: number | null
  readonly units: readonly OwnedUnit[]
  readonly edges: readonly Edge[]
}

/** @param plan for what the generated code does not hold: the reason and the steps */
export function routeOf(flow: GeneratedFlow, plan: Plan): Route {
  const planned = plan.flows[flow.name]
  const units = flow.settle.units.map((rule): OwnedUnit => ({
    unit: rule.name,
    fields: rule.fields,
    writer: rule.policy.writer === null ? null : flow.systems[rule.policy.writer]!,
    holders: holdersOf(flow, rule),
    policy: rule.policy.kind,
    composes: rule.policy.composes,
    step: planned?.units.find(({ name }) => name === rule.name)?.step ?? null,
  }))
  const steps = units.flatMap(({ step }) => step ?? [])
  return {
    record: flow.record,
    direction: flow.direction,
    systems: flow.systems,
    because: planned?.because ?? null,
    step: steps.length === 0 ? null : Math.max(...steps),
    units,
    edges: edgesOf(flow, units),
  }
}

function holdersOf({ systems, adapters }: GeneratedFlow, { fields }: UnitRule): string[] {
  return systems.filter((system) => fields.every((field) => adapters[system]!.fields.some((held) => held.field === field)))
}

function edgesOf({ direction, systems, settle }: GeneratedFlow, units: readonly OwnedUnit[]): Edge[] {
  return systems.flatMap((from, i) =>
    systems.flatMap((to): Edge[] => {
      if (from === to) return []
      const carried = units.filter(({ writer, holders }) => (writer ?? from) === from && holders.includes(from) && holders.includes(to))
      if (carried.length === 0 && !settle.life.creates.includes(i)) return []
      return [{ from, to, units: carried.map(({ unit }) => unit), back: direction === 'oneWay' && i > 0 }]
    }),
  )
}
