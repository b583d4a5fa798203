import type { BindingOptionsData } from '../../dsl/data.ts'

type Naming = NonNullable<BindingOptionsData['naming']>

const forms = {
  same: (field) => field,
  snake_case: (field) => words(field).toLowerCase(),
  UPPER_CASE: (field) => words(field).toUpperCase(),
} as const satisfies Record<Naming, (field: string) => string>

/** The column of a field that `columns` does not name. */
export function columnName(field: string, naming: Naming = 'same'): string {
  return forms[naming](field)
}

/** `costCurrency` → `cost_Currency`, `siteID` → `site_ID`, `HTTPCode2` → `HTTP_Code2`. */
function words(field: string): string {
  return field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
}
