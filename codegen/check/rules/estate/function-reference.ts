import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, flowsOf } from '../../plan-parts.ts'

export type Facts = { readonly sentence: string } & (
  | { readonly kind: 'codec'; readonly record: string; readonly field: string; readonly system: string }
  | { readonly kind: 'merge'; readonly record: string; readonly field: string }
  | { readonly kind: 'connector'; readonly system: string }
)

const codec = `z.codec(z.string(), z.string(), {
  decode: (stored) => stored.replaceAll('-', ''),
  encode: (tag) => \`\${tag.slice(0, 2)}-\${tag.slice(2)}\`,
})`
const written = (exported: string) =>
  whole({
    before: `\n${exported}const dashes = ${codec}\n`,
    record: `record({ key: 'tag', fields: { tag: z.string(), serial: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { columns: { serial: { column: 'serial', codec: dashes } } })`,
  })
const module = `import { z } from 'zod'\n\nexport const dashes = ${codec}\n`

export const functionReference = {
  code: 'TW309',
  severity: 'error',
  title: 'a function that generated code cannot import',
  why: 'The plan holds the name of a function and a hash of its body; generated code imports it by that name. What has no name outside its file cannot be imported, and a change of it would go unnoticed.',
  example: {
    failing: written(''),
    at: [16, 20],
    mended: written('')
      .replace(`\nconst dashes = ${codec}\n`, '')
      .replace(`from 'zod'\n`, `from 'zod'\nimport { dashes } from './codecs.ts'\n`),
    files: { 'codecs.ts': module },
  },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...Object.entries(plan.systems).flatMap(([system, { connector }]) =>
      connector.kind === 'custom' && 'unresolved' in connector.definition
        ? [{ at: connector.at, facts: { kind: 'connector' as const, system, sentence: connector.definition.unresolved } }]
        : [],
    ),
    ...bindingsOf(plan).flatMap(({ system, record, binding }) =>
      binding.columns.flatMap(({ field, codec }) =>
        codec && 'unresolved' in codec
          ? [{ at: binding.at, facts: { kind: 'codec' as const, record, field, system, sentence: codec.unresolved } }]
          : [],
      ),
    ),
    ...flowsOf(plan).flatMap(([name, { record, claims }]) =>
      claims.flatMap(({ field, policy, at }) =>
        policy.kind === 'merge' && 'unresolved' in policy.decide
          ? [{ at, flow: name, facts: { kind: 'merge' as const, record, field, sentence: policy.decide.unresolved } }]
          : [],
      ),
    ),
  ],
} as const satisfies Rule
