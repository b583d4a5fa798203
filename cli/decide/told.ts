/** A verdict as a person reads it. */
import { stepNames } from '../../codegen/emit/words.ts'
import type { Colors } from 'picocolors/types.js'
import type { Position } from '../../codegen/plan/schema.ts'
import { table } from '../text.ts'
import type { Advice } from './mechanism.ts'
import type { RuledOut, Verdict } from './verdict.ts'

export function told(name: string, { draft, step, why, units, ruledOut, advice, apart }: Verdict, paint: Colors): string {
  const fields = units.map(({ unit, policy, system, why: because }) => [unit, system === null ? policy : `${policy} ${system}`, because])
  const finer = units.flatMap(({ unit, ruledOut: out }) => out.map((each) => [`${unit}: ${each.answer}`, each.why]))
  return [
    `${paint.bold(name)}: step ${step} of 5 on the ladder, ${stepNames[step]!}: ${why}`,
    table(fields, '  '),
    ...section('Cheaper, and not enough:', [...rows(ruledOut), ...finer]),
    '',
    'How changes are seen:',
    ...advice.map((each) => advised(draft.record, each)),
    ...apart.map(
      (system) => `${system} takes its copies by a flow of its own: thalweg decide ${draft.record} --name ${draft.record}To${system}`,
    ),
  ].join('\n')
}

function section(title: string, lines: readonly (readonly string[])[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, table(lines, '  ')]
}

function rows(ruledOut: readonly RuledOut[]): readonly (readonly string[])[] {
  return ruledOut.map(({ answer, why }) => [answer, why])
}

function advised(record: string, { system, mechanism, set, why, does, present, at, ruledOut }: Advice): string {
  const out = ruledOut.map(({ answer, why: because }) => `    not ${answer}: ${because}`)
  const head = mechanism === null ? `  ${system}: ${why}` : `  ${system}: ${mechanism}, ${set}: ${why}`
  const state = does
    ? `    the binding does it: it has ${present}`
    : `    the binding of ${record} at ${place(at)} has ${present === 'none' ? 'no detection' : present}${set === null ? '' : `: set ${set} there`}`
  return [head, state, ...out].join('\n')
}

function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`
}
