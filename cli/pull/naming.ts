import { columnName } from '../../codegen/plan/naming.ts'
import type { FieldModel } from './model.ts'
import { literal } from './names.ts'

export type Naming = NonNullable<Parameters<typeof columnName>[1]>

const namings = Object.keys({ same: true, snake_case: true, UPPER_CASE: true } satisfies Record<Naming, true>) as Naming[]

/** The naming that leaves the fewest columns to be spelled out. */
export function namingOf(fields: readonly Pick<FieldModel, 'name' | 'column'>[]): Naming {
  const spelled = (naming: Naming) => fields.filter(({ name, column }) => columnName(name, naming) !== column).length
  return namings.reduce((best, choice) => (spelled(choice) < spelled(best) ? choice : best))
}

/** What the binding says of a field's column, as code; null: the naming says it. */
export function columnCode({ name, column, stored: { sqlType, stores } }: FieldModel, naming: Naming): string | null {
  if (sqlType === undefined && stores === undefined) return columnName(name, naming) === column ? null : literal(column)
  const said = [
    `column: ${literal(column)}`,
    ...(sqlType === undefined ? [] : [`sqlType: ${literal(sqlType)}`]),
    ...(stores === undefined ? [] : [`stores: [{ precision: ${literal(stores.precision)} }]`]),
  ]
  return `{ ${said.join(', ')} }`
}
