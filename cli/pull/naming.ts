import { columnName } from '../../codegen/plan/naming.ts'
import type { FieldModel } from './model.ts'

export type Naming = keyof typeof columnName

/** The naming that leaves the fewest columns to be spelled out, and those. */
export function namingOf(fields: readonly Pick<FieldModel, 'name' | 'column'>[]): { readonly naming: Naming; readonly columns: ReadonlyMap<string, string> } {
  const choices = (Object.keys(columnName) as Naming[]).map((naming) => ({
    naming,
    columns: new Map(fields.filter(({ name, column }) => columnName[naming](name) !== column).map(({ name, column }) => [name, column])),
  }))
  return choices.reduce((best, choice) => (choice.columns.size < best.columns.size ? choice : best))
}
