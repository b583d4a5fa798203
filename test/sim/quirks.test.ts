/** Each accident by itself, often: it happens where the connector's capabilities let it, nowhere else, and everything holds. */
import { describe, expect, it } from 'vitest'
import { neverIn } from '../../sim/occasions.ts'
import type { Quirk } from '../../sim/index.ts'
import { calm, rough, simulate } from '../../sim/index.ts'
import type { MadeFlow } from './landscapes/made.ts'
import { made } from './landscapes/made.ts'
import { lastWriteWins } from '../../runtime/index.ts'

const things: MadeFlow = {
  name: 'things',
  systems: ['A', 'B'],
  units: [
    { fields: { name: 'name' }, owner: 0 },
    { fields: { amount: 'amount' }, owner: 0 },
    { fields: { note: 'note' }, owner: 1 },
  ],
}
const detectedBy = (kind: 'changes' | 'updatedAt') => made('fed', [{ ...things, detect: { A: kind } }])
const plain = made('plain', [things])
const asked = made('asked', [{ ...things, life: { foreignCreate: 'review', foreignDelete: 'review' } }])
const timed = made(
  'timed',
  [{ ...things, units: [...things.units, { fields: { text: 'name' }, owner: lastWriteWins({ tieWithinMs: 2_000 }) }] }],
  1_000,
)

const where: {
  readonly [Q in Quirk]: { readonly in: ReturnType<typeof made>; readonly never?: ReturnType<typeof made>; readonly steps?: number }
} = {
  duplicate: { in: plain },
  delay: { in: plain },
  reorder: { in: detectedBy('changes'), never: plain },
  lateCommit: { in: plain },
  sharedTime: { in: detectedBy('updatedAt'), never: plain },
  skewedClock: { in: timed, never: plain },
  altered: { in: plain },
  lostAnswer: { in: plain },
  lateLanding: { in: plain },
  unreachable: { in: plain },
  outage: { in: plain },
  throttle: { in: plain },
  reject: { in: plain },
  foreignProgram: { in: plain },
  silentDelete: { in: detectedBy('updatedAt'), never: plain },
  crash: { in: plain },
  race: { in: plain },
  haste: { in: asked, steps: 80 },
}

async function runs(landscape: ReturnType<typeof made>, quirk: Quirk, often: number, seeds: number, steps = 20) {
  let times = 0
  const broken: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const { struck, violations } = await simulate({ landscape, seed, quirks: { ...calm, [quirk]: often }, steps })
    times += struck[quirk] ?? 0
    for (const { check, what } of violations) broken.push(`seed ${seed}, ${check}: ${what}`)
  }
  return { times, broken }
}

describe.each(Object.keys(where) as Quirk[])('%s', (quirk) => {
  const { in: landscape, never, steps } = where[quirk]
  it('happens, and everything holds', async () => {
    const often = Math.min(0.5, Math.max(0.1, 2 * rough[quirk]))
    const { times, broken } = await runs(landscape, quirk, often, 8, steps)
    expect(broken).toEqual([])
    expect(times).toBeGreaterThan(0)
    expect(neverIn(Object.values(landscape.flows), quirk)).toBeNull()
  })
  it('does not happen unless it is on', async () => {
    expect((await runs(landscape, quirk, 0, 2)).times).toBe(0)
  })
  if (never === undefined) return
  it('says why it cannot happen elsewhere, and does not', async () => {
    expect(neverIn(Object.values(never.flows), quirk)).not.toBeNull()
    expect((await runs(never, quirk, 0.5, 4)).times).toBe(0)
  })
})
