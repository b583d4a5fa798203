/** What flows need of their systems. */
import { whole } from '../../codegen/check/example-estate.ts'
import { life, runCases } from './cases.ts'

const bound = (table: string, detect?: string, more = '') =>
  `table(assets, '${table}'${detect === undefined && more === '' ? '' : `, { ${[detect && `detect: ${detect}`, more].filter(Boolean).join(', ')} }`})`
const estate = (eam: string | undefined, erp: string | undefined, portfolio?: string, more = '') =>
  whole({ eam: bound('equipment', eam), erp: bound('fixed_asset', erp, more), ...(portfolio !== undefined && { portfolio }) })
const twoWay = (lifecycle: string) => `assets: flow('assets').twoWay().because('both').owner('status', 'ERP')${lifecycle},`
const log = (calls: string, erp = `file(assets, 'assets', { format: 'ndjson' })`) =>
  whole({ imports: 'appendTo file', erp, portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},` }).replace(
    `sqlite({ file: 'erp.sqlite' })`,
    `appendTo({ path: 'log' })`,
  )
const outbox = `'outbox'`
const promised = (calls: string) => estate(outbox, undefined, `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`)
const latest = estate(
  outbox,
  outbox,
  `assets: flow('assets').twoWay().because('both').lastWriteWins('status', { acceptLoss: 'little depends on it' })${life},`,
)
const updatedAt = `{ updatedAt: 'changed' }`

runCases([
  {
    it: 'the system of a return path is watched',
    flows: estate(outbox, undefined, `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).returnPath('status', 'ERP'),`),
    finds: [['TW201', 'ERP writes a return path of assets in the flow assets']],
  },
  {
    it: 'each member of a two-way flow is watched',
    flows: estate(undefined, outbox, twoWay(life)),
    finds: [['TW201', 'EAM shares assets in the flow assets']],
  },
  { it: 'a target need not be watched', flows: estate(outbox, undefined), finds: [] },
  {
    it: 'deletes by a column of times are not seen, in two-way either',
    flows: estate(updatedAt, outbox, twoWay(life)),
    finds: [['TW203', 'deletes of assets in EAM']],
  },
  {
    it: 'deletes by a system that may not delete need not be seen',
    flows: estate(outbox, updatedAt, twoWay(`.creates('anyone').deletes('EAM')`)),
    finds: [],
  },
  { it: 'snapshots see deletes', flows: estate(`'snapshot'`, undefined), finds: [] },
  {
    it: 'deletes that nobody may carry out need not be seen',
    flows: estate(updatedAt, undefined, undefined, `deletes: 'never'`),
    finds: [],
  },
  {
    it: 'births where not everybody may create',
    flows: estate(outbox, `'snapshot'`, twoWay(life)),
    finds: [
      [
        'TW204',
        'in ERP a row of assets that was deleted and created anew cannot be told from one that was edited, and not everybody may create a record (only EAM)',
      ],
    ],
  },
  {
    it: 'births where everybody may, and nothing rests on a delete',
    flows: estate(`'snapshot'`, `'snapshot'`, twoWay(`.creates('anyone').deletes('nobody')`)),
    finds: [],
  },
  { it: 'one-way asks for no births', flows: estate(`'snapshot'`, undefined), finds: [] },
  {
    it: 'the time of change is a constant',
    flows: whole({
      erp: `table(assets, 'fixed_asset', { detect: { updatedAt: 'changed' }, constants: { always: { CHANGED: '2000-01-01' } } })`,
    }),
    finds: [['TW207', 'changes of assets in ERP are looked for by changed, which is filled with a constant']],
  },
  {
    it: 'the time of change is a field of its own system',
    flows: whole({
      record: `record({ key: 'tag', fields: { tag: z.string(), changed: z.iso.datetime() } })`,
      eam: `table(assets, 'equipment', { detect: { updatedAt: 'changed' } })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onDelete('keep'),`,
    }),
    finds: [],
  },
  {
    it: 'a log has a flow of its own, without words about settling',
    flows: log(`.keepWhenBlank('status').onDelete('keep').noReconcile('evidence')`),
    finds: [
      ['TW210', '.keepWhenBlank means nothing in this flow of assets: ERP is only appended to'],
      ['TW210', '.onDelete means nothing in this flow of assets'],
    ],
  },
  {
    it: 'a log has lines of JSON in the words of the record',
    flows: log(
      `.noReconcile('evidence')`,
      `file(assets, '../log', { format: { csv: {} }, columns: { status: 'state' }, scope: { site: 'N' } })`,
    ),
    finds: [
      ['TW210', 'assets in ERP is only appended to, which is done in lines of JSON alone'],
      ['TW210', '"../log", what the files of assets in ERP are called, is no name of a file'],
      ['TW210', 'the binding of assets in ERP says columns or naming and scope'],
    ],
  },
  {
    it: 'a log of some fields and some rows',
    flows: log(`.where({ status: 'UP' }, { whenRowLeaves: 'keep' }).every('1h').expect({ lag: '5m' }).noReconcile('evidence')`),
    finds: [['TW211', 'assets are to arrive within 5 minutes, and are looked for every 1 hour only']],
  },
  {
    it: 'a lag as long as the rhythm',
    flows: log(`.every('1h').expect({ lag: '1h' }).noReconcile('evidence')`),
    finds: [],
  },
  {
    it: 'a lag shorter than the rhythm of a flow that systems wake',
    flows: log(`.every('1m').expect({ lag: '10s' }).noReconcile('evidence')`),
    finds: [],
  },
  {
    it: 'a lag that a schedule cannot keep, and a freshness shorter than it',
    flows: promised(`.at('0 6,18 * * *', 'Europe/Berlin').expect({ lag: '2h', freshWithin: '3h' })`),
    finds: [
      ['TW211', 'assets are to arrive within 2 hours, and are looked for every 12 hours only'],
      ['TW211', 'the newest change of assets is to be at most 3 hours old, and changes are looked for every 12 hours only'],
    ],
  },
  {
    it: 'a schedule whose passes lie closer together than the lag, at times of the day',
    flows: promised(`.at('0 8,9 * * 1-5', 'Europe/Berlin').expect({ lag: '2h', freshWithin: '2h' })`),
    finds: [],
  },
  {
    it: 'a freshness shorter than the rhythm',
    flows: promised(`.every('6h').expect({ freshWithin: '5h' })`),
    finds: [['TW211', 'at most 5 hours old']],
  },
  { it: 'a freshness as long as the rhythm', flows: promised(`.every('6h').expect({ freshWithin: '6h' })`), finds: [] },
  {
    it: 'a freshness by a calendar, on whose days a schedule may keep it',
    flows: promised(`.at('0 6 * * 1,5', 'Europe/Berlin').expect({ freshWithin: '2d' })`).replace(
      `sqlite({ file: 'eam.sqlite' }),`,
      `sqlite({ file: 'eam.sqlite' }), calendar: 'TARGET',`,
    ),
    finds: [],
  },
  {
    it: 'a schedule that never comes is told by itself',
    flows: promised(`.at('0 6 31 2 *', 'Europe/Berlin').expect({ lag: '2h' })`),
    finds: [['TW305', 'there is no such day']],
  },
  {
    it: 'times of one system that says how far its clock may be off, and of one that does not',
    flows: latest.replace(`sqlite({ file: 'eam.sqlite' }),`, `sqlite({ file: 'eam.sqlite' }), clockTolerance: '0s',`),
    finds: [['TW213', 'the later edit of status of assets wins, and ERP says nothing of how far its clock may be off']],
  },
  {
    it: 'a drift that reconciliation finds',
    flows: estate(outbox, undefined, `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).expect({ drift: 0 }),`),
    finds: [],
  },
])
