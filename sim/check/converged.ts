/** Of every field, each system holds what its writer's system holds, as it stores it. The writer's own value is the last that his users typed. */
import type { Canonical } from '../../runtime/values.ts'
import { equalRaw } from '../store.ts'
import type { Scene } from './scene.ts'
import { spreads } from './scene.ts'

export async function converged(scene: Scene): Promise<readonly string[]> {
  const { world } = scene
  const wrong: string[] = []
  for (const { flow, key, at } of await spreads(scene)) {
    for (const unit of flow.settle.units) {
      const writer = unit.policy.writer
      if (writer === null) continue
      const source = at[writer]!
      if (source.row === undefined || source.excuse !== null) continue
      for (const field of unit.fields) {
        const mapping = source.adapter.fields.find((each) => each.field === field)
        if (mapping === undefined) continue
        const raw = source.row.columns[mapping.column]!
        const value = mapping.decode(raw)
        if (unit.keepWhenBlank === true && (value === null || value === '')) continue
        const last = lastTyped(scene, flow.name, source.system, key, field)
        if (last !== undefined && !equalRaw(mapping.encode(last.value), raw))
          wrong.push(
            `${flow.name} ${key}: users of ${source.system} typed ${field}=${JSON.stringify(last.value)} last, and it holds ${String(raw)}`,
          )
        for (const copy of at) {
          if (copy === source || copy.row === undefined || copy.excuse !== null) continue
          const held = copy.adapter.fields.find((each) => each.field === field)
          if (held === undefined) continue
          const sent = held.encode(value)
          const want = world.alters[copy.system]?.[field]?.(sent) ?? sent
          const is = copy.row.columns[held.column]!
          if (equalRaw(is, want) || equalRaw(is, sent)) continue
          if (unit.foreignWrite !== 'restore' && typedThere(scene, flow.name, copy.system, key, field, held.decode(is))) continue
          wrong.push(
            `${flow.name} ${key}: ${field} is ${String(is)} at ${copy.system}, and ${String(raw)} at ${source.system}, which writes it`,
          )
        }
      }
    }
  }
  return wrong
}

/** The last value that users of a system typed into the row that is there now, by what they did alone. */
function lastTyped({ world }: Scene, flow: string, system: string, key: string, field: string): { readonly value: Canonical } | undefined {
  let last: { readonly value: Canonical } | undefined
  for (const act of world.acts) {
    if (act.flow !== flow || act.system !== system || act.key !== key) continue
    if (act.kind === 'delete') last = undefined
    else if (act.values[field] !== undefined) last = { value: act.values[field] }
  }
  const rewritten = world.writes.some(
    (write) => write.flow === flow && write.system === system && write.key === key && write.kind !== 'update' && write.changed,
  )
  return rewritten ? undefined : last
}

/** Where a foreign write is kept, or waits for the writer's word, it may stand: if somebody typed it. */
function typedThere({ world }: Scene, flow: string, system: string, key: string, field: string, value: Canonical): boolean {
  return world.acts.some(
    (act) => act.flow === flow && act.system === system && act.key === key && JSON.stringify(act.values[field]) === JSON.stringify(value),
  )
}
