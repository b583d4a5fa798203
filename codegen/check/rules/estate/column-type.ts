import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { ConnectorFacts } from '../../../plan/connectors/facts.ts'
import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly field: string
  readonly sqlType: string
  /** It is written like no type; or the connector, which is named, has no types. */
  readonly reason: { readonly kind: 'noType' } | { readonly kind: 'noServer'; readonly connector: string }
}

const written = (sqlType: string) =>
  whole({
    imports: 'postgres secret',
    erp: `table(assets, 'fixed_asset', { columns: { status: { column: 'state', sqlType: '${sqlType}' } } })`,
  }).replace(`sqlite({ file: 'erp.sqlite' })`, `postgres({ url: secret('ERP_URL') })`)

export const columnType = {
  code: 'TW323',
  severity: 'error',
  title: 'a type that no column can have',
  why: 'What sqlType says stands in statements as it is, beside the values that go into the column. What is no name of a type would make them another statement, or none.',
  example: { failing: written('text; --'), at: [11, 20], mended: written('asset_state') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding, connector: { kind } }) =>
      [...binding.columns, { field: 'the own id', sqlType: binding.identity?.sqlType }].flatMap(({ field, sqlType }) => {
        if (sqlType === undefined) return []
        const reason = reasonAgainst(sqlType, connectorFacts(kind))
        return reason ? [{ at: binding.at, facts: { system, record, field, sqlType, reason } }] : []
      }),
    ),
} as const satisfies Rule

/** Words with sizes between them (`timestamp(3) with time zone`), names in double quotes (`"Sales"."order state"`), and brackets of arrays behind. */
const name = String.raw`(?:[\p{L}_][\p{L}\p{M}\p{N}_$]*|"(?:[^"\0]|"")+")`
const sizes = String.raw`\(\s*-?\d+(?:\s*,\s*-?\d+)*\s*\)`
const type = new RegExp(String.raw`^\s*${name}(?:\.${name})*(?:\s*${sizes}|\s+${name})*\s*(?:\[\d*\])*\s*$`, 'u')

function reasonAgainst(sqlType: string, { typed, title }: ConnectorFacts): Facts['reason'] | undefined {
  if (typed !== true) return { kind: 'noServer', connector: title }
  return type.test(sqlType) ? undefined : { kind: 'noType' }
}
