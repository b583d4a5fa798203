/** What files of an earlier pull say by now: systems with their bindings, and the records that those bind. */
import { posix } from 'node:path'
import type { CallExpression, ObjectLiteralExpression, Project, PropertyAssignment, SourceFile } from 'ts-morph'
import { Node } from 'ts-morph'
import { columnName } from '../../codegen/plan/naming.ts'
import { argumentOf, memberOf, nameOf, textOf } from './edit.ts'
import type { Naming } from './naming.ts'

export interface WrittenSystem {
  readonly file: SourceFile
  /** What system(…) is given. */
  readonly given: ObjectLiteralExpression
  readonly holds: ObjectLiteralExpression
  readonly bindings: readonly WrittenBinding[]
}

export interface WrittenBinding {
  readonly property: PropertyAssignment
  /** Its name in the landscape. */
  readonly record: string
  readonly table: string
  /** Where the record stands, and under which name it is exported there; null: not where pull can follow. */
  readonly from: { readonly path: string; readonly name: string } | null
  readonly call: CallExpression
}

/** @returns null where no system is written in a way that can be read without running it */
export function writtenSystem(file: SourceFile, name: string): WrittenSystem | null {
  const declarations = file.getVariableDeclarations()
  const named = declarations.find((each) => each.getName() === name)
  const systems = declarations.filter((each) => argumentOf(each.getInitializer(), 'system') !== undefined)
  const declaration = named ?? (systems.length === 1 ? systems[0] : undefined)
  const given = argumentOf(declaration?.getInitializer(), 'system')
  const holds = memberOf(given, 'holds')
  if (given === undefined || !Node.isObjectLiteralExpression(holds)) return null
  return { file, given, holds, bindings: holds.getProperties().flatMap((property) => bindingIn(file, property) ?? []) }
}

function bindingIn(file: SourceFile, property: Node): WrittenBinding | null {
  const call = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined
  if (!Node.isPropertyAssignment(property) || !Node.isCallExpression(call) || call.getExpression().getText() !== 'table') return null
  const [record, table] = call.getArguments()
  const name = textOf(table)
  if (name === undefined || !Node.isIdentifier(record)) return null
  return { property, record: nameOf(property)!, table: name, from: origin(file, record.getText()), call }
}

function origin(file: SourceFile, local: string): WrittenBinding['from'] {
  for (const declaration of file.getImportDeclarations())
    for (const named of declaration.getNamedImports())
      if ((named.getAliasNode()?.getText() ?? named.getName()) === local)
        return {
          path: posix.join(posix.dirname(file.getFilePath()).slice(1), declaration.getModuleSpecifierValue()),
          name: named.getName(),
        }
  return null
}

export interface WrittenRecord {
  readonly file: SourceFile
  readonly fields: ObjectLiteralExpression
  /** By name. */
  readonly properties: ReadonlyMap<string, Node>
}

/** @returns null where its fields are not all written there as an object */
function writtenRecord(file: SourceFile, name: string): WrittenRecord | null {
  const fields = memberOf(argumentOf(file.getVariableDeclaration(name)?.getInitializer(), 'record'), 'fields')
  if (!Node.isObjectLiteralExpression(fields)) return null
  const properties = fields.getProperties().map((property) => [nameOf(property), property] as const)
  if (properties.some(([field]) => field === undefined)) return null
  return { file, fields, properties: new Map(properties.map(([field, property]) => [field!, property])) }
}

/** The record in the file of that path, which may have gone meanwhile. */
export function recordOf(project: Project, { from }: WrittenBinding): WrittenRecord | null {
  const file = from === null ? undefined : project.getSourceFile(`/${from.path}`)
  return file === undefined ? null : writtenRecord(file, from!.name)
}

export interface WrittenOptions {
  /** Undefined: the binding has none. */
  readonly object: ObjectLiteralExpression | undefined
  readonly columns: ObjectLiteralExpression | undefined
  readonly naming: Naming
  /** Columns that the binding names for something else than a field: scopes, constants, marks, ids. Small letters. */
  readonly mentioned: ReadonlySet<string>
  /** The column of a field; null: this system does not hold it. */
  columnOf(field: string): string | null
}

/** @returns null where they are not all written there as an object */
export function optionsOf({ call }: WrittenBinding): WrittenOptions | null {
  const [, , object] = call.getArguments()
  if (object !== undefined && !Node.isObjectLiteralExpression(object)) return null
  const columns = memberOf(object, 'columns')
  if (columns !== undefined && !Node.isObjectLiteralExpression(columns)) return null
  const naming = (textOf(memberOf(object, 'naming')) ?? 'same') as Naming
  const omit = memberOf(object, 'omit')
  const omitted = new Set(Node.isArrayLiteralExpression(omit) ? omit.getElements().map(textOf) : [])
  return {
    object,
    columns,
    naming,
    mentioned: mentionedIn(object),
    columnOf: (field) => {
      if (omitted.has(field)) return null
      const said = memberOf(columns, field)
      const inside = Node.isObjectLiteralExpression(said) ? memberOf(said, 'column') : said
      return textOf(inside) ?? columnName(field, naming)
    },
  }
}

function mentionedIn(object: ObjectLiteralExpression | undefined): Set<string> {
  const found = new Set<string>()
  for (const property of object?.getProperties() ?? []) {
    if (['columns', 'omit', 'naming'].includes(nameOf(property) ?? '')) continue
    property.forEachDescendant((node) => {
      const name = Node.isPropertyAssignment(node) ? nameOf(node) : textOf(node)
      if (name !== undefined) found.add(name.toLowerCase())
    })
  }
  return found
}
