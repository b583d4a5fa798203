import { IndentationText, Project, QuoteKind, ts, VariableDeclarationKind } from 'ts-morph'
import type { CodeBlockWriter, SourceFile } from 'ts-morph'
import type { Model, RecordModel } from './model.ts'
import { literal, property } from './names.ts'

export interface Placing {
  /** Value that the system's place has where the environment says nothing: the path of the file from the project's folder. */
  readonly file: string
  readonly env: string
}

const lineLength = 136

/** The files of a model by path, formatted. */
export function printModel(model: Model, placing: Placing): ReadonlyMap<string, string> {
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Single,
      insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
    },
  })
  const files = new Map<string, string>()
  for (const record of model.records) files.set(`records/${record.file}.ts`, finished(recordFile(project, record)))
  files.set(`systems/${model.systemFile}.ts`, finished(systemFile(project, model, placing)))
  return files
}

function recordFile(project: Project, record: RecordModel): SourceFile {
  const file = project.createSourceFile(`records/${record.file}.ts`)
  const sources = record.fields.map((field) => field.source)
  const marks = record.fields.some((field) => field.ref !== null || field.source.startsWith('field.'))
  file.addImportDeclaration({ namedImports: marks ? ['field', 'record'] : ['record'], moduleSpecifier: 'thalweg' })
  if (sources.some((source) => source.startsWith('z.'))) file.addImportDeclaration({ namedImports: ['z'], moduleSpecifier: 'zod' })
  constantOf(file, record.name, 'record', (writer) => {
    writer.write('(').inlineBlock(() => {
      const [only, ...others] = record.key.map(literal)
      writer.writeLine(`key: ${others.length === 0 ? only : `[${[only, ...others].join(', ')}]`},`)
      writer.write('fields: ').inlineBlock(() => {
        for (const field of record.fields) {
          if (field.remark !== null) writer.writeLine(`// ${field.remark}`)
          const source = field.ref === null ? field.source : `field.ref(${literal(field.ref)}, ${field.source})`
          writer.writeLine(`${property(field.name)}: ${source},`)
        }
        for (const { column, why } of record.left) writer.writeLine(`// Column ${literal(column)} is left out: ${why}.`)
      })
      writer.write(',').newLine()
    })
    writer.write(')')
  })
  return file
}

function systemFile(project: Project, model: Model, { file: place, env }: Placing): SourceFile {
  const file = project.createSourceFile(`systems/${model.systemFile}.ts`)
  file.addImportDeclaration({ namedImports: ['env', 'sqlite', 'system', 'table'], moduleSpecifier: 'thalweg' })
  for (const record of model.records)
    file.addImportDeclaration({ namedImports: [record.name], moduleSpecifier: `../records/${record.file}.ts` })
  constantOf(file, model.system, 'system', (writer) => {
    writer.write('(').inlineBlock(() => {
      writer.writeLine(`connector: sqlite({ file: env(${literal(env)}, { default: ${literal(place)} }) }),`)
      writer.write('holds: ').inlineBlock(() => {
        for (const record of model.records) bindingOf(writer, record)
      })
      writer.write(',').newLine()
    })
    writer.write(')')
  })
  return file
}

/** On one line where it fits. */
function bindingOf(writer: CodeBlockWriter, record: RecordModel): void {
  const columns = [...record.columns].map(([field, column]) => `${property(field)}: ${literal(column)}`)
  const options = [
    ...(record.naming === 'same' ? [] : [`naming: ${literal(record.naming)}`]),
    `detect: 'outbox'`,
    ...(columns.length === 0 ? [] : [`columns: { ${columns.join(', ')} }`]),
  ]
  const start = `${record.name}: table(${record.name}, ${literal(record.table)}, `
  const line = `${start}{ ${options.join(', ')} }),`
  if (line.length < lineLength) {
    writer.writeLine(line)
    return
  }
  writer.write(start).inlineBlock(() => {
    for (const option of options.slice(0, -1)) writer.writeLine(`${option},`)
    writer.write('columns: ').inlineBlock(() => columns.forEach((column) => writer.writeLine(`${column},`)))
    writer.write(',').newLine()
  })
  writer.write('),').newLine()
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
