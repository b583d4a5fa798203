/** The report as a document: every part of it comes from the ledger, and from nothing else. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EstateReport } from '../../cli/report/model.ts'
import { reportOf } from '../../cli/report/model.ts'
import { readsOf } from '../../cli/report/reads.ts'
import { pausedSetting, pausedText } from '../../runtime/paused.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { noCommit } from '../../runtime/engine/context.ts'
import { Files } from '../runtime/files.ts'
import { estatePlan, filledEstate, hostile, hourMs, report } from './estate.ts'

let files: Files
let filled: EstateReport
beforeAll(async () => {
  files = await filledEstate()
  filled = await report(files)
})
afterAll(() => files.end())

const orders = (of: EstateReport) => of.flows.find(({ flow }) => flow === 'orders')!

describe('what happened', () => {
  it('is told of the whole estate', () => {
    expect(filled.totals).toEqual({ live: 4, decisions: 8, conflicts: 4, reviews: 1, deadLetters: 1, drift: 1, reconciled: 1 })
    expect(filled.systems).toEqual(['EAM', 'ERP', 'SHOP'])
  })

  it('stands on the timeline, by kind and flow', () => {
    const lanes = Object.fromEntries(filled.timeline.lanes.map(({ lane, total }) => [lane, total]))
    expect(lanes).toEqual({ starts: 2, rows: 4, decided: 4, conflicts: 4, reviews: 1, dead: 1 })
    const { from, stepMs, columns, lanes: all } = filled.timeline
    expect(from + columns * stepMs).toBeGreaterThan(filled.period!.asOf)
    expect(all.flatMap((lane) => lane.columns).every(({ at }) => at >= from && (at - from) % stepMs === 0)).toBe(true)
    const rows = all.find(({ lane }) => lane === 'rows')!.columns
    expect(rows.reduce((sum, { flows }) => sum + (flows['orders'] ?? 0), 0)).toBe(3)
    expect(rows.reduce((sum, { total }) => sum + total, 0)).toBe(4)
  })

  it('is told one by one where a person has to do with it', () => {
    expect(filled.moments.shown.map(({ what, flows, keys, count }) => ({ what, flows, keys, count }))).toEqual([
      { what: 'a match was accepted by test', flows: ['orders', 'parts'], keys: [], count: 2 },
      { what: 'review 1 of ceiling opened: bothChanged by ERP', flows: ['orders'], keys: ['1'], count: 1 },
      { what: 'into the dead letters at ERP: no <i>such</i> order', flows: ['orders'], keys: ['<u>3</u>'], count: 1 },
    ])
  })
})

describe('figures', () => {
  it('are the sums that status tells, and their columns add up to them', () => {
    const { figures, columns } = orders(filled)
    expect(figures.success).toEqual({ rate: 0.8, attempted: 5 })
    expect(columns.reduce((sum, { success }) => sum + (success?.attempted ?? 0), 0)).toBe(5)
    expect(columns.reduce((sum, { deadLettered }) => sum + deadLettered, 0)).toBe(1)
    expect(columns.flatMap(({ meanDrift }) => meanDrift ?? [])).toEqual([1])
    const conflicts = columns.flatMap((column) => Object.values(column.conflicts)).reduce((sum, number) => sum + number, 0)
    expect(conflicts).toBe(filled.totals.conflicts)
  })
})

describe('conflicts', () => {
  const group = (unit: string | null) => filled.conflicts.shown.find((each) => each.unit === unit)!

  it('say whose value stands, and what was lost by which policy', () => {
    expect(group('note')).toMatchObject({ flow: 'orders', conflict: 'bothChanged', policy: 'precedence', count: 1 })
    expect(group('note').newest[0]).toMatchObject({
      key: '1',
      system: 'EAM',
      lost: [hostile.script],
      stands: { values: [hostile.rightToLeft], of: 'ERP', since: false, before: { values: [hostile.script], of: 'EAM' } },
    })
    expect(group('name').newest[0]).toMatchObject({
      lost: ['mine'],
      system: 'ERP',
      stands: { values: [hostile.emoji], of: 'EAM', since: false, before: null },
    })
  })

  it('of a value in review, and of a whole record, have nothing that stands', () => {
    expect(group('ceiling').newest[0]).toMatchObject({ outcome: 'in review', lost: null, stands: null })
    expect(group(null)).toMatchObject({ conflict: 'constraint', policy: null })
  })
})

describe('what waits', () => {
  it('a review says what is decided, what each side holds, whom it is for and when it is due', () => {
    const [review] = filled.reviews.shown
    expect(review).toMatchObject({ flow: 'orders', key: '1', unit: 'ceiling', addressee: 'credit <control>', overdue: false })
    expect(review!.due).toBe(review!.openedAt + 48 * hourMs)
    expect(review!.sides).toEqual([
      { system: 'EAM', unit: 'ceiling', values: ['11'], told: true },
      { system: 'ERP', unit: 'ceiling', values: ['12'], told: false },
    ])
  })

  it('a dead letter and drift come with the command that goes on', () => {
    expect(filled.deadLetters.shown).toEqual([expect.objectContaining({ key: '<u>3</u>', system: 'ERP', reason: 'constraint' })])
    expect(filled.attention.map(({ flow, command }) => [flow, command])).toEqual([
      ['orders', 'thalweg dead-letters --flow orders'],
      [null, 'thalweg review'],
      ['orders', 'thalweg reconcile --flow orders'],
      ['orders', 'thalweg status'],
    ])
  })

  it('a paused system is told once, with how it goes on', async () => {
    const pause = { at: Date.now(), by: 'anna', why: 'month end' }
    const set = async (value: string | null) =>
      files.with(async ({ ledger }) => ledger.commit({ ...noCommit, settings: [{ name: pausedSetting, value }] }))
    await set(pausedText({ flows: { orders: pause }, systems: { EAM: pause } }))
    const { attention } = await report(files)
    await set(null)
    expect(attention.filter(({ command }) => command.includes('resume')).map(({ command }) => command)).toEqual([
      'thalweg resume --flow orders',
      'thalweg resume --system EAM',
    ])
  })
})

describe('the period', () => {
  it('ends with the newest time in the ledger, so that no clock is asked', async () => {
    const now = vi.spyOn(Date, 'now').mockImplementation(() => {
      throw new Error('the clock was asked')
    })
    try {
      expect(await report(files)).toEqual(filled)
    } finally {
      now.mockRestore()
    }
  })

  it('ends later where a later time is given, by which a review is overdue; an earlier one changes nothing', async () => {
    const later = filled.period!.asOf + 48 * hourMs
    const told = await report(files, { now: later, since: '96h' })
    expect(told.period!.asOf).toBe(later)
    expect(told.reviews.shown[0]!.overdue).toBe(true)
    expect(told.attention.map(({ text }) => text)).toContain('1 review is open, 1 overdue')
    expect(await report(files, { now: 0 })).toEqual(filled)
  })

  it('leaves out what was before', async () => {
    const { totals, timeline, conflicts } = await report(files, { since: '2h' })
    expect({ ...totals }).toMatchObject({ live: 4, decisions: 0, conflicts: 0, reviews: 1, deadLetters: 1 })
    expect(timeline.lanes.map(({ lane }) => lane)).toEqual(['dead'])
    expect(conflicts.all).toBe(0)
  })

  it('begins with an hour, since figures are kept by the hour', () => {
    expect(filled.period!.since % hourMs).toBe(0)
  })
})

it('tells one flow alone', async () => {
  const { flows, systems, totals, conflicts } = await report(files, { flows: ['parts'] })
  expect(flows.map(({ flow }) => flow)).toEqual(['parts'])
  expect(systems).toEqual(['EAM', 'ERP', 'SHOP'])
  expect([totals.conflicts, totals.reviews, totals.deadLetters, conflicts.all]).toEqual([0, 0, 0, 0])
})

it('says nothing of flows that are there no more, whatever the ledger keeps of them', async () => {
  const landscape = { ...files.landscape, flows: { parts: files.landscape.flows['parts']! } }
  const ledger = await openLedgerOf(landscape, files.ledger, { readOnly: true })
  const asked = { landscape, plan: estatePlan(), flows: Object.values(landscape.flows), since: '48h' }
  const { totals, conflicts, moments } = reportOf(await readsOf(ledger, asked))
  await ledger.close()
  expect([totals.conflicts, totals.reviews, totals.deadLetters, conflicts.all]).toEqual([0, 0, 0, 0])
  expect(moments.shown.map(({ flows }) => flows)).toEqual([['parts']])
})

it('which way the data runs comes from the generated code: who writes, who holds, what comes back', () => {
  const [first, second] = filled.flows.map(({ route }) => route)
  expect(first).toMatchObject({ direction: 'twoWay', because: 'operations & finance share them', step: 5 })
  expect(first!.units.map(({ unit, writer, policy, step }) => [unit, writer, policy, step])).toEqual([
    ['name', 'EAM', 'owner', 3],
    ['note', null, 'precedence', 4],
    ['ceiling', null, 'review', 5],
    ['code', 'ERP', 'owner', 3],
  ])
  expect(second!.edges).toEqual([
    { from: 'EAM', to: 'ERP', units: ['title'], back: false },
    { from: 'EAM', to: 'SHOP', units: ['title'], back: false },
    { from: 'SHOP', to: 'EAM', units: ['verdict'], back: true },
  ])
})

it('a ledger that holds nothing yet has a report, too', async () => {
  const empty = await Files.of(estatePlan())
  try {
    await empty.with(async () => undefined)
    const told = await report(empty)
    expect(told).toMatchObject({ period: null, moments: { all: 0 }, conflicts: { all: 0 }, timeline: { lanes: [] } })
    expect(told.attention.map(({ command }) => command)).toEqual(['thalweg match --flow orders', 'thalweg match --flow parts'])
    expect((await report(empty, { now: Date.UTC(2026, 0, 2) })).period).toEqual({
      since: Date.UTC(2025, 11, 31),
      asOf: Date.UTC(2026, 0, 2),
    })
  } finally {
    empty.end()
  }
})
