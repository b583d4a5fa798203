/** Whatever a user had typed and the hub wrote over stands in the audit of that record: as lost, as entered in the shadow of a handover, or as what was decided before. */
import type { Canonical } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import { keysOfRecord } from '../same-record.ts'
import { equalRaw } from '../store.ts'
import type { Overwritten } from '../world.ts'
import type { Scene } from './scene.ts'

export async function audited({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong = new Set<string>()
  const known = new Map<string, readonly Canonical[]>()
  for (const lost of world.overwritten) {
    if (partOf(world, lost)) continue
    const record = `${lost.flow} ${lost.key}`
    let values = known.get(record)
    if (values === undefined) {
      values = []
      for (const key of keysOfRecord(world, lost.flow, lost.key)) values = [...values, ...(await kept(hub, { ...lost, key }))]
      known.set(record, values)
    }
    if (!values.some((value) => isStoredAs(lost, value)))
      wrong.add(`${record}: ${lost.mapping.field}=${String(lost.raw)} at ${lost.system} is gone, and the audit does not hold it`)
  }
  return [...wrong]
}

/** What is made of all values holds each of them: that nothing of it is lost, sums and elements tell. */
function partOf(world: Scene['world'], { flow, mapping }: Overwritten): boolean {
  const unit = world.flows.find(({ name }) => name === flow)!.settle.units.find(({ fields }) => fields.includes(mapping.field))
  return unit?.policy.kind === 'delta' || unit?.policy.kind === 'union'
}

async function kept(hub: Scene['hub'], { flow, key }: Overwritten): Promise<readonly Canonical[]> {
  const out: Canonical[] = []
  for (const { body } of await hub.ledger.audit({ flow, key, limit: Number.MAX_SAFE_INTEGER })) {
    for (const values of [body['lost'], body['was'], body['value']]) if (Array.isArray(values)) out.push(...(values as Canonical[]))
  }
  // What still stands is not lost either.
  const [entry] = await hub.ledger.read(flow, [key])
  out.push(...(entry?.g ?? []))
  return out
}

function isStoredAs({ mapping, raw }: Overwritten, value: Canonical): boolean {
  try {
    return equalRaw(mapping.encode(value), raw) || JSON.stringify(mapping.decode(raw)) === JSON.stringify(value)
  } catch (error) {
    if (error instanceof ValueError) return value === String(raw)
    throw error
  }
}
