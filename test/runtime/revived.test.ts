/** A delete that waits, and is wanted no longer: the record lives on, and nothing of it waits. */
import { expect, test } from 'vitest'
import { heldDeletes } from '../../runtime/engine/delete-cap.ts'
import { review } from '../../runtime/index.ts'
import { commit } from '../../sim/commit.ts'
import { Hub } from '../../sim/hub.ts'
import { calm } from '../../sim/quirks.ts'
import { Crash, World } from '../../sim/world.ts'
import { made } from '../sim/landscapes/made.ts'

const systems = ['A', 'B', 'C']
const landscape = made('revived', [
  {
    name: 'things',
    systems,
    units: [{ fields: { name: 'name' }, owner: review() }],
    life: { creates: [0], deletes: [0], againstUpdate: 'updateWins' },
  },
])

test('a record that an update keeps alive has no delete held back, also while its field is in review', async () => {
  const flow = landscape.flows['things']!
  let dies = false
  const world = new World(landscape, [flow], 1, calm, {
    plant: {
      bound: (bound) => ({
        deliver: async (op, writes) => {
          if (dies && writes.some(({ kind }) => kind === 'delete')) throw new Crash('before the delete')
          return bound.deliver(op, writes)
        },
      }),
    },
  })
  const hub = new Hub(world)
  const types = (system: string, kind: 'create' | 'update' | 'delete', name: string | null) =>
    commit(world, { flow, adapter: flow.adapters[system]! }, 'K1', kind, {}, (now) =>
      name === null ? null : { id: now?.id ?? 1, columns: { ...now?.columns, name }, hub: now?.hub ?? {}, times: {} },
    )
  types('A', 'create', 'one')
  await hub.run()

  types('A', 'delete', null)
  dies = true
  expect(await hub.run()).toBeNull()
  expect(await heldDeletes(hub.ledger, 'things', systems, world.clock.now())).not.toEqual([])

  dies = false
  types('B', 'update', 'two')
  types('C', 'update', 'three')
  for (let run = 0; run < 2; run++) {
    await hub.run()
    world.clock.pass(3_600_000)
  }
  expect(await hub.ledger.reviews({ open: true })).toMatchObject([{ key: 'K1', unit: 'name' }])
  expect(await heldDeletes(hub.ledger, 'things', systems, world.clock.now())).toEqual([])
})
