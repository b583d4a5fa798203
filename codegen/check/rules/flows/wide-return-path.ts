import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf, isWellSaid } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly source: string
  /** Who writes what comes back. */
  readonly system: string
  readonly names: readonly string[]
  /** How many fields and groups the flow carries. */
  readonly all: number
}

/** Up to here it is the one or two fields that a return path is for. */
const few = 2

const written = (returned: string) => flows(`workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' })${returned},`)

export const wideReturnPath = {
  code: 'TW135',
  severity: 'warning',
  title: 'a return path that carries most of the record',
  why: 'A one-way flow says that its source owns the record: it alone creates and deletes, and a delete there wins over whatever the other side has just written. Where most fields are the other side’s, that is no longer what people believe, and two-way asks for the answers.',
  example: {
    failing: written(`.returnPath(['glCode', 'price', 'status'], 'ERP')`),
    at: [4, 69],
    mended: written(`.returnPath(['glCode', 'price'], 'ERP')`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { direction, record, systems, units, at } = flow
      const [source = ''] = systems
      if (direction !== 'oneWay' || !isWellSaid(plan, flow)) return []
      return systems.slice(1).flatMap((system) => {
        const names = units.filter(({ policy }) => policy.kind === 'owner' && policy.system === system).map((unit) => unit.name)
        if (names.length <= few || names.length * 2 <= units.length) return []
        const call = callsOf(flow, 'returnPath').findLast(({ systems: [from] }) => from === system)
        return [{ at: call?.at ?? at, flow: name, facts: { record, source, system, names, all: units.length } }]
      })
    }),
} as const satisfies Rule
