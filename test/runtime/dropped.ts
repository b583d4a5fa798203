/** Vendors that go out as a file. */
import type { Plan, PlanBinding } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }

const fields = [
  field('number'),
  field('name', { kind: 'text' }, { nullable: true }),
  field('limit', { kind: 'decimal', precision: 9, scale: 2 }),
  field('active', { kind: 'boolean' }),
  field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
]
const names = fields.map(({ name }) => name)

export function dropped(format: PlanBinding['format'], without?: string): Plan {
  const carried = names.slice(1).filter((name) => name !== without)
  const both = ['ERP', 'OUT']
  return plan({
    records: { vendors: { key: ['number'], fields, groups: {}, at } },
    systems: {
      ERP: system(
        {
          vendors: binding(
            'vendor',
            names.map((name) => column(name)),
          ),
        },
        { connector: { kind: 'sqlite', file: 'ERP.sqlite' } },
      ),
      OUT: system(
        {
          vendors: binding(
            'vendors.csv',
            ['number', ...carried].map((name) => column(name, name === 'number' ? 'vendor no' : name)),
            {
              form: 'file',
              detect: { kind: 'none' },
              ...(format !== undefined && { format }),
              constants: { onCreate: [], always: [['source', 'ERP']] },
            },
          ),
        },
        { connector: { kind: 'dropTo', path: 'out' }, access: 'copyOnly' },
      ),
    },
    flows: {
      vendors: flow(
        'vendors',
        both,
        carried.map((name) => unit(name, 'ERP', both, { step: 1 })),
        { direction: 'oneWay' },
      ),
    },
  })
}
