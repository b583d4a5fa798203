// What a flow file is likely to need, loaded and run once, since the first time costs most: the language, its checks, the builder of plans, and the parser for
// functions that flows name.
import { z } from 'zod'
import { data } from '../../dsl/data.ts'
import { field, landscape, record, sqlite, system, table } from '../../dsl/index.ts'
import { buildPlan } from '../plan/build.ts'
import { openSources } from '../plan/functions/sources.ts'
import { wrongValues } from './untyped/wrong-values.ts'

const items = record({
  key: 'id',
  fields: {
    id: z.string().max(20),
    name: z.string().nullable(),
    state: field.status(['ON', 'OFF']),
    cost: field.money({ precision: 12, scale: 2 }),
    count: z.int().min(0),
    since: z.iso.date(),
  },
})
const bound = (name: string) =>
  system({ connector: sqlite({ file: name }), holds: { items: table(items, name, { naming: 'snake_case', detect: 'outbox' }) } })
const { flow, portfolio } = landscape({ name: 'ahead', records: { items }, systems: { A: bound('a'), B: bound('b') } })
const both = flow('items').twoWay().because('it is an example').owner(['name', 'state', 'since'], 'A').owner(['cost', 'count'], 'B')
const made = portfolio({ items: both.creates('A').deletes('nobody') })[data]

wrongValues(made, import.meta.dirname)
await buildPlan(made, { folder: import.meta.dirname })
openSources().ready()
