/** Detection that has lost what changed says so: everything is read again, what is gone is found, and changes go on from there. And detection that tells wakes a run. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../runtime/engine/engine.ts'
import type { EngineOptions } from '../../runtime/engine/engine.ts'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Bound } from '../../runtime/ports.ts'
import { SystemError } from '../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }

function estate() {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
  const held = () => binding('thing', [column('id'), column('name')])
  const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at } },
    systems: { EAM: system({ things: held() }, placed('EAM')), ERP: system({ things: held() }, placed('ERP')) },
    flows: { things: flow('things', names, [unit('name', 'EAM', names)], { direction: 'oneWay', rhythm: { kind: 'every', ms: 60_000 } }) },
  })
}

describe('detection of a system', () => {
  let files: Files
  beforeEach(async () => {
    files = await Files.of(estate())
    files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one'), ('2', 'two'), ('3', 'three'), ('4', 'four'), ('5', 'five'), ('6', 'six')`)
    await files.start()
  })
  afterEach(() => files.end())

  const named = () => files.rows('ERP', 'SELECT id, name FROM thing ORDER BY id').map(({ id, name }) => `${String(id)} ${String(name)}`)

  /** EAM with a source of which a part is another. */
  function withSource(other: (bound: Bound) => Partial<Bound>): Pick<EngineOptions, 'open'> {
    const open: Opener = async (name) => {
      const made = await files.open(name)
      if (name !== 'EAM') return made
      return {
        ...made,
        bind: async (adapter, peers) => {
          const bound = await made.bind(adapter, peers)
          const parts = other(bound)
          return new Proxy(bound, {
            get: (target, part: keyof Bound) => {
              const value = parts[part] ?? target[part]
              return typeof value === 'function' ? value.bind(target) : value
            },
          })
        },
      }
    }
    return { open }
  }

  /** The changes since it was last read are lost, once. */
  function lost(more: Partial<Bound> = {}): Pick<EngineOptions, 'open'> {
    let told = false
    return withSource((bound) => ({
      ...more,
      changes: async (position, limit) => {
        if (told || limit === 0) return bound.changes(position, limit)
        told = true
        return { hints: [], ...(await bound.head()), more: true, readAgain: true }
      },
    }))
  }

  it('that lost changes leaves no gap: what was changed, made and deleted meanwhile is found', async () => {
    files.sql(
      'EAM',
      `UPDATE thing SET name = 'TWO' WHERE id = '2'`,
      `DELETE FROM thing WHERE id = '3'`,
      `INSERT INTO thing VALUES ('7', 'seven')`,
    )
    await files.run({ ...lost(), limits: { batch: 2 } })
    expect(named()).toEqual(['1 one', '2 TWO', '4 four', '5 five', '6 six', '7 seven'])
    files.sql('EAM', `UPDATE thing SET name = 'ONE' WHERE id = '1'`)
    await files.run()
    expect(named()[0]).toBe('1 ONE')
    expect((await files.run()).moved).toBe(false)
  })

  it('that lost changes is asked for those since, in the same pass', async () => {
    let pages = 0
    const open = lost({
      page: async function (this: Bound, ...args: Parameters<Bound['page']>) {
        const rows = await this.page(...args)
        if (pages++ === 0) files.sql('EAM', `UPDATE thing SET name = 'meanwhile' WHERE id = '1'`)
        return rows
      },
    })
    await files.run({ ...open, limits: { batch: 2 } })
    expect(named()[0]).toBe('1 meanwhile')
  })

  it('that lost changes is read on where a run ended', async () => {
    files.sql('EAM', `UPDATE thing SET name = 'ONE' WHERE id = '1'`, `DELETE FROM thing WHERE id = '2'`)
    let pages = 0
    const open = lost({
      page: async function (this: Bound, ...args: Parameters<Bound['page']>) {
        if (pages++ === 2) throw new SystemError('unreachable', 'gone', 'EAM', 'gone', 'wait')
        return this.page(...args)
      },
    })
    await files.run({ ...open, limits: { batch: 2 } })
    expect(named()).toContain('2 two')
    const after: unknown[] = []
    await files.run({
      ...withSource((bound) => ({
        page: async (from, limit) => {
          after.push(from)
          return bound.page(from, limit)
        },
      })),
      limits: { batch: 2 },
    })
    expect(after).toEqual(['5'])
    expect(named()).toEqual(['1 ONE', '3 three', '4 four', '5 five', '6 six'])
  })

  it('that lost changes brings no more deletes than the cap lets through', async () => {
    files.sql('EAM', 'DELETE FROM thing')
    const { capped } = await files.run(lost())
    expect(capped).toEqual([expect.objectContaining({ flow: 'things' })])
    expect(named()).toHaveLength(6)
  })

  it('that lost changes tells of every record as perhaps not read', async () => {
    await files.with(async (engine) => {
      const run = await engine.flow('things')
      expect(await run.unread(0, ['1', '2'])).toEqual(new Set(['1', '2']))
    }, lost())
  })

  it('wakes a run that waits for its next pass', async () => {
    const stop = new AbortController()
    let wake: (() => void) | undefined
    const source = withSource(() => ({
      onArrival: (call: () => void) => {
        wake = call
      },
    }))
    const began = Date.now()
    const passes: number[] = []
    await files.with(
      async (engine) =>
        engine.watch(stop.signal, ({ flows }) => {
          passes.push(flows['things']!.written)
          if (passes.length === 2) return stop.abort()
          files.sql('EAM', `UPDATE thing SET name = 'ONE' WHERE id = '1'`)
          setTimeout(() => wake!(), 20)
        }),
      { ...source, clock: systemClock(stop.signal) },
    )
    expect(passes).toEqual([0, 1])
    expect(Date.now() - began).toBeLessThan(30_000)
  })
})
