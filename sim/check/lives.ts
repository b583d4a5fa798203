/**
 * A record is in all of its systems or in none, unless a report, a review or a missing parent says why not. Where one system alone creates and deletes, and a
 * delete wins, it is there exactly if the last act of that system's users says so.
 */
import type { Scene, Spread } from './scene.ts'
import { spreads } from './scene.ts'

export async function lives(scene: Scene): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const spread of await spreads(scene)) {
    const { flow, key, at } = spread
    const counted = at.filter(({ excuse }) => excuse === null)
    const there = counted.filter(({ row }) => row !== undefined)
    const absent = counted.filter(({ row }) => row === undefined)
    if (there.length > 0 && absent.length > 0)
      wrong.push(
        `${flow.name} ${key} is at ${there.map(({ system }) => system).join(', ')} and not at ${absent.map(({ system }) => system).join(', ')}`,
      )
    const want = scene.world.apart(flow.name) ? soleAuthority(scene, spread) : undefined
    if (want === undefined) continue
    const authority = at[flow.settle.life.creates[0]!]!
    if (authority.excuse === null && (authority.row !== undefined) !== want)
      wrong.push(
        `${flow.name} ${key}: users of ${authority.system} ${want ? 'created' : 'deleted'} it last, and it is ${want ? 'gone' : 'there'}`,
      )
  }
  return wrong
}

/** undefined: nobody alone decides. */
function soleAuthority({ world }: Scene, { flow, key }: Spread): boolean | undefined {
  // Rows that were there when new bases were taken are one record, whoever made which.
  if (world.rebased.has(`${flow.name} ${key}`)) return undefined
  const { creates, deletes, foreignDelete, againstUpdate } = flow.settle.life
  if (
    creates.length !== 1 ||
    deletes.length !== 1 ||
    creates[0] !== deletes[0] ||
    foreignDelete !== 'restore' ||
    againstUpdate !== 'deleteWins'
  )
    return undefined
  const system = flow.systems[creates[0]!]
  let alive = false
  for (const act of world.acts) {
    if (act.flow !== flow.name || act.key !== key) continue
    // A row that somebody else made joined the record: its life is no longer one system's alone.
    if (act.system !== system && act.kind === 'create') return undefined
    if (act.system !== system) continue
    if (act.kind === 'create') alive = true
    else if (act.kind === 'delete') alive = false
  }
  return alive
}
