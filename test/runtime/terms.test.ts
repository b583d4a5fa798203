/** Terms of a flow that changed since it last ran: what somebody has to accept stops the flow, what is read otherwise is read again, and all else goes on. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlanBinding, PlanFlow } from '../../codegen/plan/schema.ts'
import type { GeneratedFlow } from '../../runtime/door.ts'
import { noCommit } from '../../runtime/engine/context.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { review } from '../../runtime/policies/review.ts'
import type { Policy } from '../../runtime/policies/rule.ts'
import { changeText } from '../../runtime/terms/change.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project, tables } from '../emit/project.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }

interface Parts {
  readonly things?: Partial<PlanFlow>
  readonly EAM?: Partial<PlanBinding>
}

function estate({ things = {}, EAM = {} }: Parts = {}) {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name'), field('memo')]
  const columns = fields.map((each) => column(each.name))
  const held = (thing: Partial<PlanBinding>) => ({ things: binding('thing', columns, thing), others: binding('other', columns) })
  const placed = (of: string) => ({ connector: { kind: 'sqlite', file: { env: `${of}_DB` } } }) as const
  const units = [unit('name', 'EAM', names), unit('memo', 'ERP', names)]
  const record = { key: ['id'], fields, groups: {}, at }
  return plan({
    records: { things: record, others: record },
    systems: { EAM: system(held(EAM), placed('EAM')), ERP: system(held({}), placed('ERP')) },
    flows: { things: flow('things', names, units, { maxDeletes: 10, ...things }), others: flow('others', names, units) },
  })
}

const user = project()
afterAll(user.remove)
let files: Files
beforeEach(async () => {
  const made = estate()
  files = await Files.make(user, 'terms', estate, { EAM: tables(made, 'EAM'), ERP: tables(made, 'ERP') })
  files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one', 'a'), ('2', 'two', 'b')`, `INSERT INTO other VALUES ('1', 'one', 'a')`)
  await files.start()
})

/** What runs from here on is the flow as somebody edited it, or as it is generated from other terms alone. */
function become(change: (flow: GeneratedFlow) => Partial<GeneratedFlow>): void {
  const { landscape } = files
  const flow = landscape.flows['things']!
  files.landscape = { ...landscape, flows: { ...landscape.flows, things: { ...flow, ...change(flow) } } }
}
const ruledBy =
  (policy: (systems: readonly string[]) => Policy) =>
  ({ settle, systems }: GeneratedFlow) => ({
    settle: { ...settle, units: settle.units.map((each) => (each.name === 'name' ? { ...each, policy: policy(systems) } : each)) },
  })
const ownedBy = (system: string) => ruledBy((systems) => owner(systems.indexOf(system)))

const thing = (at: string, id = '1') => files.rows(at, `SELECT id, name, memo FROM thing WHERE id = '${id}'`)[0]
const edit = (at: string, set: string, id = '1') => files.sql(at, `UPDATE thing SET ${set} WHERE id = '${id}'`)
const stopped = async () =>
  (await files.with(async (engine) => engine.mismatches())).map(({ system: name, code, changes = [] }) => [
    name,
    code,
    ...changes.map(changeText),
  ])
const acceptedRows = async () => files.read(async (ledger) => ledger.audit({ flow: 'things', kind: 'accepted' }))

