/** What a database says of its columns, as a file beside its system: written whole by each pull, and read by the next one. */
import type { ObjectLiteralExpression, Project } from 'ts-morph'
import { Node } from 'ts-morph'
import type { PulledColumnData } from '../../dsl/data.ts'
import { nameOf } from './edit.ts'
import type { Model } from './model.ts'
import { literal, property } from './names.ts'

/** By table, then by column. */
export type Pulled = ReadonlyMap<string, ReadonlyMap<string, PulledColumnData>>

export function columnsPath({ systemFile }: Pick<Model, 'systemFile'>): string {
  return `systems/${systemFile}.columns.ts`
}

/** As the system's file imports it. */
export function columnsModule({ systemFile }: Pick<Model, 'systemFile'>): string {
  return `./${systemFile}.columns.ts`
}

export function printColumns(pulled: Pulled): string {
  const tables = [...pulled].flatMap(([table, columns]) => [
    `  ${property(table)}: {`,
    ...[...columns].map(([column, said]) => `    ${property(column)}: { ${membersOf(said).join(', ')} },`),
    '  },',
  ])
  return [
    '// What the database says of its columns. thalweg pull writes this file anew each time: what is changed here is lost.',
    `import type { PulledColumns } from 'thalweg'`,
    '',
    'export const columns: PulledColumns = {',
    ...tables,
    '}',
    '',
  ].join('\n')
}

function membersOf(said: PulledColumnData): string[] {
  return Object.entries(said).map(([name, value]) => `${name}: ${codeOf(value as string | number | boolean | readonly string[])}`)
}

function codeOf(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'object') return `[${value.map(literal).join(', ')}]`
  return typeof value === 'string' ? literal(value) : String(value)
}

/** What the file says; empty where it is not there, or not as it was written. */
export function writtenColumns(project: Project, model: Pick<Model, 'systemFile'>): Pulled {
  const tables = project
    .getSourceFile(`/${columnsPath(model)}`)
    ?.getVariableDeclaration('columns')
    ?.getInitializer()
  if (!Node.isObjectLiteralExpression(tables)) return new Map()
  return new Map(
    members(tables).map(([table, columns]) => [
      table,
      new Map(
        (Node.isObjectLiteralExpression(columns) ? members(columns) : []).map(([column, said]) => [
          column,
          (Node.isObjectLiteralExpression(said)
            ? Object.fromEntries(members(said).map(([name, value]) => [name, valueOf(value)]))
            : {}) as unknown as PulledColumnData,
        ]),
      ),
    ]),
  )
}

function members(object: ObjectLiteralExpression): readonly (readonly [name: string, value: Node])[] {
  return object.getProperties().flatMap((each) => {
    const [name, value] = Node.isPropertyAssignment(each) ? [nameOf(each), each.getInitializer()] : []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}

function valueOf(node: Node): unknown {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node) || Node.isNumericLiteral(node)) return node.getLiteralValue()
  if (Node.isArrayLiteralExpression(node)) return node.getElements().map(valueOf)
  if (Node.isPrefixUnaryExpression(node)) return -Number(valueOf(node.getOperand()))
  return Node.isTrueLiteral(node)
}

/** Columns that are another now, in words. */
export function changedColumns(before: Pulled, now: Pulled): string[] {
  return [...now].flatMap(([table, columns]) =>
    [...columns].flatMap(([column, said]) => {
      const was = before.get(table)?.get(column)
      if (was === undefined || shape(was) === shape(said)) return []
      const [old, fresh] = [described(was), described(said)]
      return [`${table}.${column} is ${fresh} now${old === fresh ? '' : `, and was ${old}`}`]
    }),
  )
}

/** Without the order in which it was written. */
function shape(said: PulledColumnData): string {
  return JSON.stringify(Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function described({ type, nullable, required }: PulledColumnData): string {
  return `${type || 'of no type'}${nullable === false ? ' NOT NULL' : ''}${nullable === false && required !== true ? ', filled by the database' : ''}`
}
