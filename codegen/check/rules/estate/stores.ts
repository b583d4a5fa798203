import type { Plan, PlanColumn, PlanField } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, recordOf } from '../../plan-parts.ts'

type Stores = PlanColumn['stores'][number]
type Way = 'trim' | 'upper' | 'blankAsNull' | 'length' | 'scale' | 'precision'
type Kind = PlanField['type']['kind']

export interface Facts {
  readonly system: string
  readonly record: string
  readonly field: string
  readonly stores: Stores
  /** It has no such size, or the field is of a kind that is not stored so. */
  readonly reason:
    { readonly kind: 'size'; readonly least: number } | { readonly kind: 'field'; readonly type: Kind; readonly fits: readonly Kind[] }
}

const written = (length: number) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), note: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { columns: { note: { column: 'note', stores: [{ length: ${length} }] } } })`,
  })

export const stores = {
  code: 'TW315',
  severity: 'error',
  title: 'a way of storing that the field cannot have',
  why: 'stores says what a system makes of a value, so that what comes back is not taken for a change. What no system does to such a value hides real changes, or does nothing.',
  example: { failing: written(0), at: [11, 20], mended: written(40) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) =>
      binding.columns.flatMap((column) => {
        const field = recordOf(plan, record)?.fields.find(({ name }) => name === column.field)
        if (!field) return []
        return column.stores.flatMap((each) => {
          const reason = reasonAgainst(each, column, field)
          return reason ? [{ at: binding.at, facts: { system, record, field: field.name, stores: each, reason } }] : []
        })
      }),
    ),
} as const satisfies Rule

/** What each way of storing is done to; dates are stored as text as well, and may be blank. */
const fitting: Readonly<Record<Way, readonly Kind[]>> = {
  trim: ['text', 'enum', 'date', 'datetime'],
  blankAsNull: ['text', 'enum', 'date', 'datetime'],
  upper: ['text', 'enum'],
  length: ['text', 'enum'],
  scale: ['decimal', 'number'],
  precision: ['datetime'],
}

function reasonAgainst(each: Stores, column: PlanColumn, { type: { kind: type } }: PlanField): Facts['reason'] | undefined {
  if (typeof each === 'object' && 'length' in each && !isWhole(each.length, 1)) return { kind: 'size', least: 1 }
  if (typeof each === 'object' && 'scale' in each && !isWhole(each.scale, 0)) return { kind: 'size', least: 0 }
  // What a codec, a value map or a lookup stores is of a kind of its own.
  if (column.codec ?? column.values ?? column.lookup) return undefined
  const fits = fitting[wayOf(each)]
  return fits.includes(type) ? undefined : { kind: 'field', type, fits }
}

function wayOf(each: Stores): Way {
  if (typeof each !== 'object') return each
  if ('length' in each) return 'length'
  return 'scale' in each ? 'scale' : 'precision'
}

function isWhole(size: number, least: number): boolean {
  return Number.isSafeInteger(size) && size >= least
}
