/** The answer about one field, as a person reads it. */
import type { Colors } from 'picocolors/types.js'
import type { FieldAnswer } from '../../codegen/answer/field.ts'
import { questions } from '../../codegen/answer/questions.ts'
import { wayText } from '../../codegen/answer/ways.ts'
import { stepNames } from '../../codegen/emit/words.ts'
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Outcome } from '../../runtime/policies/table.ts'
import { table } from '../text.ts'

export function fieldText(answer: FieldAnswer, paint: Colors): string {
  const { flow, unit, fields, ways, outcomes, kept } = answer
  const group = fields.length > 1 || fields[0] !== unit ? ` (${fields.join(', ')}, decided as one)` : ''
  return [
    paint.bold(`${flow}.${unit}`) + (answer.policy.kind === 'key' ? '' : group),
    table(factsOf(answer), '  '),
    ...part(
      'Where it goes:',
      ways.map((way) => [wayText(way, flow), way.says]),
    ),
    ...outcomesText(outcomes, paint),
    ...part(
      'What is lost, and where it is kept:',
      kept.map(({ what, says, command }) => [what, says, command]),
    ),
  ].join('\n')
}

const others = {
  restore: 'may not: what they type is set back (restore)',
  keep: 'may not: what they type stays until its writer changes it (keep)',
  propose: 'may not: what they type is proposed to its writer (propose)',
} as const

function factsOf({ writer, systems, policy, step, because, notes, places, at, foreignWrite }: FieldAnswer): string[][] {
  const decided = policy.kind !== 'key' && policy.kind !== 'alone'
  return [
    ['written by', writtenBy({ writer, systems, policy })],
    ...(because === undefined ? [] : [['because', because]]),
    ...(decided ? [['policy', `${policy.kind}, step ${step} of 5 on the ladder: ${stepNames[step ?? 0] ?? ''}`]] : []),
    ...(foreignWrite === null ? [] : [['others', others[foreignWrite]]]),
    ...('answers' in policy && policy.answers !== undefined ? [['answers', policy.answers.join(', ')]] : []),
    ...notes.map((note, i) => [i === 0 ? 'note' : '', note]),
    ['said at', `${at.file}:${at.line}:${at.column}`],
    ...places.map(({ system, columns }) => [`in ${system}`, columns.join(', ')]),
  ]
}

function writtenBy({ writer, systems, policy }: Pick<FieldAnswer, 'writer' | 'systems' | 'policy'>): string {
  if (policy.kind === 'owner' && policy.from !== undefined)
    return `${policy.from}, and ${policy.system} once it is handed over (thalweg handover says who today)`
  if (writer !== null) return writer
  return policy.kind === 'key' || policy.kind === 'alone' ? 'nobody, once the row is there' : systems.join(', ')
}

function part(heading: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', heading, table(rows, '  ')]
}

/** What happens, each as the question that is asked, with the name of its counter; then what cannot happen. */
function outcomesText(outcomes: Readonly<Record<ConflictKind, Outcome>>, paint: Colors): string[] {
  const [yes, no] = [true, false].map((occurs) =>
    (Object.entries(outcomes) as [ConflictKind, Outcome][])
      .filter(([, outcome]) => outcome.occurs === occurs)
      .map(([kind, { what }]) => [kind, questions[kind], what.replace(/^cannot occur: /, '')]),
  )
  const alike = new Set(no!.map(([, , what]) => what))
  const cannot = alike.size === 1 && no!.length > 1 ? [[no!.map(([kind]) => kind).join(', ')], [[...alike][0]!]] : no!
  return [
    ...part('When systems disagree:', yes!),
    ...(no!.length === 0 ? [] : ['', paint.dim('What cannot occur:'), paint.dim(table(cannot, '  '))]),
  ]
}
