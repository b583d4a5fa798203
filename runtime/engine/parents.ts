/** Which records refer to a record that is not in the target yet. */
import { holdsUnderItsKey } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import type { Canonical, KeyText } from '../values.ts'
import type { Context } from './context.ts'
import type { Hindrance, Working } from './record.ts'

/** @returns key → what is missing. Asks only for fields that the pending write carries, and only of flows that bring the parent to this system. */
export async function parentsOf(
  context: Context,
  kernel: Kernel,
  j: number,
  records: readonly Working[],
  batch: ReadonlyMap<KeyText, Working>,
): Promise<ReadonlyMap<KeyText, Hindrance>> {
  const { flow, systems, units } = kernel
  const system = systems[j]!
  const missing = new Map<KeyText, Hindrance>()
  for (const reference of flow.references) {
    const flows = reference.broughtBy[system.name]
    const f = flow.fields.indexOf(reference.field)
    if (flows === undefined || flows.length === 0 || f < 0) continue
    const children = new Map<KeyText, Working[]>()
    for (const record of records) {
      const pend = record.entry.s[j]!.pend!
      const carried = pend.kind === 'insert' || pend.units.some((u) => units[u]!.at.includes(f))
      const value = record.entry.g[f] ?? null
      if (pend.kind === 'delete' || !carried || value === null) continue
      const parent = keyOfValue(value)
      const list = children.get(parent)
      if (list === undefined) children.set(parent, [record])
      else list.push(record)
    }
    const parents = [...children.keys()]
    const there = parents.map(() => false)
    for (const name of flows) {
      const held = parents.map((parent) => {
        const record = name === flow.name ? batch.get(parent) : undefined
        return record === undefined ? null : holdsUnderItsKey(record.entry.s[j])
      })
      const asked = parents.filter((_, i) => held[i] === null && !there[i])
      const answers = asked.length === 0 ? [] : await context.ledger.holds(name, system.name, asked)
      let next = 0
      for (let i = 0; i < parents.length; i++) {
        if (held[i] !== null) there[i] ||= held[i]!
        else if (!there[i]) there[i] = answers[next++]!
      }
    }
    for (const [i, parent] of parents.entries()) {
      if (there[i]) continue
      const coming = flows.includes(flow.name) && batch.get(parent)?.entry.s[j]?.pend?.kind === 'insert'
      const detail = `${system.name} holds no ${reference.record} ${parent}, to which ${reference.field} refers`
      for (const record of children.get(parent)!) missing.set(record.key, { reason: 'missingParent', detail, quiet: coming })
    }
  }
  return missing
}

/** The key of the record that this value of a field refers to. */
export function keyOfValue(value: Canonical): KeyText {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
