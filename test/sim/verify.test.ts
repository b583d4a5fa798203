/** `verify`: a flow that holds, one that does not and how small its counter-example gets, and what was met. */
import { describe, expect, it } from 'vitest'
import { landscape } from '../../generated/work-orders/index.ts'
import { replay, verify } from '../../sim/verify/index.ts'
import { mermaid, storyOf } from '../../sim/verify/story.ts'
import { accidents, gapsOf } from '../../sim/verify/table.ts'
import { landscape as forgetful } from './fixtures/forgetful.ts'

describe('verify', () => {
  it('runs each flow as often as asked, from the seed that was given, and counts what it met', async () => {
    const seen: number[] = []
    const found = await verify({ landscape, flows: Object.keys(landscape.flows), from: 7, seeds: 3, progress: (runs) => seen.push(runs) })
    expect(found.flows.map(({ flow, runs, broken: not }) => [flow, runs, not])).toEqual(
      Object.keys(landscape.flows).map((flow) => [flow, 3, null]),
    )
    expect(seen.at(-1)).toBe(found.runs)
    expect(found.changes).toBe(found.flows.reduce((sum, { acts, writes }) => sum + acts + writes, 0))
    const owner = found.coverage.find(({ policy, kind }) => policy === 'owner' && kind === 'foreignWrite')!
    expect(owner.met.reduce<number>((sum, cell) => sum + (cell ?? 0), 0)).toBeGreaterThan(0)
    expect(owner.met).toHaveLength(accidents.length)
    expect(gapsOf(found.coverage)).not.toContain('owner, foreignWrite, none')
  })

  it('ends when its time is over', async () => {
    const found = await verify({ landscape, flows: ['workOrders'], from: 1, until: Date.now() - 1 })
    expect(found.runs).toBe(0)
  })

  it('says which mapping loses a value, before anything is simulated', async () => {
    const { flows } = await verify({ landscape: forgetful, flows: ['workOrders'], from: 1, seeds: 5 })
    expect(flows[0]!.broken).toMatchObject({ check: expect.stringContaining('mapping round trip at'), smallest: null, seed: 1 })
  })

  describe('on several threads', () => {
    const at = (file: string) => new URL(file, import.meta.url).href
    const flows = ['workOrders']

    it('finds what one thread finds', async () => {
      const options = { landscape, flows, from: 40, seeds: 8 }
      const { ms: _, ...many } = await verify({ ...options, module: at('../../generated/work-orders/index.ts'), threads: 2 })
      const { ms: __, ...one } = await verify(options)
      expect(many).toEqual(one)
    })

    it('runs what the module exports, and counts nothing of what comes after a run that breaks', async () => {
      const { ms: _, ...many } = await verify({ landscape, flows, from: 1, seeds: 8, module: at('fixtures/forgetful.ts'), threads: 2 })
      const { ms: __, ...one } = await verify({ landscape: forgetful, flows, from: 1, seeds: 8 })
      expect(many).toEqual(one)
      expect(many.flows[0]!.broken).not.toBeNull()
    })

    it('says what fails on another thread', async () => {
      const nowhere = verify({ landscape, flows, from: 1, seeds: 2, module: at('fixtures/absent.ts'), threads: 2 })
      await expect(nowhere).rejects.toThrow(/absent\.ts/)
    })
  })

  it('shrinks what does not hold to a run that a person can follow, and that can be repeated', async () => {
    const { flows } = await verify({ landscape, flows: ['workOrders'], from: 1, seeds: 200, plant: { without: ['insertIsInsert'] } })
    const { check, smallest, what } = flows[0]!.broken!
    const { replay: small, run } = smallest!
    expect(what.length).toBeGreaterThan(0)
    expect(small.quirks).toEqual([])
    expect(small.records).toBeLessThanOrEqual(3)
    expect(small.steps).toBeLessThan(5)
    expect(run.violations.map((each) => each.check)).toContain(check)
    // With whole systems the same run holds.
    expect((await replay(landscape, 'workOrders', small)).run.violations).toEqual([])
    const systems = landscape.flows['workOrders']!.systems
    const { places, rows } = storyOf(run.told, systems)
    expect(places).toEqual([...systems, 'hub'])
    expect(rows.every(({ at, place }) => /^\d\d:\d\d:\d\d\.\d{3}$/.test(at) && place >= 0 && place < places.length)).toBe(true)
    const diagram = mermaid(run.told, systems).split('\n')
    expect(diagram[0]).toBe('sequenceDiagram')
    expect(
      diagram
        .slice(systems.length + 2)
        .every((line) => /^ {2}(Note over (hub|s\d): |hub(->>|-x)s\d: )[^;<>]*(?:#\d+;[^;<>]*)*$/.test(line)),
    ).toBe(true)
  })
})
