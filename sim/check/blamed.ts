/** Whom the audit names for a foreign write has typed that value: it never blames a user for what the hub wrote itself. */
import type { Canonical } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import type { Mapping } from '../../runtime/door.ts'
import { keysOfRecord } from '../same-record.ts'
import { equalRaw } from '../store.ts'
import type { Scene } from './scene.ts'

export async function blamed({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const flow of world.flows.filter(({ name }) => world.apart(name))) {
    for (const row of await hub.ledger.audit({ flow: flow.name, limit: Number.MAX_SAFE_INTEGER })) {
      const lost = row.body['lost']
      const unit = flow.settle.units.find(({ name }) => name === row.unit)
      const adapter = row.system === undefined ? undefined : flow.adapters[row.system]
      if (row.conflict !== 'foreignWrite' || unit === undefined || adapter === undefined || !Array.isArray(lost)) continue
      if (unit.fields.some((field) => world.alters[adapter.system]?.[field] !== undefined)) continue
      const typed = unit.fields.some((field, i) => {
        const mapping = adapter.fields.find((each) => each.field === field)!
        // Of what was there when new bases were taken nobody knows who wrote it.
        if (world.rebased.has(JSON.stringify([flow.name, adapter.system, row.key, field, (lost as Canonical[])[i]]))) return true
        return [...world.acts, ...world.undone].some(
          (act) =>
            act.flow === flow.name &&
            act.system === row.system &&
            keysOfRecord(world, flow.name, row.key).has(act.key) &&
            act.values[field] !== undefined &&
            storedAlike(mapping, act.values[field], (lost as Canonical[])[i]!),
        )
      })
      if (!typed)
        wrong.push(
          `${flow.name} ${row.key}: the audit says that ${adapter.system} wrote ${unit.name}=${JSON.stringify(lost)}, and no user did`,
        )
    }
  }
  return wrong
}

function storedAlike(mapping: Mapping, a: Canonical, b: Canonical): boolean {
  try {
    return equalRaw(mapping.encode(a), mapping.encode(b))
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}
