/** References that lead round in a circle. */
import { runCases } from './cases.ts'

/** Three records that A and B hold; each has one field `ref`. */
const estate = (refs: readonly [a: string, b: string, c: string], portfolio: string, omit = '') =>
  `import { field, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const code = z.string()
const a = record({ key: 'id', fields: { id: code, ref: ${refs[0]} } })
const b = record({ key: 'id', fields: { id: code, ref: ${refs[1]} } })
const c = record({ key: 'id', fields: { id: code, ref: ${refs[2]} } })
const on = { detect: 'outbox' } as const
const A = system({ connector: sqlite({ file: 'a' }), holds: { a: table(a, 'a', on), b: table(b, 'b', on), c: table(c, 'c', on) } })
const B = system({ connector: sqlite({ file: 'b' }), holds: { a: table(a, 'a', { ...on${omit} }), b: table(b, 'b', on), c: table(c, 'c', on) } })
const { flow, portfolio } = landscape({ name: 'x', records: { a, b, c }, systems: { A, B } })

export default portfolio({ ${portfolio} })
`
const to = (record: string, way = `{ from: 'A', to: 'B' }`) => `${record}: flow('${record}').oneWay(${way}),`
const all = `${to('a')} ${to('b')} ${to('c')}`
const ref = (record: string, nullable = false) => `field.ref('${record}', code${nullable ? '.nullable()' : ''})`

runCases([
  {
    it: 'three records round in a circle, told once',
    flows: estate([ref('b'), ref('c'), ref('a')], all),
    finds: [
      [
        'TW134',
        'in B a refers to b by ref, b refers to c by ref and c refers to a by ref: new rows that refer to each other wait for each other',
      ],
    ],
  },
  {
    it: 'also where one of them may be empty',
    flows: estate([ref('b', true), ref('a'), 'code'], all),
    finds: [['TW134', 'in B a refers to b by ref and b refers to a by ref']],
  },
  {
    it: 'a record that always refers to one of its own kind',
    flows: estate([ref('a'), 'code', 'code'], all),
    finds: [['TW134', 'in B a refers to a by ref: a row that refers to itself waits for itself']],
  },
  { it: 'a tree of one kind has an end', flows: estate([ref('a', true), 'code', 'code'], all), finds: [] },
  { it: 'a chain has one, too', flows: estate([ref('b'), ref('c'), 'code'], all), finds: [] },
  { it: 'two that refer to the same one', flows: estate([ref('c'), ref('c'), 'code'], all), finds: [] },
  {
    it: 'what one system does not hold is not waited for there',
    flows: estate([ref('b'), ref('a'), 'code'], all, `, omit: ['ref']`),
    finds: [],
  },
  {
    it: 'one of them comes from where the other one goes to',
    flows: estate([ref('b'), ref('a'), 'code'], `${to('a')} ${to('b', `{ from: 'B', to: 'A' }`)}`),
    finds: [],
  },
])
