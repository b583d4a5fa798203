/** Records against what was pulled of the columns: what fits, what does not, and what nobody can tell. */
import { whole } from '../../codegen/check/example-estate.ts'
import { runCases } from './cases.ts'

interface Estate {
  /** The schema of the field. */
  readonly field: string
  /** What was pulled of its column in ERP, and in EAM. */
  readonly erp?: string
  readonly eam?: string
  /** What the binding of ERP says of the column. */
  readonly column?: string
  readonly portfolio?: string
  readonly binding?: string
}

const both = `assets: flow('assets').twoWay().because('both').owner('f', 'ERP').creates('EAM').deletes('EAM'),`
const back = `assets: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),`

function estate({ field, erp, eam, column, portfolio, binding }: Estate): string {
  const options = [
    `detect: 'outbox'`,
    ...(column === undefined ? [] : [`columns: { f: { column: 'f', ${column} } }`]),
    ...(binding === undefined ? [] : [binding]),
  ]
  const text = whole({
    imports: 'field',
    record: `record({ key: 'tag', fields: { tag: z.string(), f: ${field} } })`,
    erp: `table(assets, 'fixed_asset', { ${options.join(', ')} })`,
    ...(erp !== undefined && { erpColumns: erp.startsWith('{') ? `F: ${erp}` : erp }),
    ...(portfolio !== undefined && { portfolio }),
  })
  const place = `connector: sqlite({ file: 'eam.sqlite' }),`
  return eam === undefined ? text : text.replace(place, `${place} columns: { equipment: { f: ${eam} } },`)
}

const varchar = (length: number) => `{ type: 'varchar(${length})', is: 'text', length: ${length} }`
const numeric = (precision: number, scale: number) =>
  `{ type: 'numeric(${precision},${scale})', is: 'decimal', precision: ${precision}, scale: ${scale} }`
const money = (precision: number, scale: number) => `field.money({ precision: ${precision}, scale: ${scale} })`
const smallint = `{ type: 'smallint', is: 'integer', min: -32768, max: 32767 }`
const bigint = `{ type: 'bigint', is: 'integer' }`
const enumOf = (...values: string[]) => `{ type: 'state', is: 'enum', values: [${values.map((value) => `'${value}'`).join(', ')}] }`
const time = (digits: number, zone: boolean) => `{ type: 'timestamp(${digits})', is: 'datetime', digits: ${digits}, zone: ${zone} }`
const upDown = `z.enum(['UP', 'DOWN'])`

