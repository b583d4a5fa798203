import { IndentationText, Project, QuoteKind, ts, VariableDeclarationKind } from 'ts-morph'
import type { CodeBlockWriter, SourceFile } from 'ts-morph'
import { columnsModule, columnsPath, printColumns } from './columns-file.ts'
import type { Connector, FieldModel, Model, RecordModel } from './model.ts'
import { literal, property } from './names.ts'
import type { Naming } from './naming.ts'
import { columnCode } from './naming.ts'

const lineLength = 136

/** The files of a model by path, formatted. */
export function printModel(model: Model): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const record of model.records) files.set(`records/${record.file}.ts`, printRecord(record))
  files.set(`systems/${model.systemFile}.ts`, finished(systemFile(inMemory(), model)))
  files.set(columnsPath(model), printColumns(model.columns))
  return files
}

export function printRecord(record: RecordModel): string {
  return finished(recordFile(inMemory(), record))
}

export function inMemory(): Project {
  return new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Single,
      insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
    },
  })
}

export function usesField({ ref, source }: FieldModel): boolean {
  return ref !== null || /\bfield\./.test(source)
}

export function usesZod({ source }: FieldModel): boolean {
  return /\bz\./.test(source)
}

/** `credit: field.decimal({ precision: 12, scale: 2 }).nullable()` */
export function fieldCode({ name, source, ref }: FieldModel): string {
  return `${property(name)}: ${ref === null ? source : `field.ref(${literal(ref)}, ${source})`}`
}

function recordFile(project: Project, record: RecordModel): SourceFile {
  const file = project.createSourceFile(`records/${record.file}.ts`)
  const marks = record.fields.some(usesField)
  file.addImportDeclaration({ namedImports: marks ? ['field', 'record'] : ['record'], moduleSpecifier: 'thalweg' })
  if (record.fields.some(usesZod)) file.addImportDeclaration({ namedImports: ['z'], moduleSpecifier: 'zod' })
  constantOf(file, record.name, 'record', (writer) => {
    writer.write('(').inlineBlock(() => {
      const [only, ...others] = record.key.map(literal)
      writer.writeLine(`key: ${others.length === 0 ? only : `[${[only, ...others].join(', ')}]`},`)
      writer.write('fields: ').inlineBlock(() => {
        for (const field of record.fields) {
          if (field.remark !== null) writer.writeLine(`// ${field.remark}`)
          writer.writeLine(`${fieldCode(field)},`)
        }
        for (const { column, why } of record.left) writer.writeLine(`// ${leftOut(column)}: ${why}.`)
      })
      writer.write(',').newLine()
    })
    writer.write(')')
  })
  return file
}

function systemFile(project: Project, model: Model): SourceFile {
  const file = project.createSourceFile(`systems/${model.systemFile}.ts`)
  const { names, code } = connectorCode(model.connector)
  file.addImportDeclaration({ namedImports: [...names, 'system', 'table'], moduleSpecifier: 'thalweg' })
  for (const record of model.records)
    file.addImportDeclaration({ namedImports: [record.name], moduleSpecifier: `../records/${record.file}.ts` })
  file.addImportDeclaration({ namedImports: ['columns'], moduleSpecifier: columnsModule(model) })
  constantOf(file, model.system, 'system', (writer) => {
    writer.write('(').inlineBlock(() => {
      writer.writeLine(`connector: ${code},`)
      writer.writeLine('columns,')
      writer.write('holds: ').inlineBlock(() => {
        for (const record of model.records) bindingOf(writer, record)
      })
      writer.write(',').newLine()
    })
    writer.write(')')
  })
  return file
}

/** In a comment: the next pull reads it, and leaves the column out as well. */
export function leftOut(column: string): string {
  return `Column ${literal(column)} is left out`
}

/** What it imports, and how it is written. */
function connectorCode(connector: Connector): { readonly names: readonly string[]; readonly code: string } {
  const { kind, env } = connector
  if (kind === 'sqlite')
    return { names: ['env', 'sqlite'], code: `sqlite({ file: env(${literal(env)}, { default: ${literal(connector.file)} }) })` }
  const schema = connector.schema === undefined ? '' : `, schema: ${literal(connector.schema)}`
  const names = kind === 'mariadb' ? ['mariadb', 'secret'] : ['postgres', 'secret']
  return { names, code: `${kind}({ url: secret(${literal(env)})${schema} })` }
}

const views = {
  read: '// A view that takes no writes: flows may only read here, and differences are found by comparing all rows.',
  write: '// A view has no triggers that see changes: they are found by comparing all rows.',
}

/** On one line where it fits. */
export function bindingOf(writer: CodeBlockWriter, record: RecordModel): void {
  const columns = columnsOf(record.fields, record.naming)
  const options = [
    ...(record.naming === 'same' ? [] : [`naming: ${literal(record.naming)}`]),
    `detect: ${record.view === undefined ? `'outbox'` : `'snapshot'`}`,
    ...(columns.length === 0 ? [] : [`columns: { ${columns.join(', ')} }`]),
  ]
  if (record.view !== undefined) writer.writeLine(views[record.view])
  const start = `${record.name}: table(${record.name}, ${literal(record.table)}, `
  const line = `${start}{ ${options.join(', ')} }),`
  if (line.length < lineLength) {
    writer.writeLine(line)
    return
  }
  writer.write(start).inlineBlock(() => {
    for (const option of options.slice(0, columns.length === 0 ? undefined : -1)) writer.writeLine(`${option},`)
    if (columns.length === 0) return
    writer.write('columns: ').inlineBlock(() => columns.forEach((column) => writer.writeLine(`${column},`)))
    writer.write(',').newLine()
  })
  writer.write('),').newLine()
}

/** `rating: 'RATE'`, for each field whose column the naming does not say. */
function columnsOf(fields: readonly FieldModel[], naming: Naming): string[] {
  return fields.flatMap((field) => {
    const code = columnCode(field, naming)
    return code === null ? [] : [`${property(field.name)}: ${code}`]
  })
}

function constantOf(file: SourceFile, name: string, call: string, initializer: (writer: CodeBlockWriter) => void): void {
  file.addVariableStatement({
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [{ name, initializer: (writer) => initializer(writer.write(call)) }],
  })
}

function finished(file: SourceFile): string {
  file.formatText({ semicolons: ts.SemicolonPreference.Remove, insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true })
  return `${file.getFullText().trimEnd()}\n`
}
