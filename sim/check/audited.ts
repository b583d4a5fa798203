/** Whatever a user had typed and the hub wrote over stands in the audit of that record: as lost, as entered in the shadow of a handover, or as what was decided before. */
import type { Canonical } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import { keysOfRecord } from '../same-record.ts'
import { equalRaw } from '../store.ts'
import type { Overwritten } from '../world.ts'
import type { Scene } from './scene.ts'

export async function audited({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong = new Set<string>()
  const known = new Map<string, Kept>()
  for (const lost of world.overwritten) {
    if (partOf(world, lost)) continue
    const record = `${lost.flow} ${lost.key}`
    const { told, standing } = await keptOf({ world, hub }, lost, known)
    if (![...told, ...standing].some((value) => isStoredAs(lost, value)))
      wrong.add(`${record}: ${lost.mapping.field}=${String(lost.raw)} at ${lost.system} is gone, and the audit does not hold it`)
  }
  return [...wrong]
}

/** What was written over and was not lost by then, since it still stood: of what becomes of it a later audit tells. */
export async function stillStood(scene: Scene, overwritten: readonly Overwritten[]): Promise<ReadonlySet<Overwritten>> {
  const known = new Map<string, Kept>()
  const out = new Set<Overwritten>()
  for (const lost of overwritten) {
    const { told, standing } = await keptOf(scene, lost, known)
    const holds = (values: readonly Canonical[]) => values.some((value) => isStoredAs(lost, value))
    if (holds(standing) && !holds(told)) out.add(lost)
  }
  return out
}

/** What is made of all values holds each of them: that nothing of it is lost, sums and elements tell. */
function partOf(world: Scene['world'], { flow, mapping }: Overwritten): boolean {
  const unit = world.flows.find(({ name }) => name === flow)!.settle.units.find(({ fields }) => fields.includes(mapping.field))
  return unit?.policy.kind === 'delta' || unit?.policy.kind === 'union'
}

interface Kept {
  readonly told: readonly Canonical[]
  readonly standing: readonly Canonical[]
}

/** @param known by record; what was asked for is added */
async function keptOf({ world, hub }: Scene, { flow, key }: Overwritten, known: Map<string, Kept>): Promise<Kept> {
  const record = `${flow} ${key}`
  const before = known.get(record)
  if (before !== undefined) return before
  const told: Canonical[] = []
  const keys = [...keysOfRecord(world, flow, key)]
  for (const each of keys)
    for (const { body } of await hub.ledger.audit({ flow, key: each, limit: Number.MAX_SAFE_INTEGER }))
      for (const values of [body['lost'], body['was'], body['value']]) if (Array.isArray(values)) told.push(...(values as Canonical[]))
  const standing = (await hub.ledger.read(flow, keys)).flatMap((entry) => entry?.g ?? [])
  const kept = { told, standing }
  known.set(record, kept)
  return kept
}

function isStoredAs({ mapping, raw }: Overwritten, value: Canonical): boolean {
  try {
    return equalRaw(mapping.encode(value), raw) || JSON.stringify(mapping.decode(raw)) === JSON.stringify(value)
  } catch (error) {
    if (error instanceof ValueError) return value === String(raw)
    throw error
  }
}