runCases([
  // TW324
  {
    it: 'a text of any length',
    flows: estate({ field: 'z.string()', erp: varchar(30) }),
    finds: [['TW324', 'f of assets may have any length, and fixed_asset.F in ERP is varchar(30)']],
  },
  { it: 'a text that comes from a column as short', flows: estate({ field: 'z.string()', erp: varchar(30), eam: varchar(30) }), finds: [] },
  {
    it: 'a text that comes from a longer column',
    flows: estate({ field: 'z.string()', erp: varchar(30), eam: varchar(31) }),
    finds: [['TW324', 'may have 31 characters']],
  },
  {
    it: 'a text that the binding says is cut',
    flows: estate({ field: 'z.string()', erp: varchar(30), column: 'stores: [{ length: 30 }]' }),
    finds: [],
  },
  {
    it: 'a text with a pattern may be of any length or of one',
    flows: estate({ field: 'z.string().regex(/^[0-9]{8}$/)', erp: varchar(8) }),
    finds: [],
  },
  { it: 'a uuid has 36 characters', flows: estate({ field: 'z.uuid()', erp: varchar(32) }), finds: [['TW324', 'may have 36 characters']] },
  { it: 'a uuid where there is room for it', flows: estate({ field: 'z.uuid()', erp: varchar(36) }), finds: [] },
  { it: 'a status that is too long', flows: estate({ field: upDown, erp: varchar(3) }), finds: [['TW324', 'may have 4 characters']] },
  {
    it: 'a status that is stored as something shorter',
    flows: estate({ field: upDown, erp: varchar(1), column: `values: { UP: 'U', DOWN: 'D' }` }),
    finds: [],
  },
  {
    it: 'a column that may hold more than its field',
    flows: estate({ field: 'z.string().max(20)', erp: varchar(30), portfolio: back }),
    finds: [['TW324', 'which holds 30 characters, and f of assets takes 20 characters']],
  },
  { it: 'a column that may hold more, and is not read', flows: estate({ field: 'z.string().max(20)', erp: varchar(30) }), finds: [] },
  {
    it: 'a key that is too long',
    flows: estate({ field: 'z.string()', erp: `tag: ${varchar(10)}` }),
    finds: [['TW324', 'tag of assets may have any length']],
  },
  {
    it: 'a column of another table',
    flows: estate({ field: 'z.string()', erp: varchar(3) }).replace('fixed_asset: { F', 'fixed_assets: { F'),
    finds: [],
  },
  {
    it: 'what a codec stores nobody can tell',
    flows: estate({ field: 'z.string()', erp: varchar(3), column: 'codec: same' }).replace(
      `import { z } from 'zod'`,
      `import { z } from 'zod'\nexport const same = z.codec(z.string(), z.string(), { decode: (a) => a, encode: (a) => a })`,
    ),
    finds: [['TW309', '']],
  },
  // TW325
  {
    it: 'a rate in a column with fewer decimals',
    flows: estate({ field: money(12, 4), erp: numeric(14, 2) }),
    finds: [['TW325', 'f of assets may have 4 decimals, and fixed_asset.F in ERP is numeric(14,2): it keeps 2 decimals']],
  },
  {
    it: 'a rate that has no more at its source',
    flows: estate({ field: money(14, 4), erp: numeric(14, 2), eam: numeric(12, 2) }),
    finds: [],
  },
  {
    it: 'a rate that the binding says is rounded',
    flows: estate({ field: money(12, 4), erp: numeric(14, 2), column: 'stores: [{ scale: 2 }]' }),
    finds: [],
  },
  {
    it: 'an amount in a column of whole numbers',
    flows: estate({ field: money(8, 2), erp: bigint }),
    finds: [['TW325', 'it keeps 0 decimals']],
  },
  {
    it: 'an amount in a float',
    flows: estate({ field: money(18, 2), erp: `{ type: 'double', is: 'float', precision: 15 }` }),
    finds: [['TW325', 'may have 18 digits, and fixed_asset.F in ERP is double: it keeps 15 digits']],
  },
  {
    it: 'an amount in a numeric without a size',
    flows: estate({ field: money(18, 2), erp: `{ type: 'numeric', is: 'decimal' }` }),
    finds: [],
  },
  {
    it: 'a time whose source has more digits',
    flows: estate({ field: 'z.iso.datetime()', erp: time(0, true), eam: time(6, true) }),
    finds: [['TW325', 'may have 6 digits of a second, and fixed_asset.F in ERP is timestamp(0): it keeps whole seconds']],
  },
  {
    it: 'a time that the binding says is cut',
    flows: estate({ field: 'z.iso.datetime()', erp: time(0, true), eam: time(6, true), column: `stores: [{ precision: 's' }]` }),
    finds: [],
  },
  { it: 'a time of a source that says nothing', flows: estate({ field: 'z.iso.datetime()', erp: time(0, true) }), finds: [] },
  // TW326
  {
    it: 'any whole number in a small one',
    flows: estate({ field: 'z.int()', erp: smallint }),
    finds: [['TW326', 'fixed_asset.F in ERP is smallint, which takes -32768 to 32767']],
  },
  { it: 'small numbers in a small one', flows: estate({ field: 'z.int()', erp: smallint, eam: smallint }), finds: [] },
  {
    it: 'numbers below nothing',
    flows: estate({ field: 'z.int().max(10)', erp: `{ type: 'int unsigned', is: 'integer', min: 0, max: 4294967295 }` }),
    finds: [['TW326', 'which takes 0 to 4294967295']],
  },
  { it: 'any whole number in a large one', flows: estate({ field: 'z.int()', erp: bigint }), finds: [] },
  {
    it: 'more digits before the point',
    flows: estate({ field: money(12, 2), erp: numeric(10, 2) }),
    finds: [['TW326', 'takes -99999999 to 99999999']],
  },
  {
    it: 'more digits before the point than the field, read',
    flows: estate({ field: money(10, 2), erp: numeric(12, 2), portfolio: back }),
    finds: [['TW326', 'others cannot be read']],
  },
  {
    it: 'more decimals than the field, read',
    flows: estate({ field: money(12, 2), erp: numeric(12, 4), portfolio: back }),
    finds: [['TW326', 'which holds 4 decimals, and f of assets takes 2']],
  },
  {
    it: 'a number with decimals behind a whole one',
    flows: estate({ field: 'z.int()', erp: numeric(12, 2), portfolio: back }),
    finds: [['TW326', 'and f of assets takes none']],
  },
  { it: 'a large whole number, read', flows: estate({ field: 'z.int()', erp: bigint, portfolio: back }), finds: [] },
  // TW327 and TW328
  {
    it: 'null where there is none',
    flows: estate({ field: 'z.string().nullable()', erp: `{ type: 'text', nullable: false }` }),
    finds: [['TW327', 'f of assets may be null, and fixed_asset.F in ERP is text, which is never null']],
  },
  {
    it: 'null that stands for something',
    flows: estate({ field: 'z.string().nullable()', erp: `{ type: 'text', nullable: false }`, column: `whenNull: ''` }),
    finds: [],
  },
  {
    it: 'null that no source has',
    flows: estate({ field: 'z.string().nullable()', erp: `{ type: 'text', nullable: false }`, eam: `{ type: 'text', nullable: false }` }),
    finds: [],
  },
  {
    it: 'null that wipes nothing, but that a new row has',
    flows: estate({
      field: 'z.string().nullable()',
      erp: `{ type: 'text', nullable: false }`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).keepWhenBlank('f'),`,
    }),
    finds: [['TW327', '']],
  },
  {
    it: 'null that does not travel, to rows that are made by their own system alone',
    flows: estate({
      field: 'z.string().nullable()',
      erp: `{ type: 'text', nullable: false }`,
      portfolio: `assets: flow('assets')
        .twoWay('EAM', 'ERP')
        .because('each has its part')
        .owner('f', 'EAM')
        .keepWhenBlank('f')
        .creates('ERP', { foreignCreate: 'remove' })
        .deletes('ERP', { againstUpdate: 'deleteWins' }),`,
    }),
    finds: [],
  },
  { it: 'null in a column of which nobody knows', flows: estate({ field: 'z.string().nullable()', erp: `{ type: 'text' }` }), finds: [] },
  {
    it: 'a new row has a value for what its own system owns',
    flows: estate({ field: 'z.string().nullable()', erp: `{ type: 'text', nullable: false }`, portfolio: both }),
    finds: [['TW327', '']],
  },
  {
    it: 'an empty column behind a field that is never null',
    flows: estate({ field: 'z.string()', erp: `{ type: 'text', nullable: true }`, portfolio: back }),
    finds: [['TW328', 'fixed_asset.F in ERP is text and may be null, and f of assets is never null']],
  },
  { it: 'an empty column of a copy', flows: estate({ field: 'z.string()', erp: `{ type: 'text', nullable: true }` }), finds: [] },
  {
    it: 'an empty column that stands for a value',
    flows: estate({ field: upDown, erp: `{ type: 'text', nullable: true }`, column: `values: { UP: 'u', DOWN: null }`, portfolio: back }),
    finds: [],
  },
  // TW329 and TW330
  {
    it: 'a value that is not in the list',
    flows: estate({ field: upDown, erp: enumOf('UP', 'down') }),
    finds: [['TW329', 'f of assets stores "DOWN", and fixed_asset.F in ERP is state, which takes "UP" and "down" only']],
  },
  {
    it: 'a value that is mapped to one of the list',
    flows: estate({ field: upDown, erp: enumOf('UP', 'down'), column: `values: { UP: 'UP', DOWN: 'down' }` }),
    finds: [],
  },
  {
    it: 'null that stands for what is not in the list',
    flows: estate({ field: `${upDown}.nullable()`, erp: enumOf('UP', 'DOWN'), column: `whenNull: '-'` }),
    finds: [['TW329', 'stores "-"']],
  },
  { it: 'a list in the column that is longer', flows: estate({ field: upDown, erp: enumOf('UP', 'DOWN', 'LOST') }), finds: [] },
  {
    it: 'a list in the column that is longer, read',
    flows: estate({ field: upDown, erp: enumOf('UP', 'DOWN', 'LOST'), portfolio: back }),
    finds: [['TW330', 'which also holds "LOST": f of assets cannot be that']],
  },
  {
    it: 'any text in a list',
    flows: estate({ field: 'z.string().max(4)', erp: enumOf('UP', 'DOWN') }),
    finds: [['TW330', 'f of assets is any text']],
  },
  {
    it: 'any text of the same list',
    flows: estate({ field: 'z.string().max(4)', erp: enumOf('UP', 'DOWN'), eam: enumOf('DOWN') }),
    finds: [],
  },
  // TW331
  {
    it: 'a time with a zone into a column without one',
    flows: estate({ field: 'z.iso.datetime()', erp: time(6, false), eam: time(6, true) }),
    finds: [['TW331', 'fixed_asset.F in ERP is timestamp(6), which has no time zone, and in EAM f of assets is timestamp(6)']],
  },
  {
    it: 'and the other way, at the column that has none, once',
    flows: estate({ field: 'z.iso.datetime()', erp: time(6, true), eam: time(6, false), portfolio: both }),
    finds: [['TW331', 'equipment.f in EAM is']],
  },
  { it: 'two columns without a zone', flows: estate({ field: 'z.iso.datetime()', erp: time(6, false), eam: time(6, false) }), finds: [] },
  {
    it: 'a column whose zone nobody knows',
    flows: estate({ field: 'z.iso.datetime()', erp: time(6, false), eam: `{ type: 'DATETIME' }` }),
    finds: [],
  },
  // TW332 and TW335
  {
    it: 'text in a column of numbers',
    flows: estate({ field: 'z.string()', erp: bigint }),
    finds: [['TW332', 'f of assets is of the kind text, and fixed_asset.F in ERP is bigint']],
  },
  {
    it: 'text with a pattern in a column of numbers',
    flows: estate({ field: 'z.string().regex(/^[1-9][0-9]*$/)', erp: bigint }),
    finds: [],
  },
  { it: 'text between columns of numbers', flows: estate({ field: 'z.string()', erp: bigint, eam: smallint }), finds: [] },
  { it: 'a boolean as a number', flows: estate({ field: 'z.boolean()', erp: smallint }), finds: [] },
  { it: 'a date as a time', flows: estate({ field: 'z.iso.date()', erp: time(0, false) }), finds: [] },
  {
    it: 'values that are mapped to numbers',
    flows: estate({ field: upDown, erp: smallint, column: 'values: { UP: 1, DOWN: 0 }' }),
    finds: [],
  },
  { it: 'a list of numerals', flows: estate({ field: `z.enum(['1', '2'])`, erp: smallint }), finds: [] },
  {
    it: 'text in a column that makes numbers of it',
    flows: estate({ field: 'z.string()', erp: `{ type: 'INTEGER', is: 'numeral' }` }),
    finds: [['TW335', 'f of assets is text, and fixed_asset.F in ERP is INTEGER']],
  },
  {
    it: 'text that comes from such a column',
    flows: estate({ field: 'z.string()', erp: `{ type: 'INTEGER', is: 'numeral' }`, eam: `{ type: 'REAL', is: 'numeral' }` }),
    finds: [],
  },
  { it: 'an amount in such a column', flows: estate({ field: money(12, 2), erp: `{ type: 'DECIMAL', is: 'numeral' }` }), finds: [] },
  // TW333
  ...(
    [
      ['', true],
      [`scope: { site: 'N' }`, false],
      [`constants: { always: { SITE: 'N' } }`, false],
      [`identity: { ownId: 'site' }`, false],
      [`token: 'site'`, false],
    ] as const
  ).map(([binding, missing]) => ({
    it: `a required column ${binding === '' ? 'that nobody feeds' : `with ${binding}`}`,
    flows: estate({
      field: 'z.string()',
      erp: `site: { type: 'text', nullable: false, required: true }, F: { type: 'text', nullable: false, required: true }`,
      ...(binding !== '' && { binding }),
    }),
    finds: missing
      ? [['TW333', 'rows of assets are created in ERP, and site of fixed_asset must have a value that nobody gives'] as const]
      : binding.startsWith('token')
        ? [['TW911', ''] as const]
        : [],
  })),
  {
    it: 'a required column where no rows are created',
    flows: estate({ field: 'z.string()', erp: `site: { type: 'text', nullable: false, required: true }`, portfolio: back }),
    finds: [],
  },
])

const looked = (portfolio: string, lookup = `{ table: 'SITE', match: 'code', id: 'id' }`) =>
  whole({
    before: `\nconst sites = record({ key: 'code', fields: { code: z.string(), name: z.string() } })`,
    record: `record({ key: 'tag', fields: { tag: z.string(), site: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox', columns: { site: { column: 'site_id', lookup: ${lookup} } } }), sites: table(sites, 'site', { detect: 'outbox' })`,
    portfolio,
  })
    .replace(`{ detect: 'outbox' }) },`, `{ detect: 'outbox' }), sites: table(sites, 'site', { detect: 'outbox' }) },`)
    .replace('records: { assets }', 'records: { assets, sites }')
const toErp = `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`

runCases([
  {
    it: 'a lookup in rows that a flow brings',
    flows: looked(`sites: flow('sites').oneWay({ from: 'EAM', to: 'ERP' }),\n${toErp}`),
    finds: [],
  },
  {
    it: 'a lookup in rows that a flow takes away',
    flows: looked(`sites: flow('sites').oneWay({ from: 'ERP', to: 'EAM' }),\n${toErp}`),
    finds: [['TW334', 'no flow brings rows there: a value that code lacks waits 1 day, then the record goes to the dead letters']],
  },
  {
    it: 'a lookup by what the flow does not bring',
    flows: looked(`sites: flow('sites').oneWay({ from: 'EAM', to: 'ERP' }),\n${toErp}`, `{ table: 'site', match: 'short', id: 'id' }`),
    finds: [['TW334', 'a value that short lacks']],
  },
  { it: 'a lookup that is only read', flows: looked(`assets: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),`), finds: [] },
])
