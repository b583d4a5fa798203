import type { PlanFlow } from './schema.ts'

/** Flows whose records are referred to come first; else, and inside a circle of references, the declared order. */
export function orderOf(flows: Readonly<Record<string, PlanFlow>>): string[] {
  const waiting = new Map(Object.entries(flows).map(([name, flow]) => [name, new Set(before(flow, flows))]))
  const order: string[] = []
  while (waiting.size > 0) {
    const next = [...waiting].find(([, needs]) => needs.size === 0)?.[0] ?? [...waiting.keys()][0]
    if (next === undefined) break
    waiting.delete(next)
    for (const needs of waiting.values()) needs.delete(next)
    order.push(next)
  }
  return order
}

function before(flow: PlanFlow, flows: Readonly<Record<string, PlanFlow>>): readonly string[] {
  const records = new Set(flow.references.map((reference) => reference.record).filter((record) => record !== flow.record))
  return Object.entries(flows).flatMap(([name, other]) => (records.has(other.record) ? [name] : []))
}
