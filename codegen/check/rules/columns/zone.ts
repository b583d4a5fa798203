import type { Plan } from '../../../plan/schema.ts'
import { columnFacts, writtenColumns, type ColumnFacts } from '../../columns.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf } from '../../plan-parts.ts'

/** `other` is the system whose column has the zone. */
export type Facts = ColumnFacts & { readonly other: string; readonly otherType: string }

const written = (type: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), seen: z.iso.datetime() } })`,
    erpColumns: `seen: { type: '${type}', is: 'datetime', zone: ${type.endsWith('with time zone')} }`,
  }).replace(
    `connector: sqlite({ file: 'eam.sqlite' }),`,
    `connector: sqlite({ file: 'eam.sqlite' }),
  columns: { equipment: { seen: { type: 'timestamp with time zone', is: 'datetime', zone: true } } },`,
  )

export const zone = {
  code: 'TW331',
  severity: 'warning',
  title: 'a time without a zone that is copied to or from one with a zone',
  why: 'A column without a zone is taken for UTC. Where other programs write their local time there, every copy is some hours off, another number of them in summer, and nothing fails.',
  example: { failing: written('timestamp without time zone'), at: [13, 20], mended: written('timestamp with time zone') },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const seen = new Set<string>()
    return writtenColumns(plan).flatMap((written) =>
      written.sources.flatMap((source): readonly Found<Facts>[] => {
        const said = source.said
        if (said?.zone === undefined || written.said.zone === undefined || said.zone === written.said.zone) return []
        const { record, flow } = written
        const [without, other, otherSaid] = said.zone
          ? [{ system: written.system, said: written.said }, source.system, said]
          : [{ system: source.system, said }, written.system, written.said]
        const binding = bindingOf(plan, without.system, record)
        const name = JSON.stringify([without.system, record, written.field.name])
        if (!binding || seen.size === seen.add(name).size) return []
        const facts = { ...columnFacts({ ...written, ...without, binding }), other, otherType: otherSaid.type }
        return [{ at: binding.at, flow, facts }]
      }),
    )
  },
} as const satisfies Rule
