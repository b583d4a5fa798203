import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { Plan, PlanBinding } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly name: string
  /** What is named so. */
  readonly what: string
  readonly reason: 'empty' | 'nul' | 'long' | 'beyond' | 'kept'
}

/** The shortest limit that is common among databases, in characters. */
export const longestIdentifier = 128

const written = (column: string) => whole({ erp: `table(assets, 'fixed_asset', { columns: { status: '${column}' } })` })

export const identifier = {
  code: 'TW301',
  severity: 'error',
  title: 'a name that no table or column can have',
  why: 'Such a name cannot be written in any statement, so every statement of the binding would fail.',
  example: { failing: written(''), at: [11, 20], mended: written('state') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding, connector }) =>
      namesIn(binding).flatMap(([what, name], index) => {
        const { kept, shortCharacters = false } = connectorFacts(connector.kind)
        const reason = reasonAgainst(name, index === 0 ? kept : []) ?? (shortCharacters && beyond.test(name) ? 'beyond' : undefined)
        return reason ? [{ at: binding.at, facts: { system, record, name, what, reason } }] : []
      }),
    ),
} as const satisfies Rule

const beyond = /[\u{10000}-\u{10ffff}]/u

/** @param kept What names of tables begin with that are not to be had. */
function reasonAgainst(name: string, kept: readonly string[]): Facts['reason'] | undefined {
  if (kept.some((start) => name.toLowerCase().startsWith(start))) return 'kept'
  if (name.trim() === '') return 'empty'
  if (name.includes('\0')) return 'nul'
  return name.length > longestIdentifier ? 'long' : undefined
}

/** The table first. */
function namesIn({
  form,
  name,
  columns,
  constants,
  scope,
  detect,
  deletes,
}: PlanBinding): readonly (readonly [what: string, name: string])[] {
  return [
    [`the ${form === 'table' ? 'table' : form === 'file' ? 'file' : 'entity set'}`, name],
    ...columns.map(({ field, column }) => [`the column of ${field}`, column] as const),
    ...columns.flatMap(({ field, lookup }) =>
      lookup ? [lookup.table, lookup.match, lookup.id].map((each) => [`the lookup of ${field}`, each] as const) : [],
    ),
    ...[...constants.onCreate, ...constants.always].map(([column]) => ['the column of a constant', column] as const),
    ...scope.map(([column]) => ['the column of the scope', column] as const),
    ...(detect.kind === 'updatedAt' ? [['the column of updatedAt', detect.column] as const] : []),
    ...(typeof deletes === 'object' ? [['the column that marks deletes', deletes.mark] as const] : []),
  ]
}
