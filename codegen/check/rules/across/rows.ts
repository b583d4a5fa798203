import type { Plan } from '../../../plan/schema.ts'
import { clashesOf } from '../../clashes.ts'
import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import type { Foreign, Joined } from '../../joined.ts'
import { bindingOf, flowsOf, systemOf } from '../../plan-parts.ts'
import { rowsOf, type Rows } from '../../rows.ts'
import type { AcrossRule } from './across.ts'

type Act = 'creates' | 'deletes'

export interface Facts {
  readonly system: string
  readonly table: string
  readonly acts: readonly Act[]
  readonly other: Foreign
}

const sites = `record({ key: 'tag', fields: { tag: z.string(), site: z.string() } })`

export const rows = {
  code: 'TW152',
  severity: 'warning',
  title: 'a flow of another repository makes or removes the same rows',
  why: 'What the one flow creates the other takes for a row that is too many, and what the one deletes the other creates anew. Their fields do not collide, so nothing shows it before rows double or vanish.',
  example: {
    failing: whole({}),
    at: [16, 11],
    mended: whole({ erp: `table(assets, 'fixed_asset', { scope: { kind: 'M' } })` }),
    beside: whole({ name: 'finance', record: sites, erp: `table(assets, 'fixed_asset', { scope: { kind: 'F' } })` }),
  },
  check: ({ plan, foreign }: Joined): readonly Found<Facts>[] => {
    const told = new Set(
      clashesOf(plan).flatMap(({ first, routes: [route] }) => (route.key ? [] : [pair(first.flow, route.flow, route.to.system)])),
    )
    const uses = usesOf(plan)
    const theirs = Map.groupBy(
      uses.filter(({ flow }) => foreign.has(flow)),
      (use) => use.rows.table,
    )
    return uses.flatMap((own) => {
      if (foreign.has(own.flow)) return []
      return (theirs.get(own.rows.table) ?? []).flatMap((other) => {
        const acts = own.acts.filter((act) => other.acts.includes(act))
        if (acts.length === 0 || !own.rows.meets(other.rows) || told.has(pair(own.flow, other.flow, own.system))) return []
        const { flow, at, system, table } = own
        return [{ at, flow, facts: { system, table, acts, other: foreign.get(other.flow)! } }]
      })
    })
  },
} as const satisfies AcrossRule

/** What one flow does to the rows of one of its systems. */
interface Use {
  readonly flow: string
  readonly at: Plan['at']
  readonly system: string
  readonly table: string
  readonly rows: Rows
  readonly acts: readonly Act[]
}

function usesOf(plan: Plan): readonly Use[] {
  return flowsOf(plan).flatMap(([flow, { record, systems, lifecycle, at }]) =>
    systems.flatMap((system): readonly Use[] => {
      const binding = bindingOf(plan, system, record)
      if (!binding || systemOf(plan, system)?.access === 'readOnly') return []
      const byOthers = (who: readonly string[]): boolean => who.some((each) => each !== system)
      const creates = byOthers(lifecycle.creates)
      const deletes = byOthers(lifecycle.deletes) && lifecycle.onDelete === 'mirror' && binding.deletes !== 'never'
      const acts = [...(creates ? (['creates'] as const) : []), ...(deletes ? (['deletes'] as const) : [])]
      return [{ flow, at, system, table: binding.name, rows: rowsOf(plan, system, binding), acts }]
    }),
  )
}

/** Two flows that write the same columns of a system, which is another rule's and is mended in the same way. */
function pair(first: string, second: string, system: string): string {
  return JSON.stringify([first, second, system])
}
