/** The checks are worth something only if they notice what is wrong: each bug of the drill, planted in a landscape in which it can show. */
import { describe, expect, it, test } from 'vitest'
import { noColours } from '../../cli/colour.ts'
import { Failure } from '../../cli/failure.ts'
import { Input } from '../../cli/input.ts'
import { drillReport } from '../../cli/verify/drill.ts'
import { landscape as workOrders } from '../../generated/work-orders/index.ts'
import { areas, drill } from '../../sim/drill/index.ts'
import { simulated } from './landscapes/index.ts'

const where: Readonly<Record<string, string>> = {
  'foreign-write-accepted': 'precedence',
  'foreign-write-left-there': 'lastWriteWins, clocks apart',
  'precedence-reversed': 'precedence, three systems',
  'precedence-by-declared-order': 'precedence, three systems',
  'precedence-over-informed-edits': 'precedence, three systems',
  'earlier-write-wins': 'lastWriteWins, clocks minutes apart',
  'tie-by-arrival': 'lastWriteWins, clocks apart',
  'clock-tolerance-ignored': 'lastWriteWins, clocks apart, three systems',
  'hub-clock-decides': 'lastWriteWins, clocks apart, three systems',
  'difference-dropped': 'delta, clocks minutes apart',
  'equal-differences-once': 'delta, clocks minutes apart',
  'difference-without-base': 'delta, clocks minutes apart',
  'union-forgets-removals': 'union',
  'union-forgets-additions': 'union',
  'review-lets-through': 'review',
  'everything-reviewed': 'review, three systems',
  'merge-function-not-asked': 'merge',
  'blank-wipes': 'blanks wipe nothing',
  'stale-answer-counts': 'an answer, three systems',
  'first-day-not-asked': 'what differs on the first day is reviewed',
  'update-loses-to-delete': 'precedence of a group, three systems',
  'delete-loses-to-update': 'precedence',
  'foreign-delete-accepted': 'return path',
  'foreign-row-adopted': 'an answer, three systems',
  'delete-leaves-copies': 'precedence',
  'tombstone-lost': 'precedence',
  'key-used-anew-ignored': 'precedence',
  'leaving-ignored': 'rows leave, copies go',
  'kept-copy-deleted': 'rows leave, copies stay',
  'leaving-taken-for-delete': 'rows leave, copies stay',
  'returned-row-untold': 'rows leave, copies stay',
  'open-number-passed': 'lastWriteWins, clocks apart',
  'hint-dropped': 'precedence, three systems',
  'look-misses-last': 'precedence',
  'captured-changes-forgotten-early': 'precedence',
  'position-before-decision': 'merge',
  'old-image-wins': 'precedence',
  'image-comparison-off': 'precedence',
  'condition-dropped': 'precedence',
  'blind-upsert': 'precedence',
  'landed-taken-for-void': 'delta',
  'void-may-land': 'return path',
  'whole-row-written': 'precedence',
  'last-of-batch-lost': 'lastWriteWins',
  'stale-taken-for-done': 'lastWriteWins',
  'delete-not-foretold': 'precedence',
  'parent-check-dropped': 'references, snapshots and times',
  'loser-not-audited': 'precedence',
  'conflict-not-counted': 'precedence',
  'conflict-counted-twice': 'precedence',
  'audit-blames-another': 'lastWriteWins, clocks apart',
  'review-not-opened': 'review',
  'doubtful-forgotten': 'precedence',
  'deletes-never-due': 'precedence',
  'missing-as-zero': 'lastWriteWins',
  'text-cut': 'precedence',
  'cents-lost': 'delta',
  'hour-shifted': 'return path',
  'columns-swapped': 'precedence of a group',
}
const bugs = Object.values(areas).flat()

test('each has its place here, and they are more than thirty', () => {
  expect(bugs.map(({ name }) => name)).toEqual(Object.keys(where))
  expect(bugs.length).toBeGreaterThan(30)
})

test.each(Object.entries(where))('%s is noticed where %s', async (name, scenario) => {
  const { landscape, terms = {} } = simulated[scenario]!
  const [found] = await drill({ landscape, flows: Object.keys(landscape.flows), seeds: 100, from: 1, only: [name], terms })
  expect(found!.outcome).toMatchObject({ is: 'caught' })
})

describe('a drill', () => {
  it('says of a bug that cannot occur what the flows lack', async () => {
    const [found] = await drill({ landscape: workOrders, flows: ['assets'], seeds: 1, from: 1, only: ['union-forgets-removals'] })
    expect(found!.outcome).toEqual({ is: 'notApplicable', why: 'no flow has a field under union that every system stores as it is' })
  })

  it('tells the check, and after how many runs of which flow; what the same run shows without the bug counts for nothing', async () => {
    const [found] = await drill({ landscape: workOrders, flows: ['requisitions'], seeds: 3, from: 5, only: ['conflict-counted-twice'] })
    expect(found).toMatchObject({
      area: 'ledger',
      outcome: { is: 'caught', by: 'conflicts are counted', flow: 'requisitions', seed: 5, seeds: 1 },
    })
  })

  it('ends 1 where the runs do not suffice, and names the way out', async () => {
    const report = await drilled({ seeds: '1' })
    expect(report.exit).toBe(1)
    expect(report.text).toContain('NOT CAUGHT')
    expect(report.text).toContain('try more with --seeds 10')
  })

  it('takes no words of a single run', async () => {
    await expect(drilled({ steps: '3' })).rejects.toThrow(Failure)
  })
})

async function drilled(options: Readonly<Record<string, string>>) {
  const cli = {
    json: false,
    paint: noColours,
    warn: () => undefined,
    note: () => undefined,
    report: () => undefined,
    progress: () => ({ at: () => undefined, add: () => undefined, label: () => undefined, end: () => undefined }),
  }
  return drillReport(workOrders, ['assets'], new Input({}, options), cli)
}
