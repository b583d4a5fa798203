/** The portfolios of several repositories as one, for what rules about several flows walk. */
import type { Plan, PlanConnector, PlanFlow, PlanSystem, Position } from '../plan/schema.ts'

/** A flow of another repository. */
export interface Foreign {
  readonly landscape: string
  readonly flow: string
  /** In its own repository: files count from the folder of its flow file. */
  readonly at: Position
}

export interface Joined {
  /** The flows of this repository first, under their own names. */
  readonly plan: Plan
  /** By the name that the flow has in the joined plan: every flow that is not of this repository. */
  readonly foreign: ReadonlyMap<string, Foreign>
}

/**
 * Systems are the same where they have the same name and are reached in the same kind of way: what a place is called in the environment of another
 * repository tells nothing. Records stay apart, as each repository has its own idea of them: what they share is tables and columns.
 */
export function join(plan: Plan, others: readonly Plan[]): Joined {
  const systems = new Systems(plan)
  const records = new Map(Object.entries(plan.records))
  const flows = new Map(Object.entries(plan.flows))
  const foreign = new Map<string, Foreign>()
  for (const other of others) {
    const nameOf = (name: string): string => `${other.landscape}\0${name}`
    const joined = systems.add(other, nameOf)
    for (const [name, record] of Object.entries(other.records)) records.set(nameOf(name), record)
    for (const [name, flow] of Object.entries(other.flows)) {
      flows.set(nameOf(name), renamed(flow, nameOf(flow.record), joined))
      foreign.set(nameOf(name), { landscape: other.landscape, flow: name, at: flow.at })
    }
  }
  return {
    plan: { ...plan, systems: systems.all(), records: Object.fromEntries(records), flows: Object.fromEntries(flows) },
    foreign,
  }
}

class Systems {
  readonly #known = new Map<string, { readonly system: PlanSystem; readonly reached: PlanConnector }>()

  constructor({ systems }: Plan) {
    for (const [name, system] of Object.entries(systems)) this.#known.set(name, { system, reached: system.connector })
  }

  /** What each system of the other plan is called among all. */
  add({ systems }: Plan, recordName: (name: string) => string): (name: string) => string {
    const names = new Map<string, string>()
    for (const [name, system] of Object.entries(systems)) {
      const joined = this.#nameOf(name, system.connector)
      const { system: first, reached } = this.#known.get(joined) ?? { system: apart(joined, system), reached: system.connector }
      const holds = Object.entries(system.holds).map(([record, binding]) => [recordName(record), binding] as const)
      this.#known.set(joined, { system: { ...first, holds: { ...first.holds, ...Object.fromEntries(holds) } }, reached })
      names.set(name, joined)
    }
    return (name) => names.get(name) ?? name
  }

  all(): Plan['systems'] {
    return Object.fromEntries([...this.#known].map(([name, { system }]) => [name, system]))
  }

  /** Its own where that is the same system, or nobody's; else one that nobody has. */
  #nameOf(name: string, connector: PlanConnector): string {
    const known = this.#known.get(name)
    return known === undefined || isSame(known.reached, connector) ? name : this.#nameOf(`${name}\0`, connector)
  }
}

/** What two values of the environment are nobody can tell: they are taken to be what was meant. */
function isSame(a: PlanConnector, b: PlanConnector): boolean {
  if (a.kind !== b.kind) return false
  const [first, second] = [schemaOf(a), schemaOf(b)]
  return typeof first !== 'string' || typeof second !== 'string' || first === second
}

function schemaOf(connector: PlanConnector): unknown {
  return 'schema' in connector ? connector.schema : undefined
}

/** A system's name as its repository writes it. */
export function writtenName(joined: string): string {
  return joined.replaceAll('\0', '')
}

/** A system that this repository does not know, reached in a way that is no other system's. */
function apart(name: string, { at, ...system }: PlanSystem): PlanSystem {
  return { ...system, connector: { kind: 'custom', definition: { unresolved: name }, feed: 'none', settings: {}, at }, holds: {}, at }
}

function renamed(flow: PlanFlow, record: string, system: (name: string) => string): PlanFlow {
  const { lifecycle, units } = flow
  return {
    ...flow,
    record,
    systems: flow.systems.map(system),
    lifecycle: { ...lifecycle, creates: lifecycle.creates.map(system), deletes: lifecycle.deletes.map(system) },
    units: units.map((unit) => ({
      ...unit,
      systems: unit.systems.map(system),
      policy: 'system' in unit.policy ? { ...unit.policy, system: system(unit.policy.system) } : unit.policy,
    })),
  }
}
