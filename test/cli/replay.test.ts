/** The co-owned example's day on real files, and what other policies would have made of it; told by the command itself, in this process. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { replay } from '../../cli/commands/replay.ts'
import { Input } from '../../cli/input.ts'
import type { FlowReplayed } from '../../sim/replay/index.ts'
import { contests, statement } from '../../examples/co-owned/contests.ts'
import { coOwned, Example } from '../../examples/prepared.ts'
import { silent } from './silent.ts'

const folder = join(import.meta.dirname, '../../examples/co-owned')

let example: Example
/** When the contests began. */
let began: number
beforeAll(async () => {
  example = await Example.start(coOwned)
  vi.stubEnv('THALWEG_LEDGER', example.ledger)
  began = Date.now()
  for (const database of ['crm', 'wms', 'erp'])
    for (const { writes } of contests) if (writes[database] !== undefined) example.sql(database, statement(writes[database]))
  example.sql('erp', 'UPDATE thalweg_outbox_customers SET at = at + 5000 WHERE op IS NULL')
  await example.run()
})
afterAll(() => {
  vi.unstubAllEnvs()
  example.end()
})

/** A flow file of customers that says otherwise what is replaced here; it has lastWriteWins where what ran merges. */
function proposal(name: string, replaced: Readonly<Record<string, string>>): string {
  const from = (file: string) => JSON.stringify(pathToFileURL(join(folder, file)).href)
  const customers = `flow('customers').twoWay('CRM', 'ERP').because('a proposal')
    .owner(['name', 'salesPerson'], 'CRM').owner('paymentDays', 'ERP').precedence('address', 'ERP')
    .lastWriteWins('notes', { acceptLoss: 'free text' }).union('tags').lastWriteWins('standing', { acceptLoss: 'a test' })
    .review('creditLimit', { team: 'credit control', within: '2d' }).creates('CRM').deletes('CRM', { againstUpdate: 'updateWins' })`
  const said = Object.entries(replaced).reduce((text, [before, after]) => text.replace(before, after), customers)
  const file = join(example.folder, name)
  writeFileSync(file, `import { flow, portfolio } from ${from('landscape.ts')}\nexport default portfolio({ customers: ${said} })\n`)
  return file
}

async function replayed(file: string, more: Record<string, unknown> = {}) {
  const { exit, data, text } = await replay.run(
    new Input({ flows: join(folder, 'flows.ts') }, { policy: file, flow: ['customers'], ...more }),
    silent,
  )
  return { exit, text, flows: (data as { flows: readonly FlowReplayed[] }).flows }
}

const plan = join(folder, '../../generated/co-owned/plan.json')

it('what ran is decided as it was, all of it, and nothing would have differed', async () => {
  const { exit, flows, text } = await replayed(plan, { flow: [] })
  expect(exit).toBe(0)
  expect(flows.map(({ flow, records, replayed: done, left, differing }) => ({ flow, left, all: records === done, differing }))).toEqual(
    ['customers', 'stock', 'orders'].map((flow) => ({ flow, left: [], all: true, differing: 0 })),
  )
  expect(text).toContain('customers: 60 records with 102 edits and decisions, nothing would have differed')
})

