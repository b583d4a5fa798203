/** What is said of columns alike in every dialect. */
import type { AdapterView } from '../emit/view/adapter.ts'

/** A column in a list of some: found by its text alone, since within a name no quote follows a comma without a backslash between. */
export function columnToken(column: string): string {
  return `,${JSON.stringify(column)}`
}

/** Columns of the scope whose value only the environment says. */
export function environmentScope(view: AdapterView): string[] {
  return view.scope.flatMap(({ column, param }) => (param === undefined ? [] : [column]))
}

/** Columns that the binding feeds with constants and no field with values, each with its constant; the last word on a column counts. */
export function constants(view: AdapterView, moment: 'insert' | 'update'): [column: string, value: string | number | boolean][] {
  const { onCreate, always } = view.binding.constants
  const chosen = moment === 'insert' ? [...onCreate, ...always] : always
  const fed = new Set([...view.key, ...view.fields].map(({ column }) => column))
  return [...new Map(chosen).entries()].filter(([column]) => !fed.has(column))
}
