/** The whole way of a field from one owner to another, as an operator walks it on the command line. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { edit, rows, syncedProject } from './command.ts'
import type { Commands } from './commands-of.ts'
import { commandsOf } from './commands-of.ts'

let folder: string
let commands: Commands
afterEach(() => commands.end())

const said = async (line: string) => commands.run(line, {})
const data = async (line: string) => {
  const { out, err, code } = await said(`${line} --json`)
  try {
    return { code, ...(JSON.parse(out) as Record<string, unknown>) }
  } catch {
    throw new Error(`${line}: ${out}${err}`)
  }
}
const flows = (change: (text: string) => string) => {
  const file = join(folder, 'flows.ts')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
const eam = (text: string, key = 'WO-1') => edit(folder, 'eam', `UPDATE wo SET description = '${text}' WHERE wo_no = '${key}'`)
const erp = (text: string, key = 'WO-1') =>
  edit(folder, 'erp', `UPDATE maintenance_order SET description = '${text}' WHERE order_no = '${key}'`)
const both = (key = 'WO-1') => [
  rows(folder, 'eam', `SELECT description AS d FROM wo WHERE wo_no = '${key}'`)[0]!['d'],
  rows(folder, 'erp', `SELECT description AS d FROM maintenance_order WHERE order_no = '${key}'`)[0]!['d'],
]

/** The flow file hands the description over. */
async function handingOver(): Promise<void> {
  folder = await syncedProject()
  commands = commandsOf(folder)
  flows((text) => text.replace(".owner(['description', ", ".owner('description', 'ERP', { from: 'EAM' })\n    .owner(["))
  expect((await said('generate')).code).toBe(0)
  expect((await said('prepare --apply')).code).toBe(0)
  commands.end()
}

describe('handover', () => {
  it('walks shadow, switch, finish', async () => {
    await handingOver()
    expect((await said('handover')).out).toContain('workOrders.description, from EAM to ERP: not begun, EAM decides')
    expect(await data('handover workOrders.description --switch')).toMatchObject({ code: 1, error: { code: 'phase' } })
    expect(await data('handover workOrders.description --from ERP --to EAM')).toMatchObject({ code: 1, error: { code: 'otherWay' } })
    expect(await data('handover workOrders.description --from EAM --to ERP --by anna')).toMatchObject({
      code: 0,
      phase: 'shadow',
      by: 'anna',
    })

    erp('shadow')
    erp('shadow', 'WO-3')
    await said('run --once')
    eam('operations')
    await said('run --once')
    expect(both()).toEqual(['operations', 'operations'])
    expect(both('WO-3')).toEqual(['Find the vibration', 'shadow'])
    expect(await data('handover workOrders.description')).toMatchObject({
      code: 0,
      handovers: [
        { phase: 'shadow', decides: 'EAM', differ: 1, waiting: 0, since: { decided: 1, wouldHaveDecided: 2 }, examples: [{ key: 'WO-3' }] },
      ],
    })
    const refused = await said('handover workOrders.description --switch')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('WO-3: EAM "Find the vibration"; ERP "shadow"') })
    expect(refused.err).toContain('--take old')

    eam('unseen')
    expect(await data('handover workOrders.description --switch --take new')).toMatchObject({
      code: 0,
      phase: 'switched',
      decides: 'ERP',
      differ: 0,
      complete: true,
    })
    expect([both(), both('WO-3')]).toEqual([
      ['unseen', 'unseen'],
      ['shadow', 'shadow'],
    ])
    erp('finance')
    eam('habit', 'WO-3')
    await said('run --once')
    expect([both(), both('WO-3')]).toEqual([
      ['finance', 'finance'],
      ['shadow', 'shadow'],
    ])
    expect((await said('trace workOrders WO-3 description')).out).toMatch(/foreignWrite of description by EAM: restored; lost: "habit"/)

    // The code has to know of a handover that is not finished.
    flows((text) => text.replace(", { from: 'EAM' }", ''))
    await said('generate')
    commands.end()
    expect(await said('run --once')).toMatchObject({ code: 1, err: expect.stringContaining('on its way to another owner') })
    flows((text) => text.replace(".owner('description', 'ERP')", ".owner('description', 'ERP', { from: 'EAM' })"))
    await said('generate')
    commands.end()

    expect(await data('handover workOrders.description --finish')).toMatchObject({ code: 0, phase: 'finished' })
    flows((text) => text.replace(", { from: 'EAM' }", ''))
    await said('generate')
    commands.end()
    erp('for good')
    expect((await said('run --once')).code).toBe(0)
    expect(both()).toEqual(['for good', 'for good'])
    const { out } = await said('audit --kind handover')
    for (const phase of ['shadow', 'switched', 'finished']) expect(out).toContain(phase)
  })

  it('goes back from the shadow and from the switch', async () => {
    await handingOver()
    await said('handover workOrders.description --from EAM --to ERP')
    erp('shadow')
    await said('run --once')
    expect(await data('handover workOrders.description --back-out')).toMatchObject({ code: 0, phase: 'notBegun' })
    expect(both()[0]).toBe(both()[1])
    expect(both()[0]).not.toBe('shadow')

    await said('handover workOrders.description --from EAM --to ERP')
    await said('handover workOrders.description --switch')
    erp('finance')
    expect(await data('handover workOrders.description --back-out')).toMatchObject({ code: 0, phase: 'backedOut', decides: 'EAM' })
    expect(both()).toEqual(['finance', 'finance'])
    erp('foreign')
    await said('run --once')
    eam('operations', 'WO-3')
    await said('run --once')
    expect([both(), both('WO-3')]).toEqual([
      ['finance', 'finance'],
      ['operations', 'operations'],
    ])
    expect(await data('handover workOrders.description --finish')).toMatchObject({ code: 0, phase: 'notBegun' })
  })

  it('says what it cannot do', async () => {
    await handingOver()
    for (const [line, text] of [
      ['handover workOrders.descriptio', 'carries no field descriptio'],
      ['handover workOrders.glCode', "say so in the flow file, as in .owner('glCode', '<new owner>', { from: 'ERP' })"],
      ['handover description', '<flow>.<field>'],
      ['handover workOrders.description --from EAM', 'begins between two'],
      ['handover workOrders.description --switch --back-out', 'one step at a time'],
      ['handover workOrders.description --take new', '--take belongs to --switch'],
      ['handover workOrders.description --switch --take mine', 'nothing can be taken as mine'],
      ['handover --switch', 'needs the field'],
    ] as const)
      expect((await said(line)).err).toContain(text)
  })
})
