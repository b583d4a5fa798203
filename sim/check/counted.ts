/** Every conflict that the audit tells of is counted once, by its kind. */
import type { Scene } from './scene.ts'

export async function counted({ world, hub }: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { name: flow } of world.flows) {
    const sum = new Map<string, { audit: number; figure: number }>()
    const of = (kind: string) => {
      let known = sum.get(kind)
      if (known === undefined) sum.set(kind, (known = { audit: 0, figure: 0 }))
      return known
    }
    for (const { kind, conflict } of await hub.ledger.audit({ flow, limit: Number.MAX_SAFE_INTEGER }))
      if (kind === 'conflict' && conflict !== undefined) of(conflict).audit++
    for (const { name, value } of await hub.ledger.figures({ flow }))
      if (name.startsWith('conflict:')) of(name.slice('conflict:'.length)).figure += value
    for (const [kind, { audit, figure }] of sum)
      if (audit !== figure) wrong.push(`${flow}: ${figure} conflicts ${kind} are counted, and the audit tells of ${audit}`)
  }
  return wrong
}
