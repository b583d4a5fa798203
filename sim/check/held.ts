/** Every field that is held has one open review, and so has the life of a record; of no other is one open. */
import type { Scene } from './scene.ts'

export async function held({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  const open = new Map((await hub.ledger.reviews({ open: true })).map((review) => [review.id, review]))
  for (const flow of world.flows) {
    const keys = await hub.ledger.keys(flow.name, null, Number.MAX_SAFE_INTEGER)
    const entries = await hub.ledger.read(flow.name, keys)
    for (const [i, entry] of entries.entries()) {
      if (entry === null) continue
      const units = flow.settle.units.map(({ name }, u) => ({ unit: name, id: entry.held?.[u]?.id ?? 0 }))
      for (const { unit, id } of [...units, { unit: '', id: entry.lifeHeld }]) {
        if (id === 0) continue
        const review = open.get(id)
        open.delete(id)
        const isIts = review?.flow === flow.name && review.key === keys[i] && (review.unit ?? '') === unit
        if (!isIts) wrong.push(`${flow.name} ${keys[i]!}: ${unit === '' ? 'its life' : unit} is held, and no review of it is open`)
      }
    }
  }
  for (const { id, flow, key, unit } of open.values()) wrong.push(`${flow} ${key}: review ${id} of ${unit} is open, and nothing is held`)
  return wrong
}
