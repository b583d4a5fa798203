/** Value maps, lookups, codecs, stand-ins for null, constants and scopes, each under a policy by which both sides write, on real files. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { takeValue } from '../../runtime/decide.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import type { PlanPolicy } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project } from '../emit/project.ts'
import { Files } from './files.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }
const shouting = { module: './codecs.ts', name: 'shouting', hash: '0123456789abcdef' }
const both = ['CRM', 'ERP']

function partsPlan() {
  const shared = (name: string, policy: PlanPolicy) => unit(name, '', both, { policy })
  return plan({
    records: {
      parts: {
        key: ['id'],
        fields: [
          field('id'),
          field('status', { kind: 'enum', values: ['NEW', 'USED'] }),
          field('supplier', { kind: 'text' }, { nullable: true }),
          field('remark', { kind: 'text' }, { nullable: true }),
          field('label'),
          field('count', { kind: 'decimal', precision: 9, scale: 2 }),
        ],
        groups: {},
        at,
      },
    },
    systems: {
      CRM: system(
        {
          parts: binding(
            'part',
            ['id', 'status', 'supplier', 'remark', 'label', 'count'].map((name) => column(name)),
          ),
        },
        { connector: { kind: 'sqlite', file: 'CRM.sqlite' } },
      ),
      ERP: system(
        {
          parts: binding(
            'stock_part',
            [
              column('id', 'part no'),
              column('status', 'state', {
                values: [
                  ['NEW', 10],
                  ['USED', null],
                ],
              }),
              column('supplier', 'vendor_id', { lookup: { table: 'vendor', match: 'name', id: 'id' } }),
              column('remark', 'remark', { whenNull: '-', stores: ['trim'] }),
              column('label', 'label', { codec: shouting as never }),
              column('count', 'on_hand'),
            ],
            { scope: [['company', 'NORTH']], constants: { onCreate: [['origin', 'flow']], always: [['touched', 1]] } },
          ),
        },
        { connector: { kind: 'sqlite', file: 'ERP.sqlite' } },
      ),
    },
    flows: {
      parts: flow('parts', both, [
        shared('status', { kind: 'precedence', system: 'ERP' }),
        shared('supplier', { kind: 'lastWriteWins', acceptLoss: 'whoever knows last' }),
        shared('remark', { kind: 'review' }),
        shared('label', { kind: 'precedence', system: 'CRM' }),
        shared('count', { kind: 'delta' }),
      ]),
    },
  })
}

describe('mapped values under policies of several writers', () => {
  let files: Files
  beforeEach(async () => {
    files = await Files.make(user, 'mapped', partsPlan, {
      CRM: [
        'CREATE TABLE part (id TEXT PRIMARY KEY, status TEXT NOT NULL, supplier TEXT, remark TEXT, label TEXT NOT NULL, count TEXT NOT NULL)',
        "INSERT INTO part VALUES ('P1', 'NEW', 'Atlas', NULL, 'bolt', '10.00')",
      ],
      ERP: [
        'CREATE TABLE vendor (id INTEGER PRIMARY KEY, name TEXT UNIQUE)',
        "INSERT INTO vendor VALUES (7, 'Atlas'), (8, 'Borealis')",
        `CREATE TABLE stock_part ("part no" TEXT, company TEXT NOT NULL, state INTEGER, vendor_id INTEGER, remark TEXT NOT NULL, label TEXT NOT NULL, on_hand TEXT NOT NULL, origin TEXT, touched INTEGER NOT NULL DEFAULT 0, PRIMARY KEY ("part no", company))`,
        `INSERT INTO stock_part VALUES ('P1', 'SOUTH', 10, NULL, 'theirs', 'THEIRS', '1.00', 'south', 0)`,
      ],
    })
    await files.start()
  })
  const crm = () => files.rows('CRM', 'SELECT * FROM part')[0]
  const erp = () => files.rows('ERP', "SELECT state, vendor_id, remark, label, on_hand FROM stock_part WHERE company = 'NORTH'")[0]
  const atRest = async () => {
    expect((await files.run()).moved).toBe(false)
    expect(await files.with(async (engine) => (await reconcile(engine, 'parts')).drift)).toBe(0)
    expect(files.rows('ERP', "SELECT remark, touched FROM stock_part WHERE company = 'SOUTH'")).toEqual([{ remark: 'theirs', touched: 0 }])
  }

  it('come over in the form of each system', async () => {
    expect(erp()).toEqual({ state: 10, vendor_id: 7, remark: '-', label: 'BOLT', on_hand: '10.00' })
    expect(files.rows('ERP', "SELECT origin, touched FROM stock_part WHERE company = 'NORTH'")).toEqual([{ origin: 'flow', touched: 1 }])
    await atRest()
  })

  it('go both ways without a conflict', async () => {
    files.sql(
      'ERP',
      "UPDATE stock_part SET state = NULL, vendor_id = 8, remark = 'seen', label = 'NUT', on_hand = '12.00' WHERE company = 'NORTH'",
    )
    await files.run()
    expect(crm()).toEqual({ id: 'P1', status: 'USED', supplier: 'Borealis', remark: 'seen', label: 'nut', count: '12.00' })
    files.sql('CRM', "UPDATE part SET status = 'NEW', supplier = NULL, remark = NULL, label = 'pin', count = '11.50'")
    await files.run()
    expect(erp()).toEqual({ state: 10, vendor_id: null, remark: '-', label: 'PIN', on_hand: '11.50' })
    expect(await files.conflicts()).toEqual({})
    await atRest()
  })

  it('meet at once, and each policy decides on what the values mean', async () => {
    files.sql('CRM', "UPDATE part SET status = 'USED', supplier = 'Borealis', remark = 'ours', label = 'pin', count = '12.00'")
    files.sql('ERP', "UPDATE stock_part SET vendor_id = NULL, remark = 'theirs ', label = 'NUT', on_hand = '9.00' WHERE company = 'NORTH'")
    files.sql('ERP', 'UPDATE thalweg_outbox_parts SET at = at + 3600000 WHERE seq = (SELECT max(seq) FROM thalweg_outbox_parts)')
    await files.run()
    expect(crm()).toEqual({ id: 'P1', status: 'USED', supplier: null, remark: 'ours', label: 'pin', count: '11.00' })
    expect(erp()).toEqual({ state: null, vendor_id: null, remark: 'theirs ', label: 'PIN', on_hand: '11.00' })
    const { kernel } = await files.with(async (engine) => engine.flow('parts'))
    const u = kernel.units.findIndex(({ name }) => name === 'remark')
    await files.with(async (engine) => engine.decide('parts', 'P1', 'taken', (entry, cause) => takeValue(kernel, entry, u, [null], cause)))
    await files.run()
    expect([crm()!['remark'], erp()!['remark']]).toEqual([null, '-'])
    await atRest()
  })

  it('the same meaning in two forms is no conflict', async () => {
    files.sql('CRM', "UPDATE part SET status = 'USED', supplier = 'Borealis', remark = 'same', label = 'pin'")
    files.sql('ERP', "UPDATE stock_part SET state = NULL, vendor_id = 8, remark = 'same', label = 'PIN' WHERE company = 'NORTH'")
    await files.run()
    expect(await files.conflicts()).toEqual({})
    await atRest()
  })

  it('a value that the lookup does not know waits, and the rest of the record goes with it when it comes', async () => {
    files.sql('CRM', "UPDATE part SET supplier = 'Cetus', label = 'pin'")
    await files.run()
    expect(files.rows('ledger', 'SELECT reason FROM waiting')).toEqual([{ reason: 'missingParent' }])
    files.sql('ERP', "INSERT INTO vendor VALUES (9, 'Cetus')")
    files.later = 3_600_000
    await files.run()
    expect(erp()).toMatchObject({ vendor_id: 9, label: 'PIN' })
    await atRest()
  })
})
