/** The estate that the examples of the rules are written in: `landscape.ts` beside each of them. */
export const exampleLandscape = `import { field, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const text = z.string().max(100)

const vendors = record({ key: 'number', fields: { number: text, name: text, active: z.boolean() } })
const assets = record({ key: 'tag', fields: { tag: text, description: text, status: field.status(['UP', 'DOWN']) } })
const inspections = record({ key: 'id', fields: { id: text, asset: field.ref('assets', text), result: text } })
const workOrders = record({
  key: 'number',
  fields: {
    number: text,
    description: text,
    status: field.status(['OPEN', 'DONE']),
    glCode: text.nullable(),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
    tags: z.array(text),
  },
  groups: { price: ['cost', 'currency'] },
})

const bound = { naming: 'snake_case', detect: 'outbox' } as const
const EAM = system({
  connector: sqlite({ file: 'eam.sqlite' }),
  holds: {
    vendors: table(vendors, 'supplier', bound),
    assets: table(assets, 'equipment', bound),
    inspections: table(inspections, 'inspection', bound),
    workOrders: table(workOrders, 'wo', bound),
  },
})
const ERP = system({
  connector: sqlite({ file: 'erp.sqlite' }),
  holds: {
    vendors: table(vendors, 'vendor', bound),
    assets: table(assets, 'fixed_asset', bound),
    inspections: table(inspections, 'inspection', bound),
    workOrders: table(workOrders, 'maintenance_order', bound),
  },
})
const PROC = system({ connector: sqlite({ file: 'proc.sqlite' }), holds: { vendors: table(vendors, 'vendors', bound) } })
const BI = system({
  connector: sqlite({ file: 'bi.sqlite' }),
  copyOnly: true,
  holds: { workOrders: table(workOrders, 'fact_work_order', { naming: 'snake_case' }) },
})

export const { flow, portfolio } = landscape({
  name: 'plant',
  records: { vendors, assets, inspections, workOrders },
  systems: { EAM, ERP, PROC, BI },
})
`

/** A flow file over the example estate. */
export function flows(portfolio: string): string {
  return `import { flow, portfolio } from './landscape.ts'

export default portfolio({
${portfolio.trim().replaceAll(/^(?=.)/gm, '  ')}
})
`
}

interface Parts {
  /** What is imported from thalweg besides what the rest needs. */
  readonly imports?: string
  /** More lines before the records. */
  readonly before?: string
  readonly record?: string
  readonly eam?: string
  readonly erp?: string
  /** What was pulled of the columns of ERP's table. */
  readonly erpColumns?: string
  /** How far the clocks of both systems may be off. */
  readonly clocks?: string
  readonly name?: string
  readonly portfolio?: string
}

/** A flow file that holds its whole estate: one record that flows from one system to another, with parts of it replaced. */
export function whole(parts: Parts): string {
  const clock = parts.clocks === undefined ? '' : `\n  clockTolerance: '${parts.clocks}',`
  return `import { ${['landscape', 'record', 'sqlite', 'system', 'table', ...(parts.imports?.split(' ') ?? [])].sort().join(', ')} } from 'thalweg'
import { z } from 'zod'
${parts.before ?? ''}
const assets = ${parts.record ?? `record({ key: 'tag', fields: { tag: z.string(), status: z.enum(['UP', 'DOWN']) } })`}
const EAM = system({
  connector: sqlite({ file: 'eam.sqlite' }),${clock}
  holds: { assets: ${parts.eam ?? `table(assets, 'equipment', { detect: 'outbox' })`} },
})
const ERP = system({
  connector: sqlite({ file: 'erp.sqlite' }),${clock}${parts.erpColumns === undefined ? '' : `\n  columns: { fixed_asset: { ${parts.erpColumns} } },`}
  holds: { assets: ${parts.erp ?? `table(assets, 'fixed_asset')`} },
})
const { flow, portfolio } = landscape({ name: '${parts.name ?? 'plant'}', records: { assets }, systems: { EAM, ERP } })

export default portfolio({
${(parts.portfolio ?? `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`).trim().replaceAll(/^(?=.)/gm, '  ')}
})
`
}
