import type { PlanFlow } from './schema.ts'

/** Flows whose records are referred to come first; else, and inside a circle of references, the declared order. */
export function orderOf(flows: Readonly<Record<string, PlanFlow>>): string[] {
  const waiting = new Map(Object.entries(flows).map(([name, flow]) => [name, new Set(before(flow, flows))]))
  const order: string[] = []
  while (waiting.size > 0) {
    const next = nextOf(waiting)
    order.push(...next)
    for (const name of next) waiting.delete(name)
    for (const needs of waiting.values()) for (const name of next) needs.delete(name)
  }
  return order
}

/** The first flow that waits for none; or the first circle, whole and as declared, that waits for none outside it. There always is one. */
function nextOf(waiting: Waiting): readonly string[] {
  const names = [...waiting.keys()]
  const first = names.find((name) => needsOnlyItsCircle(name, waiting))!
  return names.filter((name) => name === first || reached(first, waiting).has(name))
}

type Waiting = ReadonlyMap<string, ReadonlySet<string>>

/** True where a flow waits for none, or for none but those that wait for it as well. */
function needsOnlyItsCircle(name: string, waiting: Waiting): boolean {
  return [...reached(name, waiting)].every((other) => reached(other, waiting).has(name))
}

/** All that a flow waits for, over others too. */
function reached(name: string, waiting: Waiting): ReadonlySet<string> {
  const found = new Set(waiting.get(name))
  for (const one of found) for (const further of waiting.get(one) ?? []) found.add(further)
  return found
}

function before(flow: PlanFlow, flows: Readonly<Record<string, PlanFlow>>): readonly string[] {
  const records = new Set(flow.references.map((reference) => reference.record).filter((record) => record !== flow.record))
  return Object.entries(flows).flatMap(([name, other]) => (records.has(other.record) ? [name] : []))
}
