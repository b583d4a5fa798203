import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { Plan, PlanBinding } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import type { Bound } from '../../plan-parts.ts'
import { bindingsOf } from '../../plan-parts.ts'

export type Facts = { readonly system: string; readonly record: string } & (
  | { readonly kind: 'format'; readonly part: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'twice'; readonly name: string; readonly other: string }
  | { readonly kind: 'identity' }
)

const written = (format: string) =>
  whole({ imports: 'dropTo file', erp: `file(assets, 'assets.csv', { format: ${format} })` }).replace(
    `sqlite({ file: 'erp.sqlite' })`,
    `dropTo({ path: 'out' })`,
  )

export const droppedFile = {
  code: 'TW322',
  severity: 'error',
  title: 'a dropped file that cannot be written as its binding says',
  why: 'A file that is dropped is written whole, one for each record, with a row that names the columns, so that whoever fetches it knows what it is. What a binding may say of files of others is more than that.',
  example: { failing: written(`{ csv: { encoding: 'windows-1252' } }`), at: [11, 20], mended: written(`{ csv: { delimiter: ';' } }`) },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const drops = bindingsOf(plan).filter(({ connector }) => connectorFacts(connector.kind).dropped === true)
    return drops.flatMap((bound) => {
      const { system, record, binding } = bound
      return reasons(bound, drops).map((reason) => ({ at: binding.at, facts: { system, record, ...reason } }))
    })
  },
} as const satisfies Rule

type Reason = Facts extends infer F ? (F extends Facts ? Omit<F, 'system' | 'record'> : never) : never

function reasons({ system, record, binding }: Bound, drops: readonly Bound[]): readonly Reason[] {
  const { name, format, identity } = binding
  // Names that differ in capitals alone are one on many disks.
  const other = drops.find(
    (each) => each.system === system && each.record !== record && each.binding.name.toLowerCase() === name.toLowerCase(),
  )
  return [
    ...unwritten(format).map((part): Reason => ({ kind: 'format', part })),
    ...(isFileName(name) ? [] : [{ kind: 'name', name } as const]),
    ...(other === undefined ? [] : [{ kind: 'twice', name, other: other.record } as const]),
    ...(identity === undefined ? [] : [{ kind: 'identity' } as const]),
  ]
}

function unwritten(format: PlanBinding['format']): readonly string[] {
  if (format === undefined || format === 'ndjson') return []
  if ('xml' in format) return ['xml']
  const { encoding = 'utf-8', quote, header = true, wide } = format.csv
  return [
    ...(encoding === 'utf-8' ? [] : [`encoding: '${encoding}'`]),
    ...(quote === false ? ['quote: false'] : []),
    ...(header === true ? [] : ['header']),
    ...(wide === undefined ? [] : ['wide']),
  ]
}

/** In the folder itself, and none of those that are taken for unfinished. */
function isFileName(name: string): boolean {
  return /^[^/\\*\0]+$/.test(name) && !name.startsWith('.') && !/(\.part|\.tmp|\.manifest\.json)$/.test(name)
}
