/** A system restored from a backup is recognised, also where it has captured more changes since than the ledger had read; nothing is written before a person says what it is. */
import { copyFileSync, rmSync } from 'node:fs'
import type { Ledger } from '../../runtime/ports.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Estate } from '../../cli/estate.ts'
import { perform } from '../../cli/requests/perform.ts'
import type { Request } from '../../cli/requests/request.ts'
import type { Engine, RunResult } from '../../runtime/engine/engine.ts'
import { accept, isAccepted } from '../../runtime/match.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }

/** Things and orders, both of EAM with copies in ERP, and parts with copies in STORE. */
function estate() {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
  const record = { key: ['id'], fields, groups: {}, at }
  const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  const held = (table: string) => binding(table, [column('id'), column('name')])
  return plan({
    records: { things: record, orders: record, parts: record },
    systems: {
      EAM: system({ things: held('thing'), orders: held('wo'), parts: held('part') }, placed('EAM')),
      ERP: system({ things: held('thing'), orders: held('wo') }, placed('ERP')),
      STORE: system({ parts: held('part') }, placed('STORE')),
    },
    flows: {
      things: flow('things', names, [unit('name', 'EAM', names)], { direction: 'oneWay' }),
      orders: flow('orders', names, [unit('name', 'EAM', names)], { direction: 'oneWay' }),
      parts: flow('parts', ['EAM', 'STORE'], [unit('name', 'EAM', ['EAM', 'STORE'])], { direction: 'oneWay' }),
    },
  })
}

