import type { Pulled } from './columns-file.ts'
import type { FoundTable, Written } from './found.ts'
import { camelCase, constant, free, kebabCase } from './names.ts'
import type { Naming } from './naming.ts'
import { namingOf } from './naming.ts'

/** By what the system is reached, as code says it: names of the environment, never what they hold. */
export type Connector =
  | {
      readonly kind: 'sqlite'
      readonly env: string
      /** Where it is when the environment says nothing: a path from the project's folder. */
      readonly file: string
    }
  | { readonly kind: 'postgres' | 'mariadb'; readonly env: string; readonly schema?: string }

/** Records and bindings for what a database holds, before anything is written. */
export interface Model {
  /** The name of the system, and of the constant and the file that hold it. */
  readonly system: string
  readonly systemFile: string
  readonly connector: Connector
  readonly records: readonly RecordModel[]
  /** What the database says of the columns of their tables. */
  readonly columns: Pulled
  /** Tables that no record is made of, with why. */
  readonly left: readonly { readonly table: string; readonly why: string }[]
}

export interface RecordModel {
  readonly table: string
  /** Name in the landscape, and of the exported constant. */
  readonly name: string
  /** Without ending. */
  readonly file: string
  readonly key: readonly string[]
  readonly fields: readonly FieldModel[]
  readonly left: readonly { readonly column: string; readonly why: string }[]
  readonly naming: Naming
  readonly view?: NonNullable<FoundTable['view']>
}

export interface FieldModel {
  readonly name: string
  readonly column: string
  /** The schema, as code. */
  readonly source: string
  /** The record whose key it holds. */
  readonly ref: string | null
  readonly remark: string | null
  /** What the binding has to say of the column beside its name. */
  readonly stored: Pick<Written, 'sqlType' | 'stores'>
}

/** @param known names of records by table, where files of an earlier pull have them */
export function modelOf(
  system: string,
  connector: Connector,
  tables: readonly FoundTable[],
  known: ReadonlyMap<string, string> = new Map(),
): Model {
  const taken = new Set<string>([system, ...known.values()].map((name) => name.toLowerCase()))
  const files = new Set<string>()
  const usable = tables.filter((table) => whyNot(table) === null)
  const names = new Map(usable.map((table) => [table.name, known.get(table.name) ?? free(constant(camelCase(table.name)), taken)]))
  return {
    system,
    systemFile: kebabCase(system.replaceAll('_', '-').toLowerCase()),
    connector,
    records: usable.map((table) => recordOf(table, usable, names, files)),
    columns: new Map(usable.map((table) => [table.name, new Map(table.columns.map(({ name, facts }) => [name, facts]))])),
    left: tables.flatMap((table) => {
      const why = whyNot(table)
      return why === null ? [] : [{ table: table.name, why }]
    }),
  }
}

function whyNot(table: FoundTable): string | null {
  if (table.unread === true) return 'this user may not read it: GRANT SELECT'
  if (table.key.length === 0)
    return table.view === undefined
      ? 'it has neither a primary key nor a unique index over columns that are never empty: its rows cannot be told apart'
      : `a view has no key of its own: say which columns tell its rows apart, --key ${table.name}=<column>`
  for (const { name, field } of table.columns)
    if (table.key.includes(name) && 'left' in field) return `its key column ${name} cannot be carried: ${field.left}`
  return null
}

function recordOf(table: FoundTable, tables: readonly FoundTable[], names: ReadonlyMap<string, string>, files: Set<string>): RecordModel {
  const taken = new Set<string>()
  const fields: FieldModel[] = []
  const left: { column: string; why: string }[] = []
  for (const column of table.columns) {
    const { field } = column
    if ('left' in field) {
      left.push({ column: column.name, why: field.left })
      continue
    }
    const name = free(camelCase(column.name), taken)
    const source = column.nullable && !table.key.includes(column.name) ? `${field.source}.nullable()` : field.source
    const { remark, sqlType, stores } = field
    const stored = { ...(sqlType !== undefined && { sqlType }), ...(stores !== undefined && { stores }) }
    fields.push({ name, column: column.name, source, ref: refOf(table, column.name, tables, names), remark, stored })
  }
  const fieldNamed = new Map(fields.map((field) => [field.column, field.name]))
  const name = names.get(table.name)!
  return {
    table: table.name,
    name,
    file: free(kebabCase(name), files),
    key: table.key.map((column) => fieldNamed.get(column)!),
    fields,
    left,
    naming: namingOf(fields),
    ...(table.view !== undefined && { view: table.view }),
  }
}

/** A foreign key of one column refers to a record when it holds that record's key. */
function refOf(table: FoundTable, column: string, tables: readonly FoundTable[], names: ReadonlyMap<string, string>): string | null {
  const reference = table.references.find((each) => each.column === column)
  const target = tables.find((each) => each.name.toLowerCase() === reference?.table.toLowerCase())
  if (reference === undefined || target === undefined || target.key.length !== 1) return null
  return reference.to === null || reference.to === target.key[0] ? (names.get(target.name) ?? null) : null
}