describe('a change that somebody has to accept', () => {
  const moved = 'owner of name: EAM → ERP'
  const wanted = ['things', 'termsChanged', moved]

  it('stops its flow, whose changes wait; the others go on', async () => {
    become(ownedBy('ERP'))
    edit('ERP', `name = 'uno'`)
    files.sql('EAM', `UPDATE other SET name = 'eins'`)
    expect(await stopped()).toEqual([wanted])
    const result = await files.run()
    expect(result.mismatches).toMatchObject([{ system: 'things', code: 'termsChanged' }])
    expect(thing('EAM')).toMatchObject({ name: 'one' })
    expect(files.rows('ERP', 'SELECT name FROM other')).toEqual([{ name: 'eins' }])
    expect(await stopped()).toEqual([wanted])
  })

  it('is accepted in code, by its name; what waited is settled by the new terms, and the audit has who and when', async () => {
    become(ownedBy('ERP'))
    become(() => ({ accepts: [' owner of  name: EAM->ERP'] }))
    edit('ERP', `name = 'uno'`)
    expect(await stopped()).toEqual([])
    await files.run()
    expect(thing('ERP')).toMatchObject({ name: 'uno' })
    expect(await acceptedRows()).toMatchObject([
      { at: expect.any(Number), body: { by: 'the flow file', changes: [{ change: moved, by: 'the flow file' }] } },
    ])
    expect((await files.run()).moved).toBe(false)
    expect(await acceptedRows()).toHaveLength(1)
  })

  it('is accepted by a person, once; code that goes back has to be accepted again', async () => {
    become(ownedBy('ERP'))
    const acceptance = { by: 'ada', accepts: () => true }
    await files.run({ acceptance })
    expect(await stopped()).toEqual([])
    expect(await acceptedRows()).toMatchObject([{ body: { by: 'ada' } }])
    become(ownedBy('EAM'))
    expect(await stopped()).toEqual([['things', 'termsChanged', 'owner of name: ERP → EAM']])
  })

  it('is accepted as a whole or not at all', async () => {
    become(ownedBy('ERP'))
    become(({ settle }) => ({ settle: { ...settle, life: { ...settle.life, deletes: [0, 1] } }, accepts: [moved] }))
    expect(await stopped()).toEqual([['things', 'termsChanged', 'who deletes: EAM → EAM, ERP']])
    await files.run()
    expect(await acceptedRows()).toEqual([])
  })

  it('is none where an owner is to be handed over; its end is accepted where the ledger says that it is finished, and nowhere else', async () => {
    become(ruledBy(() => owner(1, { from: 0 })))
    await files.run()
    expect(await stopped()).toEqual([])
    become(ownedBy('ERP'))
    expect(await stopped()).toEqual([wanted])
    const handed = { from: 'EAM', to: 'ERP', phase: 'finished', startedAt: 1, at: 1, by: 'ada' }
    const value = JSON.stringify({ name: handed })
    await files.with(async ({ ledger }) => ledger.commit({ ...noCommit, settings: [{ name: 'handover:things', value }] }))
    expect(await stopped()).toEqual([])
  })

  it('leaves open what was in review, and both values where they are, until all hold the same', async () => {
    const acceptance = { by: 'ada', accepts: () => true }
    const open = async () => (await files.read(async (ledger) => ledger.reviews({ flow: 'things', open: true }))).length
    become(ruledBy(() => review()))
    await files.run({ acceptance })
    edit('EAM', `name = 'eins'`)
    edit('ERP', `name = 'uno'`)
    await files.run()
    expect(await open()).toBe(1)
    become(ownedBy('EAM'))
    await files.run({ acceptance })
    expect([await open(), thing('EAM')!['name'], thing('ERP')!['name']]).toEqual([1, 'eins', 'uno'])
    edit('ERP', `memo = 'goes on'`)
    await files.run()
    expect([thing('EAM')!['memo'], thing('ERP')!['name']]).toEqual(['goes on', 'uno'])
    edit('EAM', `name = 'uno'`)
    await files.run()
    expect([await open(), thing('EAM')!['name'], thing('ERP')!['name']]).toEqual([0, 'uno', 'uno'])
  })

  it('does not come from a ledger that knows no terms yet: those of now are taken up, and nothing is said', async () => {
    await files.with(async ({ ledger }) =>
      ledger.commit({
        ...noCommit,
        settings: [{ name: 'terms:things', value: null }],
      }),
    )
    become(ownedBy('ERP'))
    expect(await stopped()).toEqual([])
    await files.run()
    expect(await acceptedRows()).toEqual([])
    become(ownedBy('EAM'))
    expect(await stopped()).toEqual([['things', 'termsChanged', 'owner of name: ERP → EAM']])
  })

  it('of the key makes other records: what is known is forgotten, and a match is accepted anew before anything is written', async () => {
    become(() => ({ key: ['code'], accepts: ['key: things by id → things by code'] }))
    edit('EAM', `name = 'changed'`)
    const mismatches = await files.with(async (engine) => {
      await engine.takeUp()
      return engine.mismatches()
    })
    expect(mismatches).toEqual([{ system: 'things', code: 'flowChanged' }])
    const known = await files.read(async (ledger) => [await ledger.setting('matched:things'), await ledger.count('things')])
    expect(known).toEqual([null, { live: 0, deleted: 0 }])
    await files.start()
    expect(thing('ERP')).toMatchObject({ name: 'changed' })
    expect(files.count('ERP', 'thing')).toBe(2)
  })

  it('of the key that is killed while it forgets waits for a match, whichever key the code names then', async () => {
    become(() => ({ key: ['code'], accepts: ['key: things by id → things by code'] }))
    const killed = files.with(async (engine) => {
      engine.ledger.reset = async () => Promise.reject(new Error('killed'))
      await engine.takeUp()
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await files.read(async (ledger) => ledger.setting('matched:things'))).toBe(null)
  })
})

describe('what is read otherwise is read again', () => {
  let own: Files
  beforeEach(async () => {
    own = await Files.of(estate())
    own.sql('EAM', `INSERT INTO thing VALUES ('1', 'one', 'a'), ('2', 'two', 'b')`)
    await own.start()
  })
  afterEach(() => own.end())

  const rows = () => own.rows('ERP', 'SELECT id, name FROM thing ORDER BY id').map(({ id, name }) => `${String(id)} ${String(name)}`)
  const where = (values: readonly string[]): PlanFlow['where'] => ({ rows: { name: values }, whenRowLeaves: 'delete', at })

  it('a filter: rows that it leaves out go, rows that it takes in come, and changes that were not read yet are none the less', async () => {
    own.sql('EAM', `INSERT INTO thing VALUES ('3', 'two', 'c')`)
    await own.become(estate({ things: { where: where(['two']) } }))
    await own.run()
    expect(rows()).toEqual(['2 two', '3 two'])
    own.sql('EAM', `DELETE FROM thing WHERE id = '3'`)
    await own.become(estate({ things: { where: where(['one', 'two']) } }))
    await own.run()
    expect(rows()).toEqual(['1 one', '2 two'])
    expect((await own.run()).moved).toBe(false)
  })

  it('a column, and another detection: what lies there now counts, and changes go on from where they stand', async () => {
    const columns = [column('id'), column('name', 'title'), column('memo')]
    await own.become(
      estate({ EAM: { columns, detect: { kind: 'snapshot' } } }),
      `ALTER TABLE thing ADD COLUMN title TEXT NOT NULL DEFAULT 'titled'`,
    )
    await own.run()
    expect(rows()).toEqual(['1 titled', '2 titled'])
    await own.become(estate())
    own.sql('EAM', `UPDATE thing SET name = 'eins' WHERE id = '1'`)
    await own.run()
    expect(rows()).toEqual(['1 eins', '2 two'])
    own.sql('EAM', `UPDATE thing SET name = 'zwei' WHERE id = '2'`)
    await own.run()
    expect(rows()).toEqual(['1 eins', '2 zwei'])
    expect((await own.run()).moved).toBe(false)
  })
})

it('nothing is read again, and nobody is asked, where only words, rhythms and caps changed', async () => {
  const notes: string[] = []
  become(() => ({ version: 'other', rhythm: { every: 1_000 }, maxDeletes: 7 }))
  expect((await files.run({ watcher: { note: (_level, _flow, text) => notes.push(text) } })).moved).toBe(false)
  expect(notes).toEqual([])
})
