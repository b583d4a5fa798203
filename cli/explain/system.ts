/** What the users of a system may edit, for one of them to read: in the terminal, or as Markdown to send around. */
import type { Colors } from 'picocolors/types.js'
import type { ColumnAnswer, May, SystemAnswer, TableAnswer } from '../../codegen/answer/system.ts'
import { cell } from '../../codegen/emit/words.ts'
import { table } from '../text.ts'

const states: Readonly<Record<ColumnAnswer['state'], string>> = {
  key: 'key',
  yours: 'yours',
  shared: 'shared',
  readOnly: 'read-only',
  noFlow: 'not part of any flow',
}
const access: Readonly<Record<SystemAnswer['access'], string>> = {
  readWrite: '',
  readOnly: 'Flows only read here: nothing is ever written.',
  copyOnly: 'It takes copies, and shares nothing.',
  appendOnly: 'It is only appended to.',
}
const others = 'Columns that are not listed are yours alone: no flow reads or writes them.'

export function systemText({ system, tables, access: kind }: SystemAnswer, paint: Colors): string {
  return [
    paint.bold(`What users of ${system} may edit`),
    ...(access[kind] === '' ? [] : [access[kind]]),
    ...tables.flatMap((each) => ['', ...tableText(each, paint)]),
    '',
    others,
  ].join('\n')
}

function tableText(answer: TableAnswer, paint: Colors): string[] {
  const { columns, create, delete: remove, programs } = answer
  return [
    `${paint.bold(answer.table)} ${aboutText(answer)}`,
    table(
      [
        ['create rows', mayText(create)],
        ['delete rows', mayText(remove)],
        ...programs.map(({ name, fields }): [string, string] => ['also writes', `${name}: ${fields.join(', ')}`]),
      ],
      '  ',
    ),
    '',
    table(columns.map(rowOf), '  '),
  ]
}

function aboutText({ record, flows }: TableAnswer): string {
  return `(${record}; ${flows.length === 0 ? 'in no flow' : flows.join(', ')})`
}
function mayText({ may, says }: May): string {
  return may === null ? says : `${may ? 'yes' : 'no'}: ${says}`
}
function rowOf({ column, state, says }: ColumnAnswer): string[] {
  return [column, states[state], says === states[state] ? '' : says]
}

export function systemMarkdown({ system, tables, access: kind }: SystemAnswer): string {
  return [
    `# What users of ${cell(system)} may edit`,
    ...(access[kind] === '' ? [] : [access[kind]]),
    ...tables.flatMap((each) => [
      `## ${cell(each.table)}`,
      cell(aboutText(each)),
      [`- Create rows: ${cell(mayText(each.create))}`, `- Delete rows: ${cell(mayText(each.delete))}`].join('\n'),
      ['| column | | |', '|---|---|---|', ...each.columns.map((column) => `| ${rowOf(column).map(cell).join(' | ')} |`)].join('\n'),
    ]),
    others,
  ].join('\n\n')
}
