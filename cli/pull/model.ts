import { basename } from 'node:path'
import type { FoundTable } from './read-schema.ts'
import { fieldOf } from './column-type.ts'
import { camelCase, constant, free, kebabCase, systemName } from './names.ts'
import type { Naming } from './naming.ts'
import { namingOf } from './naming.ts'

/** Records and bindings for what a database holds, before anything is written. */
export interface Model {
  /** The name of the system, and of the constant and the file that hold it. */
  readonly system: string
  readonly systemFile: string
  readonly records: readonly RecordModel[]
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
  /** Field → column, where the naming gives another. */
  readonly columns: ReadonlyMap<string, string>
}

export interface FieldModel {
  readonly name: string
  readonly column: string
  /** The schema, as code. */
  readonly source: string
  /** The record whose key it holds. */
  readonly ref: string | null
  readonly remark: string | null
}

export function modelOf(file: string, tables: readonly FoundTable[], named: string | undefined): Model {
  const system = named ?? systemName(basename(file))
  const taken = new Set<string>([system.toLowerCase()])
  const files = new Set<string>()
  const usable = tables.filter((table) => whyNot(table) === null)
  const names = new Map(usable.map((table) => [table.name, free(constant(camelCase(table.name)), taken)]))
  return {
    system,
    systemFile: kebabCase(system.replaceAll('_', '-').toLowerCase()),
    records: usable.map((table) => recordOf(table, usable, names, files)),
    left: tables.flatMap((table) => {
      const why = whyNot(table)
      return why === null ? [] : [{ table: table.name, why }]
    }),
  }
}

function whyNot(table: FoundTable): string | null {
  if (table.key.length === 0)
    return 'it has neither a primary key nor a unique index over columns that are never empty: its rows cannot be told apart'
  const binary = table.columns.find((column) => table.key.includes(column.name) && 'left' in fieldOf(column))
  return binary === undefined ? null : `its key column ${binary.name} holds binary data`
}

function recordOf(table: FoundTable, tables: readonly FoundTable[], names: ReadonlyMap<string, string>, files: Set<string>): RecordModel {
  const taken = new Set<string>()
  const fields: FieldModel[] = []
  const left: { column: string; why: string }[] = []
  for (const column of table.columns) {
    const field = fieldOf(column)
    if ('left' in field) {
      left.push({ column: column.name, why: field.left })
      continue
    }
    const name = free(camelCase(column.name), taken)
    const source = column.nullable ? `${field.source}.nullable()` : field.source
    fields.push({ name, column: column.name, source, ref: refOf(table, column.name, tables, names), remark: field.remark })
  }
  const fieldNamed = new Map(fields.map((field) => [field.column, field.name]))
  const name = names.get(table.name)!
  const { naming, columns } = namingOf(fields)
  return {
    table: table.name,
    name,
    file: free(kebabCase(name), files),
    key: table.key.map((column) => fieldNamed.get(column)!),
    fields,
    left,
    naming,
    columns,
  }
}

/** A foreign key of one column refers to a record when it holds that record's key. */
function refOf(table: FoundTable, column: string, tables: readonly FoundTable[], names: ReadonlyMap<string, string>): string | null {
  const reference = table.references.find((each) => each.column === column)
  const target = tables.find((each) => each.name.toLowerCase() === reference?.table.toLowerCase())
  if (reference === undefined || target === undefined || target.key.length !== 1) return null
  return reference.to === null || reference.to === target.key[0] ? (names.get(target.name) ?? null) : null
}
