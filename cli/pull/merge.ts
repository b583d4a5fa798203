/**
 * A second pull. Columns and tables that came are added to the files of the first, those that went get a comment, and everything else stays as its
 * engineers have it: names, types, options and comments.
 */
import { CodeBlockWriter } from 'ts-morph'
import type { Node, Project, SourceFile } from 'ts-morph'
import { changedColumns, columnsModule, columnsPath, printColumns, writtenColumns, type Pulled } from './columns-file.ts'
import type { Edit } from './edit.ts'
import { append, before, edited, imported } from './edit.ts'
import type { FieldModel, Model, RecordModel } from './model.ts'
import { free, literal } from './names.ts'
import { columnCode } from './naming.ts'
import { bindingOf, fieldCode, leftOut, printRecord, usesField, usesZod } from './print.ts'
import type { WrittenBinding, WrittenOptions, WrittenRecord, WrittenSystem } from './written.ts'
import { optionsOf, recordOf } from './written.ts'

export interface Change {
  readonly file: string
  /** `credit is new, from column credit_limit` */
  readonly text: string
}

export interface Merged {
  /** Whole texts by path, of files that change. */
  readonly files: ReadonlyMap<string, string>
  /** Those of them that are not there yet. */
  readonly created: ReadonlySet<string>
  readonly changes: readonly Change[]
  /** Files that nobody but their engineers can change. */
  readonly unread: readonly Change[]
}

interface Collected {
  readonly edits: Map<string, Edit[]>
  readonly added: Map<string, string>
  readonly changes: Change[]
  readonly unread: Change[]
}

/** @param found tables of the database; null where only some were asked for, and nobody knows what is gone */
export function merged(project: Project, system: WrittenSystem, model: Model, found: ReadonlySet<string> | null): Merged {
  const into: Collected = { edits: new Map(), added: new Map(), changes: [], unread: [] }
  const bindings = new Map(system.bindings.map((binding) => [binding.table, binding]))
  for (const record of model.records) {
    const binding = bindings.get(record.table)
    if (binding !== undefined) mergeRecord(project, system, binding, record, into)
  }
  addTables(
    system,
    model.records.filter(({ table }) => !bindings.has(table)),
    into,
  )
  for (const binding of system.bindings)
    if (found?.has(binding.table) === false) gone(into, pathOf(system.file), binding.property, `Table ${literal(binding.table)}`)
  renewColumns(project, system, model, found !== null, into)
  const files = new Map(into.added)
  for (const [path, edits] of into.edits) files.set(path, edited(project.getSourceFileOrThrow(`/${path}`).getFullText(), edits))
  return {
    files,
    created: new Set([...into.added.keys()].filter((path) => project.getSourceFile(`/${path}`) === undefined)),
    changes: into.changes,
    unread: into.unread,
  }
}

/** The file of columns is written whole; the system refers to it from when it came on, and whoever takes that out has it so. */
function renewColumns(project: Project, system: WrittenSystem, model: Model, whole: boolean, into: Collected): void {
  const path = columnsPath(model)
  const file = project.getSourceFile(`/${path}`)
  const before = writtenColumns(project, model)
  const now: Pulled = whole ? model.columns : new Map([...before, ...model.columns])
  const changed = changedColumns(before, now)
  if (file !== undefined && changed.length === 0 && sameNames(before, now)) return
  into.added.set(path, printColumns(now))
  for (const text of changed) into.changes.push({ file: path, text })
  if (file !== undefined) return
  into.changes.push({ file: path, text: 'what the database says of its columns' })
  if (system.given.getProperty('columns') !== undefined) return
  const name = system.file.getVariableDeclaration('columns') === undefined && !importsColumns(system.file) ? 'columns' : 'pulledColumns'
  const as = name === 'columns' ? '' : ` as ${name}`
  const end = system.file.getImportDeclarations().at(-1)?.getEnd() ?? 0
  put(into, pathOf(system.file), [{ at: end, text: `\nimport { columns${as} } from '${columnsModule(model)}'` }])
  put(into, pathOf(system.file), append(system.given, [name === 'columns' ? name : `columns: ${name}`]))
}

function importsColumns(file: SourceFile): boolean {
  const named = file.getImportDeclarations().flatMap((each) => each.getNamedImports())
  return named.some((each) => (each.getAliasNode()?.getText() ?? each.getName()) === 'columns')
}

function sameNames(before: Pulled, now: Pulled): boolean {
  const names = (pulled: Pulled) => [...pulled].map(([table, columns]) => JSON.stringify([table, ...columns.keys()])).sort()
  return names(before).join() === names(now).join()
}

function pathOf(file: { getFilePath(): string }): string {
  return file.getFilePath().slice(1)
}

