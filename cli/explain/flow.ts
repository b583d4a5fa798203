/** The answer about a whole flow, as a person reads it. */
import type { Colors } from 'picocolors/types.js'
import type { FlowAnswer } from '../../codegen/answer/flow.ts'
import { questions } from '../../codegen/answer/questions.ts'
import { alike } from '../../codegen/emit/view/policy-rows.ts'
import { stepNames } from '../../codegen/emit/words.ts'
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import { conflictKinds } from '../../runtime/conflict-kinds.ts'
import type { PolicyRow } from '../../runtime/policies/table.ts'
import { table } from '../text.ts'

export function flowText(answer: FlowAnswer, paint: Colors): string {
  const { flow, says, because, facts, rows, appended, at } = answer
  return [
    `${paint.bold(flow)}: ${says}`,
    ...(because === undefined ? [] : [`  because ${because}`]),
    `  said at ${at.file}:${at.line}:${at.column}`,
    '',
    ...facts.map((fact) => `  ${fact}`),
    ...(appended.length === 0 ? [] : ['', `Appended with every change: ${appended.join(', ')}.`]),
    ...(rows.length === 0 ? [] : ['', table([['field', 'written by', 'policy', 'step', 'others', 'held by'], ...rows.map(rowOf)], '  ')]),
    ...clashesOf(rows.filter(({ policy }) => policy !== 'key' && policy !== 'alone')),
    ...(rows.length === 0 ? [] : ['', `One field, with where it goes and what is kept: thalweg explain ${flow}.${example(rows)}`]),
  ].join('\n')
}

function rowOf({ unit, fields, writer, policy, step, foreignWrite, systems }: PolicyRow): string[] {
  const name = fields.length > 1 && policy !== 'key' ? `${unit} (${fields.join(', ')})` : unit
  const writers = writer ?? (policy === 'key' ? 'whoever creates' : 'all')
  return [name, writers, policy, step === null ? '' : `${step} ${stepNames[step] ?? ''}`, foreignWrite ?? '', systems.join(', ')]
}

/** What happens to every field alike, then what happens to some of them. */
function clashesOf(rows: readonly PolicyRow[]): string[] {
  const [first, ...others] = rows
  if (first === undefined) return []
  const common = kindsOf(first).filter((kind) => others.every(({ outcomes }) => outcomes[kind].what === first.outcomes[kind].what))
  return [
    ...clash('any field', first, common),
    ...alike(rows).flatMap((group) => {
      const own = kindsOf(group[0]!).filter((kind) => !common.includes(kind))
      return clash(group.map(({ unit }) => unit).join(', '), group[0]!, own)
    }),
  ]
}

function kindsOf({ outcomes }: PolicyRow): ConflictKind[] {
  return conflictKinds.filter((kind) => outcomes[kind].occurs)
}

function clash(about: string, { outcomes }: PolicyRow, kinds: readonly ConflictKind[]): string[] {
  if (kinds.length === 0) return []
  return [
    '',
    `When systems disagree about ${about}:`,
    table(
      kinds.map((kind) => [kind, questions[kind], outcomes[kind].what]),
      '  ',
    ),
  ]
}

function example(rows: readonly PolicyRow[]): string {
  return (rows.find(({ policy }) => policy !== 'key') ?? rows[0]!).unit
}
