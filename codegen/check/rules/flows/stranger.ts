import type { Plan } from '../../../plan/schema.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly record: string
}

const file = (flow: string, portfolio: string) => `import { landscape, sqlite, system, table } from 'thalweg'
import { assets } from './assets.ts'

const EAM = system({ connector: sqlite({ file: 'eam.sqlite' }), holds: { assets: table(assets, 'equipment', { detect: 'outbox' }) } })
const ERP = system({ connector: sqlite({ file: 'erp.sqlite' }), holds: { assets: table(assets, 'fixed_asset') } })
const north = landscape({ name: 'north', records: { assets }, systems: { EAM, ERP } })
const south = landscape({ name: 'south', records: { assets }, systems: { EAM, ERP } })

export default north.portfolio({
  north: north.flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),${flow}
})${portfolio}
`

const second = `south.flow('assets').oneWay({ from: 'EAM', to: 'ERP' })`

export const stranger = {
  code: 'TW122',
  severity: 'error',
  title: 'a flow of another landscape',
  why: 'A portfolio is checked and generated over the records and systems of its own landscape. A flow of another one would be read as if it meant these.',
  example: {
    failing: file(`\n  south: ${second},`, ''),
    at: [11, 16],
    mended: file('', `\n\nexport const inTheSouth = south.portfolio({ south: ${second} })`),
    files: {
      'assets.ts': `import { record } from 'thalweg'\nimport { z } from 'zod'\n\nexport const assets = record({ key: 'tag', fields: { tag: z.string(), status: z.string() } })\n`,
    },
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    (plan.strangers ?? []).map(({ flow, record, landscape, at }) => ({ at, also: [landscape], flow, facts: { record } })),
} as const satisfies Rule