describe('a proposal', () => {
  let found: Awaited<ReturnType<typeof replayed>>
  const file = () =>
    proposal('next.ts', {
      ".owner(['name', 'salesPerson'], 'CRM')": ".owner('salesPerson', 'CRM').precedence('name', 'ERP')",
      ".precedence('address', 'ERP')": ".precedence('address', 'CRM')",
      ".lastWriteWins('notes', { acceptLoss: 'free text' })": ".review('notes')",
      ".review('creditLimit', { team: 'credit control', within: '2d' })": ".precedence('creditLimit', 'ERP')",
    })
  beforeAll(async () => (found = await replayed(file())))

  it('says which values, conflicts, reviews and writes would have differed', () => {
    const { exit, flows } = found
    expect(exit).toBe(2)
    expect(flows).toHaveLength(1)
    const [{ apart, now, proposed, left }] = flows as [FlowReplayed]
    expect(left).toEqual([{ reason: 'time', records: 1, such: ['308'] }])
    expect(apart).toEqual({ '': 4, name: 1, address: 1, notes: 1, creditLimit: 1 })
    expect([now.reviews, proposed.reviews]).toEqual([{ creditLimit: 1 }, { notes: 1 }])
    expect([now.conflicts['foreignWrite'], proposed.conflicts['foreignWrite']]).toEqual([1, undefined])
    expect(proposed.conflicts['bothChanged']).toBe(now.conflicts['bothChanged']! + 1)
    expect([now.writes, proposed.writes].map((writes) => Object.keys(writes).sort())).toEqual([
      ['CRM', 'ERP'],
      ['CRM', 'ERP'],
    ])
  })

  it('gives examples: the record, when, what was decided and what would have been', () => {
    const examples = found.flows[0]!.examples.map(({ key, unit, system, decided, would }) => [key, unit, system, decided, would])
    expect(examples).toContainEqual([
      '292',
      'name',
      'ERP',
      expect.objectContaining({ value: { name: 'Next-Door Bikes' }, of: 'CRM', inReview: false }),
      expect.objectContaining({ value: { name: 'NEXT-DOOR BIKE STORE INC' }, of: 'ERP', inReview: false }),
    ])
    expect(examples).toContainEqual([
      '300',
      'notes',
      'ERP',
      expect.objectContaining({ value: { notes: 'asked for a reminder' }, of: 'ERP', inReview: false }),
      expect.objectContaining({ value: { notes: 'call before noon' }, of: 'CRM', inReview: true }),
    ])
    expect(found.flows[0]!.examples.every(({ at }) => at >= began)).toBe(true)
  })

  it('reads as a report', () => {
    for (const line of [
      '  proposed: preferred of address: ERP → CRM',
      '  values     4 of 59 records would hold others: name 1, address 1, notes 1, creditLimit 1',
      '  reviews    creditLimit 1 → 0, notes 0 → 1',
      '      decided   city "Trieste", country "IT" of ERP; bothChanged by CRM: the preferred system’s value stands, lost "Vlorë", "AL"',
      '      would be  city "Vlorë", country "AL" of CRM; bothChanged by ERP: the preferred system’s value stands, lost "Trieste", "IT"',
    ])
      expect(found.text).toContain(line)
  })

  it('applies from a time on, and gives as few examples as are wanted', async () => {
    const { flows } = await replayed(file(), { since: new Date(began).toISOString(), examples: '1' })
    const { acts, differing, examples } = flows[0]!
    expect([acts, differing, examples.length]).toEqual([10, found.flows[0]!.differing, 1])
  })

  it('with findings is told so', async () => {
    const { exit, text } = await replayed(proposal('wrong.ts', { ".union('tags')": '' }))
    expect(exit).toBe(1)
    expect(text).toContain('tags')
  })

  it('of another shape says what is otherwise, and which flows could be replayed', async () => {
    const other = join(example.folder, 'other.json')
    writeFileSync(other, readFileSync(plan, 'utf8').replaceAll('"stock"', '"balances"'))
    await expect(replayed(other, { flow: [] })).rejects.toMatchObject({
      code: 'otherShape',
      message: expect.stringContaining('stock in') as string,
      wayOut: expect.stringContaining('--flow customers --flow orders') as string,
    })
  })

  it('is asked for in words that can be understood', async () => {
    await expect(replayed('')).rejects.toMatchObject({ exit: 64 })
    await expect(replayed(plan, { since: 'yesterday' })).rejects.toMatchObject({ exit: 64 })
    await expect(replayed(plan, { examples: 'some' })).rejects.toMatchObject({ exit: 64 })
  })
})
