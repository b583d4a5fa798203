/** A flow is put into a flow file as its owner would have written it, and every other byte stays. */
import { describe, expect, it } from 'vitest'
import type { Draft } from '../../cli/decide/draft.ts'
import { patch } from '../../cli/decide/patch.ts'
import { withFlow } from '../../cli/decide/write.ts'

const copies: Draft = { record: 'vendors', way: { kind: 'oneWay', from: 'PROC', to: ['ERP'] }, calls: [] }
const shared: Draft = {
  record: 'orders',
  way: { kind: 'twoWay', systems: ['EAM', 'ERP'] },
  calls: [
    { call: 'because', why: "finance codes the plant's orders" },
    { call: 'owner', fields: ['description', 'status'], system: 'EAM' },
    { call: 'owner', fields: ['glCode'], system: 'ERP' },
    { call: 'creates', by: ['EAM'] },
    { call: 'deletes', by: 'nobody' },
  ],
}

function textOf(before: string, draft: Draft, name = draft.record): string {
  const written = withFlow(before, name, draft)
  if ('cannot' in written) throw new Error(written.cannot)
  return written.text
}
function whyNot(before: string, name = 'vendors'): string | null {
  const written = withFlow(before, name, copies)
  return 'cannot' in written ? written.cannot : null
}

const top = `import { flow, portfolio } from './landscape.ts'\n\n`

describe('a new flow', () => {
  it('comes last, and comments stay where they are', () => {
    const before = `${top}export default portfolio({\n  // one-way\n  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }), // copies\n  // more to come\n})\n`
    expect(textOf(before, copies)).toBe(
      before.replace(', // copies\n', `, // copies\n  vendors: flow('vendors').oneWay({ from: 'PROC', to: 'ERP' }),\n`),
    )
  })

  it('has the tabs, the double quotes, the line ends and the missing comma of its file', () => {
    const before = `import { flow, portfolio } from "./landscape.ts";\r\n\r\nexport default portfolio({\r\n\tassets: flow("assets").oneWay({ from: "EAM", to: "ERP" })\r\n});\r\n`
    const after = textOf(before, shared)
    expect(after).toBe(
      before.replace(
        ' })\r\n});',
        [
          ' }),',
          '\torders: flow("orders")',
          '\t\t.twoWay("EAM", "ERP")',
          `\t\t.because("finance codes the plant's orders")`,
          '\t\t.owner(["description", "status"], "EAM")',
          '\t\t.owner("glCode", "ERP")',
          '\t\t.creates("EAM")',
          '\t\t.deletes("nobody")',
          '});',
        ].join('\r\n'),
      ),
    )
  })

  it('stands behind an empty line where the others do, and breaks where their lines end', () => {
    const before = `${top}export default portfolio({\n  a: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\n\n  b: flow('assets').oneWay({ from: 'EAM', to: 'BI' }),\n})\n`
    const long: Draft = {
      ...shared,
      calls: [{ call: 'owner', fields: ['description', 'status', 'technician', 'asset', 'due', 'hours'], system: 'EAM' }],
    }
    expect(textOf(before, long)).toBe(
      before.replace(
        /\n\}\)\n$/,
        `

  orders: flow('orders')
    .twoWay('EAM', 'ERP')
    .owner(
      ['description', 'status', 'technician', 'asset', 'due', 'hours'],
      'EAM',
    ),
})
`,
      ),
    )
  })

  it.each([
    [
      'into an empty portfolio, with what it needs at the top',
      `import { portfolio } from './landscape.ts'\nexport default portfolio({})\n`,
      `import { portfolio, flow } from './landscape.ts'\nexport default portfolio({\n  vendors: flow('vendors').oneWay({ from: 'PROC', to: 'ERP' }),\n})\n`,
    ],
    [
      'through the landscape',
      `export default estate.portfolio({\n  a: estate.flow('a'),\n})\n`,
      `export default estate.portfolio({\n  a: estate.flow('a'),\n  vendors: estate.flow('vendors').oneWay({ from: 'PROC', to: 'ERP' }),\n})\n`,
    ],
    [
      'under the name that flow has here',
      `const { flow: f, portfolio } = landscape({})\nconst all = {\n  a: f('a'),\n}\nexport default portfolio(all)\n`,
      `const { flow: f, portfolio } = landscape({})\nconst all = {\n  a: f('a'),\n  vendors: f('vendors').oneWay({ from: 'PROC', to: 'ERP' }),\n}\nexport default portfolio(all)\n`,
    ],
  ])('%s', (_what, before, after) => {
    expect(textOf(before, copies)).toBe(after)
  })
})

describe('a flow that is there', () => {
  const old = `flow('orders')\n    .oneWay({ from: 'EAM', to: 'ERP' })\n    .onDelete('keep')\n    // Twice a day is enough.\n    .at('0 6,18 * * *', 'Europe/Berlin')\n    .expect({ lag: '1d' })`

  it('is replaced by what was decided; what was said besides stays, with its comments', () => {
    const before = `${top}export default portfolio({\n  orders: ${old},\n  b: flow('b'),\n})\n`
    const written = withFlow(before, 'orders', { ...copies, record: 'orders', calls: [{ call: 'every', interval: '5s' }] })
    expect(written).toEqual({
      text: before.replace(
        old,
        `flow('orders')\n    .oneWay({ from: 'PROC', to: 'ERP' })\n    // Twice a day is enough.\n    .at('0 6,18 * * *', 'Europe/Berlin')\n    .expect({ lag: '1d' })`,
      ),
      kept: ['.at', '.expect'],
    })
  })

  it('also where it is a constant of the file', () => {
    const before = `${top}const orders = flow('orders').oneWay({ from: 'EAM', to: 'ERP' })\nexport default portfolio({ orders })\n`
    expect(textOf(before, { ...copies, record: 'orders' })).toBe(before.replace(`'EAM'`, `'PROC'`))
  })
})

it.each([
  [`import { all } from './all.ts'\n${top}export default portfolio({ ...all })\n`, 'gets flows of its portfolio from elsewhere: ...all'],
  [`${top}export default portfolio(build())\n`, 'does not write its portfolio out as an object'],
  [`export const a = 1\n`, 'has no portfolio({ … }) as its default export'],
  [`export default portfolio({})\n`, 'does not say where its portfolio(…) comes from'],
  [`${top}import { vendors } from './vendors.ts'\nexport default portfolio({ vendors })\n`, 'has vendors from elsewhere'],
])('what cannot be edited is left alone, with why', (before, why) => {
  expect(whyNot(before)).toBe(why)
})

it('the patch is one that patch and git take', () => {
  const before = Array.from({ length: 9 }, (_, i) => `line ${i}\n`).join('')
  expect(patch('flows.ts', before, before.replace('line 4\n', 'line 4\nnew\n'))).toBe(
    '--- a/flows.ts\n+++ b/flows.ts\n@@ -3,6 +3,7 @@\n line 2\n line 3\n line 4\n+new\n line 5\n line 6\n line 7',
  )
  expect(patch('flows.ts', 'a', 'a\nb\n')).toContain('-a\n\\ No newline at end of file\n+a\n+b')
  expect(patch('flows.ts', before, before)).toBe('')
})
