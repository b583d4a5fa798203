/** Values that code which dodges the types gives to the language: each a finding at its call, whatever it is. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { runCases, type Case } from './cases.ts'

const oneWay = (calls: string) => flows(`assets: (flow('assets').oneWay({ from: 'EAM', to: 'ERP' }) as any)${calls},`)
const twoWay = (calls: string) => flows(`assets: (flow('assets').twoWay().because('both') as any)${calls},`)
const bound = (name: string, options = '') => whole({ erp: `table(assets, ${name} as any${options && `, ${options} as any`})` })
const fields = (status: string) =>
  whole({ imports: 'field', record: `record({ key: 'tag', fields: { tag: z.string(), status: ${status} } })` })
const placed = (connector: string, more = '') =>
  whole({ imports: 'env' }).replace(`sqlite({ file: 'erp.sqlite' })`, `(${connector})${more}`)

const wrong: readonly (readonly [flows: string, ...messages: readonly string[]])[] = [
  [oneWay('.because(3)'), '.because has 3 for why'],
  [oneWay(`.onForeignWrite('sometimes')`), '.onForeignWrite has "sometimes" for outcome'],
  [oneWay('.every(() => 1)'), '.every has a function for interval'],
  [oneWay('.every()'), '.every has nothing for interval'],
  [oneWay(`.maxDeletes('x')`), '.maxDeletes has "x" for rows'],
  [oneWay(`.expect({ lag: '5m', sucessRate: 1 })`), '.expect was given sucessRate, which it does not take'],
  [oneWay(`.where({ status: 'UP' })`), '.where has nothing for whenRowLeaves'],
  [oneWay(`.where({ status: () => true }, { whenRowLeaves: 'keep' })`), '.where has a function for rows.status'],
  [oneWay('.firstSync({ match: 4 })'), '.firstSync has 4 for match'],
  [oneWay('.reconcile()'), 'what .reconcile(…) was given is undefined'],
  [twoWay(`.owner(3, 'EAM')`), '.owner has 3 for fields[0]'],
  [twoWay('.owner()'), '.owner has an empty list for fields', '.owner has nothing for system'],
  [twoWay('.creates(4)'), '.creates has 4 for by[0]'],
  [twoWay(`.merge('status', 3)`), '.merge has 3 for decide'],
  [flows(`assets: (flow as any)(3).oneWay({ from: 'EAM', to: 'ERP' }),`), 'flow has 3 for record'],
  [flows(`assets: (flow as any)('assets').oneWay({ from: 3, to: [null] }),`), '.oneWay has 3 for from', '.oneWay has null for to[0]'],
  [flows(`assets: (flow as any)('assets').oneWay(),`), 'what .oneWay(…) was given is undefined'],
  [flows(`assets: flow('assets') as any,`), 'the flow of assets has no direction'],
  [flows(`assets: 3 as any,`), 'portfolio.assets is something else'],
  [bound('5'), 'table has 5 for name'],
  [bound(`'x'`, '5'), 'table has 5 for its options'],
  [bound(`'x'`, `{ detekt: 'outbox' }`), 'table was given detekt'],
  [bound(`'x'`, `{ detect: 'guess' }`), 'table has "guess" for detect'],
  [bound(`'x'`, '{ detect: { updatedAt: 3 } }'), 'table has 3 for detect.updatedAt'],
  [bound(`'x'`, '{ scope: { site: null } }'), 'table has null for scope.site'],
  [bound(`'x'`, '{ columns: { status: 5 } }'), 'table has 5 for columns.status'],
  [
    bound(`'x'`, `{ columns: { status: { column: 's', stores: [{ length: 'x' }] } } }`),
    'table has "x" for columns.status.stores[0].length',
  ],
  [fields('field.money(3 as any)'), 'the size of a decimal is something else'],
  [fields(`field.money({ precision: 2, scale: 'x' } as any)`), 'record has "x" for fields.status.decimal.scale'],
  [fields('field.status([] as any)'), 'record has an empty list for fields.status.status'],
  [fields('field.ref(3 as any, z.string())'), 'record has 3 for fields.status.ref'],
  [whole({ record: '(record as any)()' }), 'what record(…) was given is undefined'],
  [placed('sqlite as any', '()'), 'sqlite has nothing for file'],
  [placed('sqlite as any', '({ file: env(3 as any) })'), 'sqlite has 3 for file.env'],
  [placed('sqlite', `({ file: '' })`), 'sqlite has "" for file'],
  [placed('sqlite', `({ file: env('') })`), 'sqlite has "" for file.env'],
  [
    bound(`'x'`, `(() => { const o: any = { columns: {} }; o.columns.status = o; return o })()`),
    'a part of what was given is something else',
  ],
  [whole({}).replace(`name: 'plant'`, 'name: 5 as any'), 'landscape has 5 for name'],
]

runCases(
  wrong.map(([text, ...messages]): Case => ({
    it: messages.join('; '),
    flows: text,
    finds: messages.map((message) => ['TW007', message] as const),
  })),
)