function put({ edits }: Collected, path: string, some: readonly Edit[]): void {
  if (some.length > 0) edits.set(path, [...(edits.get(path) ?? []), ...some])
}

function mergeRecord(project: Project, system: WrittenSystem, binding: WrittenBinding, model: RecordModel, into: Collected): void {
  const record = recordOf(project, binding)
  const options = optionsOf(binding)
  if (record === null || options === null) {
    const [file, what] =
      record === null
        ? [binding.from?.path ?? pathOf(system.file), `the fields of ${binding.record} are not all written here as an object`]
        : [pathOf(system.file), `the options of ${binding.record} are not written here as an object`]
    into.unread.push({ file, text: `${what}: look yourself for columns that came or went` })
    return
  }
  const known = new Map([...record.properties.keys()].map((field) => [options.columnOf(field)?.toLowerCase(), field]))
  const isNew = ({ column }: { readonly column: string }) =>
    !known.has(column.toLowerCase()) && !options.mentioned.has(column.toLowerCase()) && !record.fields.getText().includes(leftOut(column))
  addColumns(system, record, options, binding, model.fields.filter(isNew), into)
  const left = model.left.filter(isNew)
  put(into, pathOf(record.file), leftEdits(record, left, model.fields.some(isNew)))
  for (const { column, why } of left)
    into.changes.push({ file: pathOf(record.file), text: `column ${column} is new, and left out: ${why}` })
  const there = new Set([...model.fields, ...model.left].map(({ column }) => column.toLowerCase()))
  for (const [field, property] of record.properties) {
    const column = options.columnOf(field)
    if (column !== null && !there.has(column.toLowerCase())) gone(into, pathOf(record.file), property, `Column ${literal(column)}`)
  }
}

/** Behind fields that are added in the same place, where there are any. */
function leftEdits(record: WrittenRecord, left: RecordModel['left'], behind: boolean): readonly Edit[] {
  const comments = left.map(({ column, why }) => `// ${leftOut(column)}: ${why}.`)
  const edits = append(record.fields, comments)
  return behind ? edits.slice(-1) : edits
}

function addColumns(
  system: WrittenSystem,
  record: WrittenRecord,
  options: WrittenOptions,
  { call }: WrittenBinding,
  added: readonly FieldModel[],
  into: Collected,
): void {
  if (added.length === 0) return
  const path = pathOf(record.file)
  const taken = new Set([...record.properties.keys()].map((name) => name.toLowerCase()))
  const fields = added.map((field) => ({ ...field, name: free(field.name, taken) }))
  const lines = fields.map((field) => `${field.remark === null ? '' : `// ${field.remark}\n`}${fieldCode(field)}`)
  put(into, path, append(record.fields, lines))
  if (fields.some(usesField)) put(into, path, imported(record.file, 'thalweg', ['field']))
  if (fields.some(usesZod)) put(into, path, imported(record.file, 'zod', ['z']))
  const columns = fields.flatMap((field) => {
    const code = columnCode(field, options.naming)
    return code === null ? [] : [`${field.name}: ${code}`]
  })
  put(into, pathOf(system.file), columnEdits(options, call, columns))
  for (const { name, column } of fields) into.changes.push({ file: path, text: `${name} is new, from column ${column}` })
}

function columnEdits({ object, columns }: WrittenOptions, call: WrittenBinding['call'], lines: readonly string[]): readonly Edit[] {
  if (lines.length === 0) return []
  if (columns !== undefined) return append(columns, lines)
  const all = `columns: { ${lines.join(', ')} }`
  if (object !== undefined) return append(object, [all])
  return [{ at: call.getArguments().at(-1)!.getEnd(), text: `, { ${all} }` }]
}

function addTables(system: WrittenSystem, records: readonly RecordModel[], into: Collected): void {
  const path = pathOf(system.file)
  const bindings = records.map((record) => {
    const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, useSingleQuote: true })
    bindingOf(writer, record)
    return writer.toString().trimEnd().replace(/,$/, '')
  })
  put(into, path, append(system.holds, bindings))
  const end = system.file.getImportDeclarations().at(-1)?.getEnd() ?? 0
  for (const record of records) {
    put(into, path, [{ at: end, text: `\nimport { ${record.name} } from '../records/${record.file}.ts'` }])
    into.added.set(`records/${record.file}.ts`, printRecord(record))
    into.changes.push({ file: path, text: `${record.name} is new, from table ${record.table}` })
  }
}

/** Said once: a comment that is there stays. */
function gone(into: Collected, path: string, node: Node, what: string): void {
  const comment = `// ${what} is gone from the database.`
  if (node.getLeadingCommentRanges().some((range) => range.getText() === comment)) return
  put(into, path, [before(node, comment)])
  into.changes.push({ file: path, text: `${what.charAt(0).toLowerCase()}${what.slice(1)} is gone from the database` })
}
