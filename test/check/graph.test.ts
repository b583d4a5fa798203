/** The portfolio as a graph: values are followed from column to column, whatever a record calls them. */
import { expect, test } from 'vitest'
import { rowsOf } from '../../codegen/check/rows.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { runCases } from './cases.ts'

interface Estate {
  /** Of `assets`, in A and B. */
  readonly a?: string
  readonly b?: string
  /** Of `machines`, which call a column `state` that assets call `status`, in B, C and A. */
  readonly machinesInB?: string
  readonly machinesInC?: string
  readonly machinesInA?: string
  readonly status?: string
  readonly state?: string
  readonly flows: string
}

/** Assets go from A to B; machines, which lie in the same tables, are bound in all three systems. */
const estate = (parts: Estate) => `import { field, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const detect = 'outbox'
const assets = record({ key: 'tag', fields: { tag: z.string(), status: ${parts.status ?? 'z.string()'} } })
const machines = record({ key: 'code', fields: { code: z.string(), state: ${parts.state ?? 'z.string()'} } })
const columns = { code: 'tag', state: 'status' }
const A = system({
  connector: sqlite({ file: 'a' }),
  holds: { assets: table(assets, 'item', { detect${parts.a ?? ''} }), machines: table(machines, 'item', { detect, columns${parts.machinesInA ?? ''} }) },
})
const B = system({
  connector: sqlite({ file: 'b' }),
  holds: { assets: table(assets, 'item', { detect${parts.b ?? ''} }), machines: table(machines, 'item', { detect, columns${parts.machinesInB ?? ''} }) },
})
const C = system({ connector: sqlite({ file: 'c' }), holds: { machines: table(machines, 'item', { detect${parts.machinesInC ?? ''} }) } })
const { flow, portfolio } = landscape({ name: 'plant', records: { assets, machines }, systems: { A, B, C } })

export default portfolio({
  ${parts.flows}
})
`
/** Machines are known by a column of their own. */
const ownCode = `, columns: { code: 'code', state: 'condition' }`
const there = `assets: flow('assets').oneWay({ from: 'A', to: 'B' }),`
const on = `on: flow('machines').oneWay({ from: 'B', to: 'C' }),`
const home = `home: flow('machines').oneWay({ from: 'C', to: 'A' }),`

runCases([
  {
    it: 'one column under two names is written by two flows',
    flows: estate({ flows: `${there} on: flow('machines').oneWay({ from: 'C', to: 'B' }),` }),
    finds: [['TW104', 'the flows assets and on both write state of B (item.status)']],
  },
  {
    it: 'there under one name, back under another',
    flows: estate({ flows: `${there} back: flow('machines').oneWay({ from: 'B', to: 'A' }),` }),
    finds: [
      [
        'TW105',
        'status and state go from A to B by the flow assets, and back by the flow back: a two-way flow that nobody declared; nothing decides',
      ],
    ],
  },
  {
    it: 'round in a circle under two names',
    flows: estate({ flows: `${there} ${on} ${home}` }),
    finds: [['TW106', 'status and state go round in a circle: A → (assets) → B → (on) → C → (home) → A; nothing decides']],
  },
  {
    it: 'a circle in which a value is read back as another one',
    flows: estate({
      status: `z.enum(['UP', 'DOWN'])`,
      state: `z.enum(['UP', 'DOWN'])`,
      b: `, columns: { status: { column: 'status', values: { UP: '1', DOWN: '0' } } }`,
      machinesInB: `, columns: { code: 'tag', state: { column: 'status', values: { UP: '0', DOWN: '1' } } }`,
      flows: `${there} ${on} ${home}`,
    }),
    finds: [['TW106', 'A; a single edit may come back as another value, and go on']],
  },
  {
    it: 'a circle in which both read the value alike, in another order',
    flows: estate({
      status: `z.enum(['UP', 'DOWN'])`,
      state: `z.enum(['DOWN', 'UP'])`,
      b: `, columns: { status: { column: 'status', values: { UP: '1', DOWN: '0' } } }`,
      machinesInB: `, columns: { code: 'tag', state: { column: 'status', values: { DOWN: '0', UP: '1' } } }`,
      flows: `${there} ${on} ${home}`,
    }),
    finds: [['TW106', 'A; nothing decides']],
  },
  {
    it: 'a circle in which differences are added up',
    flows: estate({
      status: 'field.quantity({ precision: 9, scale: 2 })',
      state: 'field.quantity({ precision: 9, scale: 2 })',
      flows: `assets: flow('assets').twoWay().because('both').delta('status').creates('A').deletes('A'), ${on} ${home}`,
    }),
    finds: [
      ['TW104', 'the flows assets and home both write state of A'],
      ['TW106', 'A; a single edit is added again with every round'],
    ],
  },
  {
    it: 'columns of other names are other columns',
    flows: estate({
      machinesInB: `, columns: { code: 'tag', state: 'condition' }`,
      machinesInA: `, columns: { code: 'tag', state: 'condition' }`,
      flows: `${there} ${on}`,
    }),
    finds: [],
  },
  {
    it: 'a circle that ownership cuts: each field goes away from its owner',
    flows: estate({
      flows: `assets: flow('assets').twoWay().because('both').owner('status', 'B').creates('A').deletes('A', { againstUpdate: 'updateWins' }),
  on: flow('machines').oneWay({ from: 'B', to: 'C' }),`,
    }),
    finds: [],
  },
  {
    it: 'a circle within one flow, which its policy settles',
    flows: estate({
      machinesInC: ', columns: { code: "tag" }',
      flows: `all: flow('machines').twoWay('A', 'B', 'C').because('all three').precedence('state', 'A').creates('anyone').deletes('nobody'),`,
    }),
    finds: [],
  },
  // Rows of two records.
  {
    it: 'rows are made that another record cannot be known by',
    flows: estate({ machinesInB: ownCode, flows: `${there} ${on}` }),
    finds: [['TW133', 'the flow assets makes rows in item of B, which are rows of machines in the flow on as well, and feeds no code']],
  },
  {
    it: 'the key of the other record is a constant of new rows',
    flows: estate({ b: `, constants: { onCreate: { code: 'unknown' } }`, machinesInB: ownCode, flows: `${there} ${on}` }),
    finds: [],
  },
  {
    it: 'rows of two records that no flow makes',
    flows: estate({ machinesInA: ownCode, flows: `${there} on: flow('machines').oneWay({ from: 'A', to: 'C' }),` }),
    finds: [],
  },
  {
    it: 'rows of another record that no flow carries',
    flows: estate({ machinesInB: ownCode, flows: there }),
    finds: [],
  },
])

test('one connector of one’s own, placed twice, is one place', () => {
  const connector = { kind: 'custom', definition: { module: './crm.ts', name: 'crm', hash: '0' }, feed: 'none', settings: {} }
  const systems = { A: { connector: { ...connector, at: { line: 1 } } }, B: { connector: { ...connector, at: { line: 2 } } } }
  const plan = { systems } as unknown as Plan
  const binding = { name: 'accounts', scope: [] } as never
  expect(rowsOf(plan, 'A', binding).table).toBe(rowsOf(plan, 'B', binding).table)
})
