/** Records, bindings, names and numbers. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { runCases, sent } from './cases.ts'

const erp = (options: string) => whole({ erp: `table(assets, 'fixed_asset', ${options})` })
const inFile = (format: string) =>
  whole({ imports: 'file folder', eam: `file(assets, 'assets', { format: ${format}, detect: 'snapshot' })` }).replace(
    `sqlite({ file: 'eam.sqlite' })`,
    `folder({ path: 'in' })`,
  )
const column = (options: string, status = `z.enum(['UP', 'DOWN'])`) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), status: ${status} } })`,
    erp: `table(assets, 'fixed_asset', { columns: { status: ${options} } })`,
  })
const fields = (rest: string) => whole({ record: `record({ ${rest} })` })
const named = (name: string) => flows(`${name}: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`)

const placed = (eam: string, erp: string) => whole({ imports: 'env' }).replace(`'eam.sqlite'`, eam).replace(`'erp.sqlite'`, erp)

const atServer = (eam: string, erp: string) =>
  whole({ imports: 'env postgres secret' })
    .replace(`sqlite({ file: 'eam.sqlite' })`, `postgres(${eam})`)
    .replace(`sqlite({ file: 'erp.sqlite' })`, `postgres(${erp})`)
const typed = (sqlType: string) =>
  column(`{ column: 'state', sqlType: ${JSON.stringify(sqlType)} }`)
    .replace(`sqlite({ file: 'erp.sqlite' })`, `postgres({ url: secret('ERP_URL') })`)
    .replace('{ landscape,', '{ landscape, postgres, secret,')

const dropped = (binding: string) =>
  whole({ imports: 'dropTo file', erp: binding }).replace(`sqlite({ file: 'erp.sqlite' })`, `dropTo({ path: 'out' })`)

const keeps = (columns: string, record?: string) =>
  whole({
    ...(record === undefined ? {} : { record }),
    erp: `table(assets, 'fixed_asset', { identity: { ownId: 'id', externalRef: 'ext_no' }${columns} })`,
  })

runCases([
  // dropped files
  {
    it: 'dropped as XML, under the name of an unfinished file',
    flows: dropped(`file(assets, 'assets.part', { format: { xml: { rows: 'asset' } } })`),
    finds: [
      ['TW322', 'the file of assets in ERP is to have xml'],
      ['TW322', '"assets.part", what the file of assets in ERP is called, is no name of a finished file'],
    ],
  },
  {
    it: 'dropped without names of columns, cells unquoted, in a folder below',
    flows: dropped(`file(assets, 'out/assets.csv', { format: { csv: { header: false, quote: false } } })`),
    finds: [
      ['TW322', 'the file of assets in ERP is to have quote: false'],
      ['TW322', 'the file of assets in ERP is to have header'],
      ['TW322', '"out/assets.csv", what the file of assets in ERP is called'],
    ],
  },
  {
    it: 'dropped as it can be',
    flows: dropped(`file(assets, 'assets.csv', { format: { csv: { delimiter: ';', rowEnd: '\\r\\n' } } })`),
    finds: [],
  },
  // own ids and references
  { it: 'the key lies in the external reference', flows: keeps(''), finds: [] },
  { it: 'the external reference, said twice', flows: keeps(`, columns: { tag: 'ext_no' }`), finds: [] },
  {
    it: 'own ids of files',
    flows: whole({
      imports: 'folder file',
      eam: `file(assets, 'assets', { format: 'ndjson', detect: 'snapshot', identity: { ownId: 'id' } })`,
    }).replace(`sqlite({ file: 'eam.sqlite' })`, `folder({ path: 'in' })`),
    finds: [['TW321', 'assets in EAM is bound with own ids, and through folder they are not told']],
  },
  { it: 'another column', flows: keeps(`, columns: { tag: 'tag_no' }`), finds: [['TW321', 'and columns puts tag into tag_no']] },
  {
    it: 'a key of two fields',
    flows: keeps('', `record({ key: ['tag', 'line'], fields: { tag: z.string(), line: z.int() } })`),
    finds: [['TW321', 'ERP keeps the key of assets in ext_no, and that key is made of tag and line']],
  },
  {
    it: 'a key that is never blank',
    flows: keeps('', `record({ key: 'tag', fields: { tag: z.int() } })`),
    finds: [['TW321', 'and tag is of the kind int']],
  },
  {
    it: 'the system’s own id is a field',
    flows: erp(`{ identity: { ownId: 'status' } }`),
    finds: [['TW303', 'status']],
  },
  // places
  {
    it: 'one file by two ways',
    flows: placed(`'data/b.db'`, `'./data/x/../b.db'`),
    finds: [['TW319', 'EAM and ERP lie in the same database, data/b.db']],
  },
  {
    it: 'one name of the environment',
    flows: placed(`env('DB')`, `env('DB', 'b.db')`),
    finds: [['TW319', 'EAM and ERP lie in the same database, the value of DB in the environment']],
  },
  { it: 'two names of the environment', flows: placed(`env('A_DB')`, `env('B_DB')`), finds: [] },
  {
    it: 'one schema of one server',
    flows: atServer(`{ url: secret('DB'), schema: 'a' }`, `{ url: secret('DB'), schema: 'a' }`),
    finds: [['TW319', 'EAM and ERP lie in the same database, the database of DB, schema a']],
  },
  {
    it: 'two schemas of one server, and a schema of another',
    flows: atServer(`{ url: secret('DB'), schema: env('A') }`, `{ url: secret('DB'), schema: env('B') }`),
    finds: [],
  },
  // types of columns
  ...['text; --', "text'", 'text"', '', 'numeric(', 'a--b', '/* */', 'text[', '::text', '1', ':key', 'a\\nb;'].map((sqlType) => ({
    it: `a column of the type ${sqlType}`,
    flows: typed(sqlType),
    finds: [['TW323', 'is no name of a type']] as const,
  })),
  ...[
    'uuid',
    'numeric(12, 2)',
    'timestamp(3) with time zone',
    'text[][]',
    'größe',
    'sales.state[]',
    '"Sales"."order ""state"" (old)"',
    'bigint unsigned',
    'VARCHAR(40) CHARACTER SET latin1',
  ].map((sqlType) => ({ it: `a column of the type ${sqlType}`, flows: typed(sqlType), finds: [] as const })),
  {
    it: 'a type of a column in a file',
    flows: column(`{ column: 'state', sqlType: 'uuid' }`),
    finds: [['TW323', 'columns of sqlite take values as they are']],
  },
  {
    it: 'a type of an own id in a file',
    flows: erp(`{ identity: { ownId: 'id', sqlType: 'uuid' } }`),
    finds: [['TW323', 'the column of the own id of assets in ERP has sqlType "uuid"']],
  },
  // names
  {
    it: 'a name with a NUL',
    flows: column(`'a\\0b'`),
    finds: [['TW301', 'the column of status of assets in ERP is named "a\\u0000b", which has a NUL in it']],
  },
  { it: 'a name of 129 characters', flows: column(`'${'x'.repeat(129)}'`), finds: [['TW301', 'longer than 128']] },
  { it: 'a name of 128 characters, with quotes and beyond ASCII', flows: column(`'"ü 🚜${'x'.repeat(122)}'`), finds: [] },
  { it: 'the column of a scope', flows: erp(`{ scope: { '': 1 } }`), finds: [['TW301', 'the column of the scope of assets']] },
  {
    it: 'the column of updatedAt',
    flows: whole({
      eam: `table(assets, 'equipment', { detect: { updatedAt: ' ' } })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onDelete('keep'),`,
    }),
    finds: [['TW301', 'the column of updatedAt']],
  },
  {
    it: 'columns that naming makes the same',
    flows: whole({
      record: `record({ key: 'tag', fields: { tag: z.string(), glCode: z.string(), gl_code: z.string() } })`,
      erp: `table(assets, 'fixed_asset', { naming: 'snake_case' })`,
    }),
    finds: [['TW302', 'glCode and gl_code of assets are all stored in the column gl_code']],
  },
  {
    it: 'a mark, with what a row that is made anew holds',
    flows: erp(`{ deletes: { mark: 'gone', as: '+', otherwise: '-' } }`),
    finds: [],
  },
  { it: 'a scope on a field', flows: erp(`{ scope: { STATUS: 'UP' } }`), finds: [['TW303', 'filled by the field status and the scope']] },
  {
    it: 'a constant twice',
    flows: erp(`{ constants: { onCreate: { plant: 1 }, always: { plant: 2 } } }`),
    finds: [['TW303', 'filled by a constant on create and a constant']],
  },
  {
    it: 'flows that differ in the case of letters',
    flows: `${named('assets').slice(0, -4)}  Assets: flow('vendors').oneWay({ from: 'PROC', to: 'EAM' }),\n})\n`,
    finds: [['TW304', 'the flows assets and Assets differ in the case of letters alone']],
  },
  { it: 'a flow named as an operating system has it', flows: named('con'), finds: [['TW304', 'the flow is named con']] },
  { it: 'a flow named with a separator', flows: named(`'a\\\\b'`), finds: [['TW304', 'has "\\\\" in it']] },
  { it: 'a flow without a name', flows: named(`''`), finds: [['TW304', 'the flow has no name']] },
  { it: 'a flow that ends in a dot', flows: named(`'assets.'`), finds: [['TW304', 'ends with a dot']] },
  { it: 'a flow with spaces and beyond ASCII inside', flows: named(`'Anlagen für Süd 🚜'`), finds: [] },
  {
    it: 'a system named as a generated file',
    flows: whole({}).replaceAll('ERP', 'Settle'),
    finds: [['TW304', 'the system is named Settle']],
  },
  // times and numbers
  {
    it: 'a time zone that does not exist',
    flows: sent(`.at('0 2 * * *', 'Europe/Berlinn')`),
    finds: [['TW305', 'the time zone "Europe/Berlinn"']],
  },
  { it: 'a schedule of reconciliation', flows: sent(`.reconcile({ at: 'at two' })`), finds: [['TW305', '.reconcile has "at two"']] },
  { it: 'a duration of nothing', flows: sent(`.every('0s')`), finds: [['TW306', 'the interval of every is "0s"']] },
  {
    it: 'durations of a flow, each where it stands',
    flows: sent(`.expect({ lag: '1 minute' }).onFailure({ retryFor: 'a day' })`),
    finds: [
      ['TW306', 'the expected lag is "1 minute"'],
      ['TW306', '"a day"'],
    ],
  },
  {
    it: 'durations of a binding',
    flows: whole({
      eam: `table(assets, 'equipment', { detect: { updatedAt: 'changed', overlap: '5min' } })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onDelete('keep'),`,
    }),
    finds: [['TW306', 'the overlap of updatedAt is "5min"']],
  },
  { it: 'half a row', flows: sent(`.maxDeletes(0.5)`), finds: [['TW312', '.maxDeletes has 0.5 for the rows']] },
  { it: 'no row at all', flows: sent(`.maxDeletes(0)`), finds: [] },
  // value maps
  {
    it: 'a value without entry, and an entry without value',
    flows: column(`{ column: 's', values: { UP: 1, GONE: 2 } }`),
    finds: [
      ['TW307', 'have no entry for DOWN'],
      ['TW307', 'have an entry for GONE, which status cannot be'],
    ],
  },
  {
    it: 'a map of a field that is no closed list',
    flows: column(`{ column: 's', values: { UP: 1 } }`, 'z.string()'),
    finds: [['TW307', 'status is no closed list']],
  },
  {
    it: 'the same number and text',
    flows: column(`{ column: 's', values: { UP: 1, DOWN: '1' } }`),
    finds: [['TW307', 'store 1 for UP and DOWN']],
  },
  { it: 'true is stored as 1', flows: column(`{ column: 's', values: { UP: true, DOWN: 1 } }`), finds: [['TW307', 'for UP and DOWN']] },
  {
    it: 'the same after what the system makes of it',
    flows: column(`{ column: 's', values: { UP: 'a', DOWN: 'A ' }, stores: ['trim', 'upper'] }`),
    finds: [['TW307', 'for UP and DOWN']],
  },
  {
    it: 'a blank that the system makes null',
    flows: column(`{ column: 's', values: { UP: 1, DOWN: ' ' }, stores: ['trim', 'blankAsNull'] }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [['TW307', 'store " " for DOWN, and the same for null']],
  },
  { it: 'one value that is stored as null', flows: column(`{ column: 's', values: { UP: 1, DOWN: null } }`), finds: [] },
  {
    it: 'and null besides',
    flows: column(`{ column: 's', values: { UP: 1, DOWN: null } }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [['TW307', 'store null for DOWN, and the same for null']],
  },
  {
    it: 'unless null is stored as something else',
    flows: column(`{ column: 's', values: { UP: 1, DOWN: null }, whenNull: 0 }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [],
  },
  {
    it: 'which must be nobody else’s',
    flows: column(`{ column: 's', values: { UP: 1, DOWN: 0 }, whenNull: 0 }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [['TW307', 'store 0 for DOWN, and the same for null']],
  },
  {
    it: 'a status has values as well',
    flows: whole({
      imports: 'field',
      record: `record({ key: 'tag', fields: { tag: z.string(), status: field.status(['UP', 'DOWN']) } })`,
      erp: `table(assets, 'fixed_asset', { columns: { status: { column: 's', values: { UP: 1 } } } })`,
    }),
    finds: [['TW307', 'no entry for DOWN']],
  },
  // records
  {
    it: 'a transform',
    flows: fields(`key: 'tag', fields: { tag: z.string(), n: z.string().transform(Number) }`),
    finds: [['TW308', 'the schema of n of assets']],
  },
  {
    it: 'a trim',
    flows: fields(`key: 'tag', fields: { tag: z.string(), n: z.string().trim() }`),
    finds: [['TW308', 'a change of the value inside its schema']],
  },
  { it: 'a Date', flows: fields(`key: 'tag', fields: { tag: z.string(), n: z.date() }`), finds: [['TW308', 'a JavaScript Date']] },
  {
    it: 'a refinement inside a list',
    flows: fields(`key: 'tag', fields: { tag: z.string(), n: z.array(z.string().refine(Boolean)) }`),
    finds: [['TW308', 'a refinement is code']],
  },
  {
    it: 'formats, lists, objects and null',
    flows: fields(
      `key: 'tag', fields: { tag: z.uuid(), a: z.email().nullable(), b: z.url(), c: z.array(z.object({ d: z.int().optional() })), e: z.iso.datetime({ offset: true }), f: z.literal('x'), g: z.boolean(), h: z.number().positive() }`,
    ),
    finds: [],
  },
  {
    it: 'a key that is no field',
    flows: fields(`key: 'code', fields: { tag: z.string(), n: z.string() }`),
    finds: [['TW310', 'the key of assets names code']],
  },
  {
    it: 'a key that is a list',
    flows: fields(`key: 'tag', fields: { tag: z.array(z.string()), n: z.string() }`),
    finds: [['TW310', 'tag is the key of assets and a list or object']],
  },
  { it: 'a composite key', flows: fields(`key: ['tag', 'line'], fields: { tag: z.string(), line: z.int(), n: z.string() }`), finds: [] },
  {
    it: 'a group with what is no field, with the key, and twice',
    flows: fields(
      `key: 'tag', fields: { tag: z.string(), a: z.string(), b: z.string() }, groups: { g: ['a', 'c'], h: ['tag', 'b'], i: ['b'] }`,
    ),
    finds: [
      ['TW310', 'the group g of assets names c, which is no field'],
      ['TW310', 'the group h of assets names tag, which is its key'],
      ['TW310', 'b of assets is in the groups h and i'],
      ['TW114', 'EAM'],
      ['TW114', 'ERP'],
    ],
  },
  {
    it: 'a group with the name of a field',
    flows: fields(`key: 'tag', fields: { tag: z.string(), a: z.string(), b: z.string() }, groups: { a: ['b'] }`),
    finds: [['TW310', 'has the name of a field']],
  },
  {
    it: 'a reference to no record',
    flows: whole({
      imports: 'field',
      record: `record({ key: 'tag', fields: { tag: z.string(), parent: field.ref('asset', z.string()) } })`,
    }),
    finds: [['TW310', 'parent of assets refers to asset, which is no record of the landscape']],
  },
  {
    it: 'a reference to itself',
    flows: whole({
      imports: 'field',
      record: `record({ key: 'tag', fields: { tag: z.string(), parent: field.ref('assets', z.string().nullable()) } })`,
    }),
    finds: [],
  },
  // bindings
  {
    it: 'a column for what is no field',
    flows: erp(`{ columns: { state: 'state' } }`),
    finds: [['TW311', 'columns of assets in ERP names state']],
  },
  { it: 'omitting what is no field', flows: erp(`{ omit: ['state'] }`), finds: [['TW311', 'omit of assets in ERP names state']] },
  {
    it: 'other writers of what is no field',
    flows: erp(`{ otherWriters: { job: ['state'] } }`),
    finds: [['TW311', 'otherWriters of assets in ERP names state']],
  },
  {
    it: 'a binding of another record',
    flows: whole({
      before: `\nconst machines = record({ key: 'tag', fields: { tag: z.string(), status: z.enum(['UP', 'DOWN']), power: z.string() } })\n`,
      erp: `table(machines, 'fixed_asset')`,
    }),
    finds: [['TW311', 'a binding of another record: power is no field of assets']],
  },
  {
    it: 'a record under a name that the landscape does not have',
    flows: whole({}).replace(
      `holds: { assets: table(assets, 'fixed_asset') }`,
      `holds: { assets: table(assets, 'fixed_asset'), asset: table(assets, 'other') }`,
    ),
    finds: [['TW311', 'ERP holds asset, which is no record of the landscape']],
  },
  {
    it: 'a table where the connector takes files',
    flows: whole({ imports: 'folder' })
      .replace(`sqlite({ file: 'eam.sqlite' })`, `folder({ path: 'in' })`)
      .replace(`'outbox'`, `'snapshot'`),
    finds: [['TW311', 'is bound as table, and folder takes file only']],
  },
  {
    it: 'a file without what would be read',
    flows: inFile(`{ csv: { delimiter: '', header: [], wide: { namesInto: 'tag', valuesInto: 'tag', missing: '' } } }`),
    finds: [
      ['TW320', 'delimiter of the file of assets in EAM is empty'],
      ['TW320', 'header of the file of assets in EAM is empty'],
      ['TW320', 'the names and the cells of the file of assets in EAM both go into tag'],
    ],
  },
  {
    it: 'an XML file without a path to its rows',
    flows: inFile(`{ xml: { rows: '/' } }`),
    finds: [['TW320', 'rows of the file of assets in EAM is empty']],
  },
  {
    it: 'a filter on a flow whose rows come from a file',
    flows: inFile(`'ndjson'`).replace(
      `.oneWay({ from: 'EAM', to: 'ERP' })`,
      `.oneWay({ from: 'EAM', to: 'ERP' }).where({ status: 'UP' }, { whenRowLeaves: 'keep' })`,
    ),
    finds: [['TW924', 'where for assets in the files of EAM is not yet carried out']],
  },
  // functions
  {
    it: 'a codec in place',
    flows: column(`{ column: 's', codec: z.codec(z.string(), z.string(), { decode: (a) => a, encode: (a) => a }) }`, 'z.string()'),
    finds: [['TW309', 'the codec of status of assets in ERP cannot be imported by generated code']],
  },
  {
    it: 'a codec that the flow file itself exports',
    flows: whole({
      before: `\nexport const same = z.codec(z.string(), z.string(), { decode: (a) => a, encode: (a) => a })\n`,
      erp: `table(assets, 'fixed_asset', { columns: { tag: { column: 'tag', codec: same } } })`,
    }),
    finds: [['TW309', 'which generated code must not import']],
  },
  // sizes, ways of storing, and what stands for null
  {
    it: 'more digits after the point than there are',
    flows: whole({
      imports: 'field',
      record: `record({ key: 'tag', fields: { tag: z.string(), cost: field.money({ precision: 2, scale: 5 }) } })`,
      erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    }),
    finds: [['TW310', 'cost of assets has 2 digits, 5 of them after the point']],
  },
  {
    it: 'all digits after the point',
    flows: whole({
      imports: 'field',
      record: `record({ key: 'tag', fields: { tag: z.string(), rate: field.decimal({ precision: 4, scale: 4 }) } })`,
    }),
    finds: [],
  },
  ...(
    [
      ['z.string()', '{ length: 0 }', 'stores {"length":0}, which is no whole number from 1 up'],
      ['z.string()', '{ length: 1.5 }', 'stores {"length":1.5}, which is no whole number from 1 up'],
      ['z.number()', '{ scale: -1 }', 'stores {"scale":-1}, which is no whole number from 0 up'],
      ['z.int()', `'upper'`, 'stores "upper", and is of the kind int'],
      ['z.boolean()', `'blankAsNull'`, 'stores "blankAsNull", and is of the kind boolean'],
      ['z.iso.date()', '{ length: 4 }', 'stores {"length":4}, and is of the kind date'],
      ['z.iso.date()', `{ precision: 's' }`, 'stores {"precision":"s"}, and is of the kind date'],
    ] as const
  ).map(([type, stores, message]) => ({
    it: `${type} that is stored ${stores}`,
    flows: column(`{ column: 'status', stores: [${stores}] }`, type),
    finds: [['TW315', `status of assets in ERP ${message}`]] as const,
  })),
  ...(
    [
      ['z.iso.date().nullable()', `'blankAsNull'`],
      ['z.iso.datetime()', `{ precision: 's' }`],
      [`z.enum(['UP', 'DOWN'])`, `'trim', 'upper', { length: 2 }`],
      ['z.number()', '{ scale: 0 }'],
    ] as const
  ).map(([type, stores]) => ({
    it: `${type} may be stored ${stores}`,
    flows: column(`{ column: 'status', stores: [${stores}] }`, type),
    finds: [] as const,
  })),
  {
    it: 'null stands for a value of the list',
    flows: column(`{ column: 'state', whenNull: 'DOWN' }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [['TW307', 'store "DOWN" for DOWN, and the same for null']],
  },
  {
    it: 'null stands for false',
    flows: column(`{ column: 'state', whenNull: 0 }`, `z.boolean().nullable()`),
    finds: [['TW307', 'store false for false, and the same for null']],
  },
  {
    it: 'null stands for no value of the list',
    flows: column(`{ column: 'state', whenNull: '-' }`, `z.enum(['UP', 'DOWN']).nullable()`),
    finds: [],
  },
  {
    it: 'what is never null stands for null',
    flows: column(`{ column: 'state', whenNull: '-' }`, `z.string()`),
    finds: [['TW307', 'status of assets is never null, and whenNull of its column in ERP is "-"']],
  },
  ...(['thalweg_ops', 'THALWEG_mine', 'sqlite_master'] as const).map((name) => ({
    it: `a table ${name}`,
    flows: whole({ erp: `table(assets, '${name}')` }),
    finds: [['TW301', `named "${name}", which begins as only the database’s own tables and thalweg’s do`]] as const,
  })),
  { it: 'a column may begin like a table of ours', flows: erp(`{ columns: { status: 'thalweg_status' } }`), finds: [] },
  {
    it: 'a day that never comes',
    flows: sent(`.at('0 0 31 2 *', 'Europe/Berlin')`),
    finds: [['TW305', '.at has "0 0 31 2 *", which is no schedule: there is no such day']],
  },
  { it: 'a day that comes every four years', flows: sent(`.at('0 0 29 2 *', 'Europe/Berlin')`), finds: [] },
  {
    it: 'a key that names a field twice',
    flows: fields(`key: ['tag', 'tag'] as never, fields: { tag: z.string(), status: z.string() }`),
    finds: [['TW310', 'the key of assets names tag twice']],
  },
])
