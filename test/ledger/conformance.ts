/** What every ledger must do. A new one is held to it by a file that calls this. */
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry, SystemState } from '../../runtime/entry.ts'
import { landed } from '../../runtime/ledger/landed.ts'
import type { AuditRow, EntryWrite, Ledger, Review } from '../../runtime/ports.ts'
import { RevConflict } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'
import { anyEntry, atRest, dirty, entry, telling } from './entries.ts'
import { runs } from '../runs.ts'

export interface LedgerUnderTest {
  readonly ledger: Ledger
  /** The ledger that the next process finds after this one died without a word. */
  readonly crash: () => Promise<LedgerUnderTest>
}

export function ledgerConformance(name: string, make: () => Promise<LedgerUnderTest>): void {
  describe(`${name} as a ledger`, () => {
    let test: LedgerUnderTest
    let ledger: Ledger
    beforeEach(async () => {
      test = await make()
      ledger = test.ledger
    })
    const crash = async (): Promise<void> => {
      test = await test.crash()
      ledger = test.ledger
    }
    const put = async (...writes: readonly [key: string, entry: Entry][]): Promise<void> =>
      ledger.commit({ ...nothing, entries: writes.map(([key, each]): EntryWrite => ({ flow: 'orders', key, entry: each })) })
    const read = async (key: string): Promise<Entry | null> => (await ledger.read('orders', [key]))[0]!

    describe('entries', () => {
      it('gives back what was committed, with the rev that is stored', async () => {
        await put(['a', entry()])
        expect(await read('a')).toEqual({ ...entry(), rev: 1 })
        await put(['a', entry({ rev: 1, g: ['valve', null, 'EUR', ''] })])
        expect(await read('a')).toEqual({ ...entry({ g: ['valve', null, 'EUR', ''] }), rev: 2 })
        expect(await ledger.read('orders', ['b', 'a'])).toEqual([null, await read('a')])
        expect(await ledger.read('assets', ['a'])).toEqual([null])
      })

      it('refuses an entry whose rev has moved, and then writes nothing of the commit', async () => {
        await put(['a', entry()])
        for (const rev of [0, 2]) {
          const row: AuditRow = { flow: 'orders', key: 'a', at: 1, kind: 'decided', body: {} }
          const commit = {
            ...nothing,
            audit: [row],
            entries: [
              { flow: 'orders', key: 'new', entry: telling(5) },
              { flow: 'orders', key: 'a', entry: entry({ rev, g: ['x', '1', 'EUR', ''] }) },
            ],
          }
          await expect(ledger.commit(commit)).rejects.toBeInstanceOf(RevConflict)
          expect(await ledger.read('orders', ['new', 'a'])).toEqual([null, { ...entry(), rev: 1 }])
          expect(await ledger.audit({})).toEqual([])
          expect(await ledger.pending()).toEqual([])
          expect(await ledger.opHigh()).toBe(0)
        }
        await expect(
          ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: 'gone', entry: entry({ rev: 3 }) }] }),
        ).rejects.toBeInstanceOf(RevConflict)
        await put(['new', telling(5)])
        expect(await read('new')).toEqual({ ...telling(5), rev: 1 })
      })

      it('survives a crash after the commit, and forgets what was not committed', async () => {
        await put(['a', telling(3)])
        await crash()
        expect(await read('a')).toEqual({ ...telling(3), rev: 1 })
        expect(await ledger.pending()).toEqual([{ op: 3, flow: 'orders', system: 'ERP', keys: ['a'] }])
      })

      it('keeps any entry, pending writes and all, and lands any of them', async () => {
        let op = 0
        const draw = (): readonly [number, number] => [++op, ++op]
        let n = 0
        await fc.assert(
          fc.asyncProperty(anyEntry(draw), fc.constantFrom('both', 'first', 'rewritten'), async (any, how) => {
            const key = `k${n++}`
            await put([key, any])
            expect(await read(key)).toEqual({ ...any, rev: 1 })
            const ops = any.s.map(({ pend }) => pend?.op ?? -1)
            const rewritten = { ...any, rev: 1, rounds: 9, s: any.s.map((s, j) => (j === 0 ? { ...s, pend: null } : s)) }
            if (how === 'rewritten') await put([key, rewritten])
            else await ledger.commit({ ...nothing, landed: how === 'both' ? ops : ops.slice(0, 1) })
            const then =
              how === 'rewritten'
                ? { ...rewritten, rev: 2 }
                : { ...any, rev: 1, s: any.s.map((s, j) => (how === 'both' || j === 0 ? landed(s) : s)) }
            expect(await read(key)).toEqual(then)
            const open = then.s.filter(({ pend }) => pend !== null).length
            expect((await ledger.pending()).filter((each) => ops.includes(each.op))).toHaveLength(open)
          }),
          runs(150),
        )
        await crash()
        expect((await ledger.keys('orders', null, 1_000)).length).toBe(n)
      })

      it('knows a record by what systems call its row, and gives it another key with all that is open of it', async () => {
        const named = { ...atRest, id: 7, key: 'old' }
        await put(['a', { ...telling(3), s: [named, telling(3).s[1]!] }], ['b', entry()])
        const asked = [{ id: 7 }, { id: '7' }, { key: 'old' }, { key: 'a' }]
        expect(await ledger.referred('orders', 'EAM', asked)).toEqual(['a', null, 'a', null])
        expect(await ledger.referred('orders', 'ERP', asked)).toEqual([null, null, null, null])
        const open = { flow: 'orders', key: 'a', unit: 'status', conflict: 'bothChanged', openedAt: 1, system: 'EAM', body: {} } as const
        await ledger.commit({ ...nothing, openReviews: [{ ...open, id: ledger.drawReviews(1) }] })
        const before = (await read('a'))!
        const renumbered = [{ flow: 'orders', from: 'a', rev: before.rev, to: 'n' }]
        const entries = [{ flow: 'orders', key: 'n', entry: { ...before, rev: 0 } }]
        await expect(ledger.commit({ ...nothing, renumbered: [{ ...renumbered[0]!, rev: 9 }], entries })).rejects.toBeInstanceOf(
          RevConflict,
        )
        await ledger.commit({ ...nothing, renumbered, entries })
        await crash()
        expect([await read('a'), await read('n')]).toEqual([null, { ...before, rev: 1 }])
        expect(await ledger.pending()).toEqual([{ op: 3, flow: 'orders', system: 'ERP', keys: ['n'] }])
        expect((await ledger.reviews({ open: true })).map(({ key }) => key)).toEqual(['n'])
        expect(await ledger.referred('orders', 'EAM', asked)).toEqual(['n', null, 'n', null])
        await ledger.reset('orders', 5)
        expect(await ledger.referred('orders', 'EAM', asked)).toEqual([null, null, null, null])
      })

      it('keeps what differs from rest in one thing alone', async () => {
        const systems: Partial<SystemState>[] = [
          { present: false },
          { b: ['x', null, 1, 'y'] },
          { d: [1, 0, 1] },
          { dl: 0 },
          { apart: 'reported' },
          { apart: 'foreign' },
          { dirty: dirty() },
          { seen: 3 },
          { id: 7 },
          { id: 7, present: false },
          { id: new Uint8Array([1]), seen: 3 },
          { key: 'b' },
          { id: '7', key: 'b' },
        ]
        const entries: Partial<Entry>[] = [
          { live: false },
          { inc: 2 },
          { ln: 0 },
          { lo: -1 },
          { held: [null, { id: 4, frozen: true }, { id: 5, frozen: false }] },
          { lifeHeld: 4 },
          { rounds: 1 },
          { swing: { unit: 1, systems: [0, 1], values: [7, 8], times: 3, at: 9 } },
        ]
        const all = [...systems.map((one) => entry({ s: [atRest, { ...atRest, ...one }] })), ...entries.map((one) => entry(one))]
        await put(...all.map((each, i): [string, Entry] => [String(i), each]))
        expect(
          await ledger.read(
            'orders',
            all.map((_, i) => String(i)),
          ),
        ).toEqual(all.map((each) => ({ ...each, rev: 1 })))
      })

      it('pages through keys in the order of their bytes', async () => {
        const keys = [
          'b',
          'a',
          'a\u0000',
          'a\u0000b',
          'a\u0001',
          'a\u0001\u0001',
          'a\u0002',
          'Ä',
          '𝔘',
          '\uffee',
          '',
          'a b',
          'aa',
          '10',
          '9',
          '["x",1]',
        ]
        await put(...keys.map((key): [string, Entry] => [key, entry()]))
        const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(await ledger.keys('orders', null, 100)).toEqual(sorted)
        expect(await ledger.keys('orders', sorted[3]!, 2)).toEqual(sorted.slice(4, 6))
        expect(await ledger.keys('orders', 'zz', 5)).toEqual(sorted.slice(-3))
        expect(await ledger.keys('assets', null, 5)).toEqual([])
      })

      it('counts live and deleted records, not those that never were', async () => {
        await put(['a', entry()], ['b', entry({ live: false })], ['c', entry({ live: false, inc: 0 })], ['d', entry()])
        expect(await ledger.count('orders')).toEqual({ live: 2, deleted: 1 })
        await put(
          ['a', { ...(await read('a'))!, live: false }],
          ['b', { ...(await read('b'))!, live: true }],
          ['d', { ...(await read('d'))!, live: false }],
        )
        expect(await ledger.count('orders')).toEqual({ live: 1, deleted: 2 })
        expect(await ledger.count('assets')).toEqual({ live: 0, deleted: 0 })
      })
    })

    describe('operations', () => {
      it('lists pending writes by operation, with their keys in order', async () => {
        await put(['b', telling(7)], ['a', telling(7)], ['c', telling(4)])
        await put(['d', entry({ s: [{ ...atRest, pend: telling(9).s[1]!.pend }, atRest] })])
        expect(await ledger.pending()).toEqual([
          { op: 4, flow: 'orders', system: 'ERP', keys: ['c'] },
          { op: 7, flow: 'orders', system: 'ERP', keys: ['a', 'b'] },
          { op: 9, flow: 'orders', system: 'EAM', keys: ['d'] },
        ])
        await ledger.commit({ ...nothing, landed: [7] })
        expect((await ledger.pending()).map(({ op }) => op)).toEqual([4, 9])
      })

      it('lands an operation: what is not among the entries has landed as it was sent, without a new rev', async () => {
        await put(['a', telling(1)], ['b', telling(1)])
        expect(await ledger.holds('orders', 'ERP', ['a', 'b', 'c'])).toEqual([false, false, false])
        const failed = entry({ rev: 1, s: [atRest, { ...atRest, present: false, dl: 0 }] })
        await ledger.commit({ ...nothing, landed: [1], entries: [{ flow: 'orders', key: 'b', entry: failed }] })
        expect(await read('a')).toEqual({ ...entry(), rev: 1 })
        expect(await read('b')).toEqual({ ...failed, rev: 2 })
        expect(await ledger.holds('orders', 'ERP', ['a', 'b', 'c'])).toEqual([true, false, false])
        expect(await ledger.pending()).toEqual([])
        await ledger.commit({ ...nothing, landed: [1, 99] })
        expect(await read('a')).toEqual({ ...entry(), rev: 1 })
      })

      it('replaces the pending write of an entry that is written again', async () => {
        await put(['a', telling(1)], ['b', telling(1)])
        await put(['a', telling(2, { rev: 1, g: ['valve', '12.50', 'EUR', ''] })])
        expect(await ledger.pending()).toEqual([
          { op: 1, flow: 'orders', system: 'ERP', keys: ['b'] },
          { op: 2, flow: 'orders', system: 'ERP', keys: ['a'] },
        ])
        await crash()
        await put(['b', entry({ rev: 1 })])
        expect((await ledger.pending()).map(({ op }) => op)).toEqual([2])
        expect((await read('a'))!.s[1]!.pend).toEqual(telling(2).s[1]!.pend)
        await ledger.commit({ ...nothing, landed: [1] })
        expect((await ledger.pending()).map(({ op }) => op)).toEqual([2])
      })

      it('draws operations that grow, above all that were made durable', async () => {
        const first = ledger.drawOps(3)
        expect(first).toBe(1)
        expect(ledger.drawOps(1)).toBe(4)
        expect(await ledger.opHigh()).toBe(0)
        await put(['a', telling(4)])
        expect(await ledger.opHigh()).toBe(4)
        await crash()
        expect(await ledger.opHigh()).toBe(4)
        expect(ledger.drawOps(1)).toBeGreaterThan(4)
        await ledger.outgrow(100)
        expect(await ledger.opHigh()).toBe(100)
        await ledger.outgrow(50)
        await crash()
        expect(ledger.drawOps(1)).toBeGreaterThan(100)
      })
    })

    describe('what waits', () => {
      it('gives what is due, longest due first; the dead only when asked', async () => {
        const waits = (over: Parameters<typeof dirty>[0]): Entry => entry({ s: [atRest, { ...atRest, dirty: dirty(over) }] })
        await put(
          ['a', waits({ due: 30 })],
          ['b', waits({ due: 10 })],
          ['c', waits({ due: 20, dead: true })],
          ['d', waits({ due: 99 })],
          ['e', entry()],
        )
        await put([
          'f',
          entry({
            s: [
              { ...atRest, dirty: dirty({ due: 50 }) },
              { ...atRest, dirty: dirty({ due: 5 }) },
            ],
          }),
        ])
        expect(await ledger.waiting('orders', { dueAt: 50, limit: 10 })).toEqual(['f', 'b', 'a'])
        expect(await ledger.waiting('orders', { dueAt: 50, limit: 10, dead: true })).toEqual(['f', 'b', 'c', 'a'])
        expect(await ledger.waiting('orders', { dueAt: 4, limit: 10 })).toEqual([])
        expect(await ledger.waiting('orders', { dueAt: Number.MAX_SAFE_INTEGER, limit: 1 })).toEqual(['f'])
        expect(await ledger.waiting('orders', { dueAt: 50, limit: Number.MAX_SAFE_INTEGER })).toHaveLength(3)
        expect(await ledger.waiting('assets', { dueAt: 50, limit: 10 })).toEqual([])
        await crash()
        await put(['f', entry({ rev: 1 })])
        expect(await ledger.waiting('orders', { dueAt: 50, limit: 10 })).toEqual(['b', 'a'])
      })

      it('waits no longer once the pending write has landed', async () => {
        for (const restarted of [false, true]) {
          const key = `k${String(restarted)}`
          const op = restarted ? 2 : 1
          await put([key, telling(op, {}, { dirty: dirty({ dead: true }) })])
          if (restarted) await crash()
          expect(await ledger.deadLetters({})).toHaveLength(1)
          await ledger.commit({ ...nothing, landed: [op] })
          expect(await ledger.deadLetters({})).toEqual([])
          expect(await ledger.waiting('orders', { dueAt: 1_000, limit: 10, dead: true })).toEqual([])
          expect((await read(key))!.s[1]!.dirty).toBeNull()
        }
      })

      it('lists dead letters by flow, oldest first', async () => {
        await put(
          ['a', entry({ s: [atRest, { ...atRest, dirty: dirty({ dead: true, since: 20 }) }] })],
          ['b', entry({ s: [{ ...atRest, dirty: dirty({ dead: true, since: 10, tries: 4, detail: 'no', reason: 'value' }) }, atRest] })],
        )
        await put(['c', entry({ s: [atRest, { ...atRest, dirty: dirty() }] })])
        const b = { flow: 'orders', key: 'b', system: 'EAM', reason: 'value', detail: 'no', since: 10, tries: 4 }
        expect(await ledger.deadLetters({ flow: 'orders' })).toEqual([
          b,
          { ...b, key: 'a', system: 'ERP', since: 20, tries: 1, detail: 'too long', reason: 'constraint' },
        ])
        expect(await ledger.deadLetters({ flow: 'assets' })).toEqual([])
      })
    })

    describe('what people ask for', () => {
      const row = (key: string, over: Partial<AuditRow> = {}): AuditRow => ({
        flow: 'orders',
        key,
        at: 5,
        kind: 'decided',
        body: { was: ['x'], n: 2 },
        ...over,
      })

      it('keeps the audit in order, and finds it by flow and key', async () => {
        const rows = [
          row('a', { system: 'EAM', unit: 'title', body: { was: null } }),
          row('b', { kind: 'conflict', conflict: 'bothCreated', body: { deep: { er: [1, 'ä'] } } }),
        ]
        await ledger.commit({ ...nothing, audit: rows })
        const many = Array.from({ length: 70 }, (_, i) => row('a', { at: i }))
        await ledger.commit({ ...nothing, audit: [...many, row('z', { flow: 'assets' }), row('')] })
        const all = await ledger.audit({})
        expect(all.map((each) => ({ ...each, id: 0 }))).toEqual(
          [...rows, ...many, row('z', { flow: 'assets' }), row('')].map((each) => ({ ...each, id: 0 })),
        )
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
        expect((await ledger.audit({ flow: 'orders', key: 'a' })).map(({ at }) => at)).toEqual([5, ...many.map(({ at }) => at)])
        expect((await ledger.audit({ flow: 'orders', key: 'a', limit: 2 })).map(({ at }) => at)).toEqual([68, 69])
        expect((await ledger.audit({ flow: 'assets' })).map(({ key }) => key)).toEqual(['z'])
        expect((await ledger.audit({ flow: 'orders', limit: 1 })).map(({ key }) => key)).toEqual([''])
        expect((await ledger.audit({ since: 68 })).map(({ at }) => at)).toEqual([68, 69])
        expect((await ledger.audit({ since: 5, kind: 'conflict' })).map(({ key }) => key)).toEqual(['b'])
        await crash()
        expect(await ledger.audit({})).toEqual(all)
      })

      it('counts audit rows that are alike, by step of time', async () => {
        const lost = { kind: 'conflict', conflict: 'bothChanged', system: 'ERP', unit: 'title' } as const
        await ledger.commit({
          ...nothing,
          audit: [row('a', { at: 99 }), row('a', { at: 100 }), row('b', { at: 199, ...lost }), row('c', { at: 150, ...lost })],
        })
        await ledger.commit({
          ...nothing,
          audit: [row('z', { at: 200, flow: 'assets' }), row('d', { at: 210, ...lost }), row('e', { at: 301 })],
        })
        expect(await ledger.tally({ since: 100, until: 300, stepMs: 100 })).toEqual([
          { flow: 'orders', kind: 'decided', from: 100, rows: 1, first: 100, last: 100 },
          { flow: 'orders', ...lost, from: 100, rows: 2, first: 150, last: 199 },
          { flow: 'assets', kind: 'decided', from: 200, rows: 1, first: 200, last: 200 },
          { flow: 'orders', ...lost, from: 200, rows: 1, first: 210, last: 210 },
        ])
        expect((await ledger.tally({ since: 0, until: 1_000, stepMs: 1_000 })).map(({ rows }) => rows)).toEqual([3, 3, 1])
      })

      it('opens and closes reviews, whose numbers are never given twice', async () => {
        const id = ledger.drawReviews(2)
        expect(ledger.drawReviews(0)).toBe(id + 2)
        const review = (over: Partial<Review>): Review => ({
          id,
          flow: 'orders',
          key: 'a',
          unit: 'title',
          conflict: 'foreignWrite',
          openedAt: 3,
          system: 'ERP',
          body: { value: ['x'] },
          ...over,
        })
        await ledger.commit({ ...nothing, openReviews: [review({ id: id + 1, unit: '' }), review({})] })
        expect(await ledger.reviews({})).toEqual([review({}), review({ id: id + 1, unit: '' })])
        await ledger.commit({ ...nothing, closeReviews: [{ id, at: 9, how: 'decided' }] })
        expect((await ledger.reviews({ open: true })).map((each) => each.id)).toEqual([id + 1])
        expect(await ledger.reviews({ flow: 'orders' })).toEqual([
          { ...review({}), closed: { at: 9, how: 'decided' } },
          review({ id: id + 1, unit: '' }),
        ])
        expect(await ledger.reviews({ flow: 'assets' })).toEqual([])
        await crash()
        expect(ledger.drawReviews(1)).toBeGreaterThan(id + 1)
      })

      it('adds figures up by hour', async () => {
        const figure = (hour: number, name: string, add: number) => ({ flow: 'orders', hour, name, add })
        await ledger.commit({ ...nothing, figures: [figure(0, 'settled', 2), figure(3_600_000, 'settled', 1), figure(0, 'settled', 5)] })
        await ledger.commit({ ...nothing, figures: [figure(0, 'settled', 1), figure(0, 'lag:10', 1)] })
        const sorted = async (filter: Parameters<Ledger['figures']>[0]) =>
          (await ledger.figures(filter)).toSorted((a, b) => a.hour - b.hour || a.name.localeCompare(b.name))
        expect(await sorted({})).toEqual([
          { flow: 'orders', hour: 0, name: 'lag:10', value: 1 },
          { flow: 'orders', hour: 0, name: 'settled', value: 8 },
          { flow: 'orders', hour: 3_600_000, name: 'settled', value: 1 },
        ])
        expect(await sorted({ since: 3_600_000 })).toHaveLength(1)
        expect(await sorted({ flow: 'assets' })).toEqual([])
      })

      it('remembers positions, settings and deletes', async () => {
        expect(await ledger.position('orders', 'EAM')).toBeNull()
        expect(await ledger.setting('paused')).toBeNull()
        const position = { flow: 'orders', system: 'EAM', position: '{"seq":4}' }
        await ledger.commit({
          ...nothing,
          positions: [position],
          settings: [
            { name: 'paused', value: 'yes' },
            { name: 'gone', value: 'x' },
          ],
          deletes: [{ flow: 'orders', at: 10, rows: 3 }],
        })
        await ledger.commit({
          ...nothing,
          positions: [{ ...position, position: '{"seq":5}' }],
          settings: [{ name: 'gone', value: null }],
          deletes: [{ flow: 'orders', at: 20, rows: 4 }],
        })
        await crash()
        expect(await ledger.position('orders', 'EAM')).toBe('{"seq":5}')
        expect(await ledger.position('orders', 'ERP')).toBeNull()
        expect([await ledger.setting('paused'), await ledger.setting('gone')]).toEqual(['yes', null])
        expect([
          await ledger.deletesSince('orders', 10),
          await ledger.deletesSince('orders', 11),
          await ledger.deletesSince('assets', 0),
        ]).toEqual([7, 4, 0])
      })

      it('forgets a flow for a first sync anew, and keeps its history', async () => {
        const id = ledger.drawReviews(1)
        const review: Review = {
          id,
          flow: 'orders',
          key: 'a',
          unit: 'title',
          conflict: 'foreignWrite',
          openedAt: 3,
          system: 'ERP',
          body: {},
        }
        const other = { flow: 'assets', key: 'a', entry: entry({ g: ['x'], stamp: [telling(1).stamp[0]!], s: [atRest, atRest, atRest] }) }
        await put(['a', telling(1, {}, { dirty: dirty({ dead: true }) })])
        await ledger.commit({
          ...nothing,
          entries: [other],
          audit: [row('a')],
          openReviews: [review],
          positions: [{ flow: 'orders', system: 'EAM', position: '{}' }],
        })
        await ledger.reset('orders', 77)
        expect(await ledger.keys('orders', null, 9)).toEqual([])
        expect(await ledger.pending()).toEqual([])
        expect(await ledger.deadLetters({})).toEqual([])
        expect(await ledger.position('orders', 'EAM')).toBeNull()
        expect(await ledger.reviews({ open: true })).toEqual([])
        expect(await ledger.audit({ flow: 'orders' })).toHaveLength(1)
        expect(await ledger.keys('assets', null, 9)).toEqual(['a'])
        await put(['a', entry()])
        expect(await ledger.waiting('orders', { dueAt: 1_000, limit: 5, dead: true })).toEqual([])
      })
    })
  })
}
