import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageServer, type LanguageServer } from './language-server.ts'
import { project, writeEstate, type Project } from './project.ts'

let sources: Project
let server: LanguageServer

beforeAll(async () => {
  sources = project()
  writeEstate(sources)
  server = await languageServer(sources)
})
afterAll(async () => {
  await server.stop()
  sources.remove()
})

let files = 0
const offeredAt = (call: string) => server.completions(`edited-${++files}.ts`, `import { flow, portfolio } from './estate.ts'\n${call}\n`)

const wo = `flow('workOrders').twoWay('EAM', 'ERP')`
const openOfWorkOrders = [
  'approval',
  'asset',
  'description',
  'due',
  'glCode',
  'hours',
  'notes',
  'price',
  'project',
  'status',
  'tags',
  'technician',
]
const without = (...taken: readonly string[]) => openOfWorkOrders.filter((field) => !taken.includes(field))

describe('an argument is completed with what is allowed there and nothing else', () => {
  test.each([
    [
      'a record',
      `flow('‸')`,
      ['assets', 'costCodes', 'countries', 'customers', 'fxRates', 'requisitionLines', 'requisitions', 'stock', 'vendors', 'workOrders'],
    ],
    ['fields: no key, no member of a group', `${wo}.owner('‸')`, openOfWorkOrders],
    ['fields: none that has a policy', `${wo}.owner(['status', 'due'], 'EAM').owner('‸')`, without('status', 'due')],
    ['fields in a list', `${wo}.owner('price', 'ERP').owner(['‸'], 'EAM')`, without('price')],
    ['fields after a refused call', `${wo}.owner('price', 'ERP').owner('statu', 'EAM').owner('‸')`, without('price')],
    [
      'fields: only shared ones',
      `flow('assets').twoWay('EAM', 'ERP').owner('‸')`,
      ['commissioned', 'description', 'location', 'parent', 'price', 'serial', 'status'],
    ],
    ['fields with ordinary stakes', `${wo}.lastWriteWins('‸', { acceptLoss: '' })`, without('approval', 'hours', 'price', 'status')],
    ['collections', `${wo}.union('‸')`, ['tags']],
    ['exact decimals', `flow('stock').twoWay().delta('‸')`, ['onHand', 'reserved']],
    ['a merged field', `${wo}.merge('‸', (agreed) => agreed)`, openOfWorkOrders],
    [
      'a return path',
      `flow('requisitions').oneWay({ from: 'EAM', to: 'ERP' }).returnPath('‸')`,
      ['approval', 'neededOn', 'requestedBy', 'vendor', 'workOrder'],
    ],
    ['a writer: only members that hold the field', `flow('vendors').twoWay('EAM', 'ERP', 'PROC').owner('website', '‸')`, ['ERP', 'PROC']],
    ['a writer: no system outside the flow', `${wo}.owner('status', '‸')`, ['EAM', 'ERP']],
    ['a writer of a list', `flow('vendors').twoWay('EAM', 'ERP', 'PROC').owner(['name', 'website'], '‸')`, ['ERP', 'PROC']],
    ['a writer of the rest', `flow('vendors').twoWay('EAM', 'ERP', 'PROC').ownerOfRest('‸')`, ['ERP', 'PROC']],
    ['the way back', `flow('vendors').oneWay({ from: 'PROC', to: ['EAM', 'ERP'] }).returnPath('website', '‸')`, ['ERP']],
    ['a source', `flow('workOrders').oneWay({ from: '‸', to: 'ERP' })`, ['EAM', 'ERP']],
    ['a target', `flow('workOrders').oneWay({ from: 'EAM', to: '‸' })`, ['BI', 'ERP', 'LOG']],
    ['the first of those that share', `flow('workOrders').twoWay('‸')`, ['EAM', 'ERP']],
    ['who creates', `${wo}.creates('‸')`, ['EAM', 'ERP', 'anyone']],
    ['who deletes', `${wo}.deletes('‸')`, ['EAM', 'ERP', 'anyone', 'nobody']],
    ['fields of a foreign write', `${wo}.onForeignWrite('keep', '‸')`, openOfWorkOrders],
    ['outcomes of a foreign write', `${wo}.onForeignWrite('‸')`, ['keep', 'propose', 'restore']],
  ])('%s', async (_what, call, offered) => {
    expect(await offeredAt(call)).toEqual(offered)
  })
})

describe('methods', () => {
  const everyFlow = [
    'accepts',
    'allows',
    'at',
    'because',
    'every',
    'expect',
    'firstSync',
    'guard',
    'keepWhenBlank',
    'maxDeletes',
    'noReconcile',
    'onFailure',
    'onForeignWrite',
    'reconcile',
    'where',
  ]

  test('a one-way flow offers a return path and no conflict policy', async () => {
    expect(await offeredAt(`flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).‸`)).toEqual(
      [...everyFlow, 'onDelete', 'onForeignCreate', 'returnPath'].sort(),
    )
  })
  test('a two-way flow offers every policy and no return path', async () => {
    const policies = ['delta', 'lastWriteWins', 'merge', 'owner', 'ownerOfRest', 'precedence', 'review', 'union']
    expect(await offeredAt(`${wo}.‸`)).toEqual([...everyFlow, ...policies, 'creates', 'deletes'].sort())
  })
  test('a flow offers its directions first', async () => {
    expect(await offeredAt(`flow('assets').‸`)).toEqual(['oneWay', 'twoWay'])
  })
})

describe('a connector of one’s own', () => {
  const placed = (settings: string) =>
    server.completions(
      `edited-${++files}.ts`,
      `import { secret, through } from 'thalweg'\nimport { warehouse } from './warehouse.ts'\nthrough(warehouse, ${settings})\n`,
    )
  test('its settings complete, and none that is there already', async () => {
    expect(await placed(`{ ‸ }`)).toEqual(['key', 'site', 'url'])
    expect(await placed(`{ url: '', key: secret('KEY'), ‸ }`)).toEqual(['site'])
  })
  test('ways of detection complete: no outbox, which only a database has', async () => {
    const bound = `import { custom, record } from 'thalweg'\nimport { z } from 'zod'\nconst a = record({ key: 'id', fields: { id: z.string() } })\n`
    expect(await server.completions(`edited-${++files}.ts`, `${bound}custom(a, 'a', { detect: '‸' })\n`)).toEqual([
      'changes',
      'none',
      'snapshot',
    ])
  })
})
