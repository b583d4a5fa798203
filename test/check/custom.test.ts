/** What is found of connectors of one's own: flow files with the module of their connector beside them, all checked in one process. */
import { expect, test } from 'vitest'
import { whole } from '../../codegen/check/example-estate.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import { findingsOf, project, workshop } from './projects.ts'

const shop = (capabilities: string) => `import { defineConnector } from 'thalweg/connector'

export const shop = defineConnector({
  settings: { url: 'text', token: 'secret' },
  capabilities: { ${capabilities} },
  open: () => ({ list: async () => ({ rows: [], next: null }), get: async () => null }),
})
`
const weak = shop(`condition: 'none', changes: 'none', times: false`)
const feeding = shop(`condition: 'row', changes: 'rows', times: false`)
const full = shop(`condition: 'row', changes: 'rowsAndDeletes', times: true`)

interface Estate {
  readonly detect?: string
  readonly more?: string
  readonly portfolio?: string
  readonly record?: string
  readonly connector?: string
  readonly before?: string
}

function estate(parts: Estate): string {
  const {
    detect = 'snapshot',
    more = '',
    portfolio,
    record,
    connector = `through(shop, { url: 'http://shop', token: secret('TOKEN') })`,
  } = parts
  return whole({
    imports: 'custom field secret through',
    before: `import { shop } from './shop.ts'\n${parts.before ?? ''}`,
    eam: `custom(assets, 'assets', { detect: '${detect}'${more} } as any)`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    ...(portfolio !== undefined && { portfolio }),
    ...(record !== undefined && { record }),
  }).replace(`sqlite({ file: 'eam.sqlite' })`, connector)
}

const shared = (policy: string) =>
  `assets: flow('assets').twoWay().because('both')${policy}.creates('anyone').deletes('nobody', { againstUpdate: 'updateWins' }),`
const amounts = `record({ key: 'tag', fields: { tag: z.string(), status: field.quantity({ precision: 9, scale: 2 }) } })`

const cases: readonly (readonly [it: string, flows: string, module: string, finds: readonly (readonly [string, string])[]])[] = [
  ['a copy of a connector that only lists', estate({}), weak, []],
  ['two-way, where writes depend on the row', estate({ detect: 'changes', portfolio: shared(`.precedence('status', 'EAM')`) }), full, []],
  [
    'a feed that the connector does not have',
    estate({ detect: 'changes' }),
    weak,
    [['TW202', 'EAM is reached by a connector of your own, which cannot detect changes of assets by changes']],
  ],
  ['a way of detection of databases', estate({ detect: 'outbox' }), full, [['TW202', 'by outbox']]],
  ['a feed that tells no deletes', estate({ detect: 'changes' }), feeding, [['TW203', 'deletes of assets in EAM']]],
  [
    'a shared field, where writes depend on nothing',
    estate({ portfolio: shared(`.precedence('status', 'EAM')`) }),
    weak,
    [
      ['TW206', 'leave nothing by which they are found again; a row whose answer was lost may be made twice'],
      ['TW209', 'precedence for status of assets needs more than EAM gives: writes there cannot depend on what is there'],
    ],
  ],
  [
    'lastWriteWins, where nothing tells times',
    estate({ detect: 'changes', portfolio: shared(`.lastWriteWins('status', { acceptLoss: 'remarks' })`) }),
    shop(`condition: 'row', changes: 'rowsAndDeletes', times: false`),
    [['TW209', 'lastWriteWins']],
  ],
  [
    'delta, where a lost answer cannot be told by a mark',
    estate({ detect: 'changes', record: amounts, portfolio: shared(`.delta('status')`) }),
    full,
    [['TW209', 'delta']],
  ],
  [
    'a connector that is made where it is placed',
    estate({ connector: `through({ ...shop }, { url: 'http://shop', token: secret('TOKEN') })` }),
    weak,
    [['TW309', 'the connector of EAM cannot be imported by generated code: it is written in place']],
  ],
  [
    'a connector that is not exported',
    estate({ connector: `through(own, { url: 'http://shop', token: secret('TOKEN') })`, before: 'const own = { ...shop }' }),
    weak,
    [['TW309', 'the connector of EAM cannot be imported by generated code: own is not exported']],
  ],
  [
    'parts that databases have',
    estate({
      more: `, deletes: { mark: 'gone', as: true }, columns: { status: { column: 's', lookup: { table: 't', match: 'm', id: 'i' } } }`,
    }),
    weak,
    [['TW925', 'lookup and deletes: { mark } for assets behind the connector of EAM']],
  ],
  [
    'settings of another kind',
    estate({ connector: `through(shop, { url: 5, token: secret('TOKEN') } as any)` }),
    weak,
    [['TW007', 'through has 5 for settings.url']],
  ],
  [
    'what is no definition',
    estate({ connector: `through({ settings: {}, access: 'readOnly' } as any, {} as any)` }),
    weak,
    [
      ['TW007', 'through has nothing for definition.capabilities'],
      ['TW007', 'through has nothing for definition.open'],
    ],
  ],
]

const inside = workshop()
const written = cases.map(([it, flows, module, finds], i) => ({
  it,
  finds,
  file: project(inside, String(i), { 'flows.ts': flows, 'shop.ts': module }),
}))
const findings = findingsOf(written.map(({ file }) => file))

test.each(written)('$it', ({ file, finds }) => {
  const found = (findings[file] ?? []).map((finding) => [finding.code, sentenceOf(finding).message])
  expect(found).toEqual(finds.map(([code, message]) => [code, expect.stringContaining(message)]))
})
