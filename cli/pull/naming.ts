import { columnName } from '../../codegen/plan/naming.ts'
import type { FieldModel } from './model.ts'

export type Naming = NonNullable<Parameters<typeof columnName>[1]>

const namings = Object.keys({ same: true, snake_case: true, UPPER_CASE: true } satisfies Record<Naming, true>) as Naming[]

/** The naming that leaves the fewest columns to be spelled out, and those. */
export function namingOf(fields: readonly Pick<FieldModel, 'name' | 'column'>[]): {
  readonly naming: Naming
  readonly columns: ReadonlyMap<string, string>
} {
  const choices = namings.map((naming) => ({
    naming,
    columns: new Map(fields.filter(({ name, column }) => columnName(name, naming) !== column).map(({ name, column }) => [name, column])),
  }))
  return choices.reduce((best, choice) => (choice.columns.size < best.columns.size ? choice : best))
}
