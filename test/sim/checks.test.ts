/** Each of these breaks is noticed by the check that is there for it, and by no other. */
import { describe, expect, test } from 'vitest'
import type { WriteKind } from '../../runtime/door.ts'
import { noCommit } from '../../runtime/engine/context.ts'
import { stored, text } from '../../runtime/index.ts'
import type { Raw } from '../../runtime/values.ts'
import { agree } from '../../sim/check/accounted.ts'
import { checks } from '../../sim/check/index.ts'
import type { Scene } from '../../sim/check/scene.ts'
import { done } from '../../sim/forecast.ts'
import { Hub } from '../../sim/hub.ts'
import { calm } from '../../sim/quirks.ts'
import { Users } from '../../sim/users.ts'
import { World } from '../../sim/world.ts'
import { made } from './landscapes/made.ts'

const landscape = made('plain', [{ name: 'things', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: 0 }] }])

async function atRest(): Promise<Scene> {
  const world = new World(landscape, Object.values(landscape.flows), 3, calm)
  const hub = new Hub(world)
  new Users(world).populate()
  for (let run = 0; run < 3; run++) await hub.run()
  expect(world.writes.length).toBeGreaterThan(0)
  return { world, hub }
}
async function failing(scene: Scene): Promise<string[]> {
  const out: string[] = []
  for (const { name, check } of checks) if ((await check(scene)).length > 0) out.push(name)
  return out
}

test('nothing is noticed where nothing is broken', async () => {
  expect(await failing(await atRest())).toEqual([])
})

const planted: Readonly<Record<string, (scene: Scene) => void | Promise<void>>> = {
  'writes are bounded': ({ world }) => {
    for (let n = 0; n < 100; n++) world.writes.push(world.writes[0]!)
  },
  'a dry run says what the run does': ({ world }) => {
    world.forecast = { said: [], done: [{ key: 'K1', text: 'delete of K1 at B' }] }
  },
  'the lists show what is not agreed': async ({ hub }) => {
    const [entry] = await hub.ledger.read('things', ['K1'])
    const dirty = { reason: 'constraint', detail: 'refused once', since: 0, tries: 9, due: 0, dead: true } as const
    const s = entry!.s.with(1, { ...entry!.s[1]!, dirty })
    await hub.ledger.commit({ ...noCommit, entries: [{ flow: 'things', key: 'K1', entry: { ...entry!, s } }] })
  },
  'no echo': ({ world }) => {
    world.writes.push({ ...world.writes[0]!, changed: false })
  },
  'what is held is in review': async ({ hub }) => {
    const [id, key] = [hub.ledger.drawReviews(1), 'K1']
    const review = { id, flow: 'things', key, unit: 'name', system: 'B', conflict: 'bothChanged', value: null, at: 0 } as const
    await hub.ledger.commit({ ...noCommit, openReviews: [review as never] })
  },
  'a restart changes nothing': ({ hub }) => {
    const restart = hub.restart.bind(hub)
    hub.restart = () => {
      void hub.ledger.commit({ ...noCommit, figures: [{ flow: 'things', hour: 0, name: 'settled', add: 1 }] })
      restart()
    }
  },
  'what was restored is recognised': ({ world }) => {
    world.restorations.push({ system: 'B', lacks: 'operation 7', recognised: [] })
  },
}
test.each(Object.entries(planted))('%s', async (name, plant) => {
  const scene = await atRest()
  await plant(scene)
  expect(await failing(scene)).toEqual([name])
})

describe('rows agree where each holds what its system stores of one value', () => {
  const name = (raw: string, system: string) => {
    const stores = system === 'B' ? (['upper'] as const) : []
    return { system, raw, mapping: stored({ field: 'name', column: 'name', param: 'name', type: text({ maxLength: 20 }), stores }) }
  }
  test.each([
    [['e', 'E', 'e'], true],
    [['e', 'E', 'E'], false],
    [['E', 'E', 'E'], true],
    [['e', 'F', 'e'], false],
  ])('%j at A, B and C: %s', (raws, alike) => {
    const cells = raws.map((raw, i) => name(raw, 'ABC'[i]!))
    for (const order of [cells, cells.toReversed()]) expect(agree(order)).toBe(alike)
  })
  test('of a field that B alone writes it is what B holds', () => {
    expect(agree([name('e', 'A'), name('E', 'B')], 'B')).toBe(false)
    expect(agree([name('e', 'A'), name('E', 'B')], 'A')).toBe(true)
  })
})

test('an update of nothing but what a system alters in silence is not compared', () => {
  const alters = { B: { name: (raw: Raw) => String(raw).toUpperCase() } }
  const altering = new World(landscape, Object.values(landscape.flows), 3, calm, { alters })
  const write = (kind: WriteKind, made: Readonly<Record<string, string>>, fields = ['name', 'note']) =>
    ({ system: 'B', kind, key: 'K1', fields, made }) as const
  const told = (...writes: ReturnType<typeof write>[]) => done(altering, writes, []).map(({ text }) => text)
  expect(told(write('insert', { name: 'E' }))).toEqual(['insert of K1 at B'])
  expect(told(write('update', { name: 'E' }), write('update', {}), write('update', { name: 'E' }, ['name']))).toEqual([])
  expect(told(write('update', { name: 'E', note: 'x' }))).toEqual(['update of K1 at B note="x"'])
  expect(told(write('update', { note: 'x' }, ['note']))).toEqual(['update of K1 at B note="x"'])
})