describe('a system restored from a backup', () => {
  let files: Files
  beforeEach(async () => {
    files = await Files.of(estate())
    files.sql(
      'EAM',
      `INSERT INTO thing VALUES ('1', 'one'), ('2', 'two'), ('3', 'three')`,
      `INSERT INTO wo VALUES ('A', 'first')`,
      `INSERT INTO part VALUES ('B', 'first')`,
    )
    await files.accept()
    files.sql('EAM', `UPDATE thing SET name = 'ONE' WHERE id = '1'`)
    await files.run()
  })
  afterEach(() => files.end())

  const backup = (name: string) => copyFileSync(files.file(name), `${files.file(name)}.backup`)
  const restore = (name: string) => {
    rmSync(files.file(name))
    copyFileSync(`${files.file(name)}.backup`, files.file(name))
  }
  const mismatches = async () => files.with(async (engine) => engine.mismatches())
  const named = () => files.rows('ERP', 'SELECT id, name FROM thing ORDER BY id').map(({ id, name }) => `${String(id)} ${String(name)}`)

  it('is recognised where its outbox has grown past what was read, and goes on with new bases', async () => {
    backup('EAM')
    files.sql('EAM', `UPDATE thing SET name = 'lost' WHERE id = '2'`)
    await files.run()
    restore('EAM')
    files.sql('EAM', `UPDATE thing SET name = 'TWO' WHERE id = '2'`, `UPDATE thing SET name = 'THREE' WHERE id = '3'`)
    expect(await mismatches()).toEqual([{ system: 'EAM', code: 'wentBack' }])
    await files.accept()
    expect(await mismatches()).toEqual([])
    await files.run()
    expect(named()).toEqual(['1 ONE', '2 TWO', '3 THREE'])
  })

  it('is not taken for one where another run has read on meanwhile, and had forgotten what it read', async () => {
    const flow = 'things'
    const position = async () => files.with(async ({ ledger }) => ledger.position(flow, 'EAM'))
    const stale = await position()
    for (const name of ['1', '2']) {
      files.sql('EAM', `UPDATE thing SET name = '${name}' WHERE id = '2'`)
      await files.run()
    }
    expect(await position()).not.toBe(stale)
    let asked = 0
    const around = (ledger: Ledger): Ledger => ({
      ...ledger,
      position: async (name, system) => (name === flow && system === 'EAM' && asked++ === 0 ? stale : ledger.position(name, system)),
    })
    expect(await files.with(async (engine) => engine.mismatches(), { around })).toEqual([])
    expect(asked).toBeGreaterThan(1)
  })

  it('is recognised in the first pass that reads it, before anything is written to it', async () => {
    backup('EAM')
    files.sql('EAM', `UPDATE thing SET name = 'lost' WHERE id = '2'`)
    await files.run()
    restore('EAM')
    files.sql('EAM', `UPDATE thing SET name = 'TWO' WHERE id = '2'`, `UPDATE thing SET name = 'THREE' WHERE id = '3'`)
    const { down, flows } = await files.run()
    expect(down).toEqual([
      { system: 'EAM', error: expect.objectContaining({ code: 'wentBack', wayOut: expect.stringContaining('match --accept') }) },
    ])
    expect(flows['things']!.written).toBe(0)
  })

  it('one entry of the outbox is kept to recognise it by, and an idle run finds nothing', async () => {
    files.sql('EAM', `UPDATE thing SET name = 'a' WHERE id = '1'`, `UPDATE thing SET name = 'b' WHERE id = '1'`)
    await files.run()
    expect(files.count('EAM', 'thalweg_outbox_things')).toBe(1)
    expect((await files.run()).moved).toBe(false)
    expect(await mismatches()).toEqual([])
  })

  it('a backup that holds all that was read is the same system', async () => {
    files.sql('EAM', `UPDATE thing SET name = 'not read yet' WHERE id = '2'`)
    backup('EAM')
    restore('EAM')
    expect(await mismatches()).toEqual([])
    await files.run()
    expect(named()).toContain('2 not read yet')
  })

  it('finds the ledger an older copy where it has declared void what that does not know, and none of those numbers is drawn again', async () => {
    const drawn = await files.with(async ({ ledger }) => ledger.opHigh())
    for (const op of [drawn + 1, drawn + 2]) files.sql('ERP', `INSERT INTO thalweg_ops (op, void) VALUES (${op}, 1)`)
    expect(await mismatches()).toEqual([{ system: 'ERP', code: 'ledgerBehind' }])
    await files.accept()
    expect(await mismatches()).toEqual([])
    files.sql('EAM', `UPDATE thing SET name = 'newer' WHERE id = '2'`)
    expect((await files.run()).down).toEqual([])
    expect(named()).toContain('2 newer')
  })

  describe('while a run goes on', () => {
    /** One pass each; between the passes the test does what happens meanwhile. */
    const watch = async (engine: Engine, meanwhile: readonly (() => void)[]): Promise<RunResult[]> => {
      const results: RunResult[] = []
      const stop = new AbortController()
      await engine.watch(stop.signal, (result) => {
        const next = meanwhile[results.push(result) - 1]
        if (next === undefined) return stop.abort()
        next()
        files.later += 3_600_000
      })
      return results
    }

    it('nothing is done to it, also where another flow moves on or a person asks for a record, and it stays recognised', async () => {
      backup('ERP')
      files.sql('EAM', `UPDATE thing SET name = 'newer' WHERE id = '2'`)
      const asked: Request = { kind: 'resync', flow: 'things', keys: ['2'], by: 'anna' }
      const move = (name: string) => files.sql('EAM', `UPDATE part SET name = '${name}' WHERE id = 'B'`)
      const marks = () => files.rows('ERP', 'SELECT op FROM thalweg_ops')
      const before = marks()
      const results = await files.with(
        async (engine) => {
          const passes = await watch(engine, [() => restore('ERP'), () => move('second'), () => move('third'), () => undefined])
          await expect(perform(asked, { landscape: files.landscape } as Estate, engine)).rejects.toThrow('ERP lacks writes')
          return passes
        },
        { clock: { now: () => Date.now() + files.later, random: () => 0.5, sleep: async () => undefined } },
      )
      expect(results.at(-1)!.mismatches).toEqual([{ system: 'ERP', code: 'systemBehind' }])
      expect(files.rows('STORE', 'SELECT name FROM part')).toEqual([{ name: 'third' }])
      expect(marks()).toEqual(before)
      expect(named()).toEqual(['1 ONE', '2 two', '3 three'])
    })

    it('the flows that touch it stand still, and say why', async () => {
      backup('ERP')
      files.sql('EAM', `UPDATE thing SET name = 'newer' WHERE id = '2'`)
      const results = await files.with(
        async (engine) =>
          watch(engine, [
            () => {
              restore('ERP')
              files.sql('EAM', `UPDATE thing SET name = 'newest' WHERE id = '3'`)
            },
            () => undefined,
          ]),
        { clock: { now: () => Date.now() + files.later, random: () => 0.5, sleep: async () => undefined } },
      )
      expect(
        results.map(({ flows, mismatches: found, down }) => [flows['things']?.written, down.map(({ error }) => error.code), found]),
      ).toEqual([
        [1, [], []],
        [0, ['replaced'], []],
        [undefined, [], [{ system: 'ERP', code: 'systemBehind' }]],
      ])
      expect(named()).toEqual(['1 ONE', '2 two', '3 three'])
    })
  })

  it('is recognised also where the process died right after the write', async () => {
    backup('ERP')
    files.sql('EAM', `UPDATE thing SET name = 'newer' WHERE id = '2'`)
    // A repair settles and delivers, and does nothing of what a run does at its end.
    await files.with(async (engine) => engine.relook('things', ['2'], 'test'))
    expect(named()).toContain('2 newer')
    restore('ERP')
    expect(await mismatches()).toEqual([{ system: 'ERP', code: 'systemBehind' }])
  })

  it('a match that is accepted for one flow does not speak for the others that share the system', async () => {
    backup('ERP')
    files.sql('EAM', `UPDATE wo SET name = 'second' WHERE id = 'A'`)
    await files.run()
    restore('ERP')
    expect(await mismatches()).toEqual([{ system: 'ERP', code: 'systemBehind' }])
    await files.with(
      async (engine) => {
        expect(await accept(engine, ['things'], 'test', Date.now())).toEqual({ missing: [], withdrawn: ['orders'] })
        expect(await Promise.all(['things', 'orders'].map(async (name) => isAccepted(engine, name)))).toEqual([true, false])
      },
      { flows: ['things'] },
    )
    await files.accept(['orders'])
    await files.run()
    expect(files.rows('ERP', 'SELECT name FROM wo')).toEqual([{ name: 'second' }])
  })
})
