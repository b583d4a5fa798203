/** Triggers that refuse what a flow says that others write. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import { refusePlan } from '../../emit/refuse.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { among, where } from '../layout.ts'
import { bytes } from './expressions.ts'
import { currentOp } from './entries.ts'
import { literal, own, ownQuoted, ref, tableName } from './names.ts'
import { inFixedScope } from './rows.ts'

export interface Guard {
  readonly name: string
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE'
  /** Holds where the write is to be refused. */
  readonly when: readonly Part[]
  readonly sentence: string
}

export function guard(view: SystemView): readonly ScriptStep[] {
  return view.held.flatMap((held) =>
    held.adapters.flatMap((adapter): ScriptStep[] => {
      const guards = guardsOf(adapter)
      if (guards.length === 0) return []
      return [
        {
          comment: `${held.table} refuses what ${adapter.flowName} says that others write. Writes of the flow itself pass: they set thalweg.op.`,
          statements: [...refuse, ...guards.map((each) => create(each, held.table))],
        },
      ]
    }),
  )
}

export function guardsOf(view: AdapterView): readonly Guard[] {
  if (view.flow.guard === undefined) return []
  const { record, lifecycle } = view.flow
  const creates = lifecycle.creates.includes(view.systemName)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  const created = `${record} are created by ${either(lifecycle.creates)}`
  const deleted = lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
  const key = view.key.map((column) => column.column)
  const scope = view.scope.map(({ column }) => column)

  const guards: Omit<Guard, 'name'>[] = view.incoming.flatMap((unit) => {
    const writer = writerOf(unit)
    if (writer === null) return []
    return [
      {
        event: 'UPDATE',
        when: [...ours(view), anyMoved(unit.columns.map(({ column }) => column))],
        sentence: `${unit.name} of ${record} is written by ${writer}`,
      },
    ]
  })
  if (!creates) guards.push({ event: 'INSERT', when: inFixedScope(view, 'NEW'), sentence: created })
  if (!deletes) {
    guards.push({ event: 'DELETE', when: inFixedScope(view, 'OLD'), sentence: deleted })
    guards.push({ event: 'TRUNCATE', when: [], sentence: deleted })
  }
  // Whoever numbers his rows gives a record another key without taking it away.
  if (!creates || (!deletes && view.identity === null)) {
    const sentence = `the key of ${record} is given by ${either(lifecycle.creates)}`
    guards.push({ event: 'UPDATE', when: [...inFixedScope(view, 'OLD'), anyMoved(key)], sentence })
  }
  // A row that crosses the border of the scope is made or gone for the flow.
  if (scope.length > 0 && !creates)
    guards.push({ event: 'UPDATE', when: [...inFixedScope(view, 'NEW'), anyMoved(scope)], sentence: created })
  if (scope.length > 0 && !deletes)
    guards.push({ event: 'UPDATE', when: [...inFixedScope(view, 'OLD'), anyMoved(scope)], sentence: deleted })
  const late = view.scope.find(({ param }) => param !== undefined)
  if (late !== undefined && guards.length > 0)
    return refusePlan(`${view.flowName} guards ${view.systemName} by ${late.column}, which the environment names`)
  return guards.map((each, i) => ({ ...each, name: own(`thalweg_guard_${view.tag}_${i + 1}`) }))
}

/** The row is the flow's before the write or after it. */
function ours(view: AdapterView): Part[] {
  const [before, after] = (['OLD', 'NEW'] as const).map((row) => inFixedScope(view, row).join(' AND '))
  return before === '' ? [] : [[`(${before!} OR`, `  ${after!})`]]
}

function anyMoved(columns: readonly string[]): Part {
  const moved = (column: string): string =>
    `${bytes(`${ref('OLD', column)}::text`)} IS DISTINCT FROM ${bytes(`${ref('NEW', column)}::text`)}`
  return among('(', columns.map(moved), ' OR', ')')
}

export const refuser = 'thalweg_refuse'

/** The sentence is what the trigger is made with. */
const refuse: readonly Sql[] = [
  [
    `CREATE OR REPLACE FUNCTION ${refuser}() RETURNS trigger LANGUAGE plpgsql AS $thalweg$`,
    'BEGIN',
    "  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation';",
    'END',
    '$thalweg$',
  ],
]

function create({ name, event, when, sentence }: Guard, table: string): Sql {
  const conditions = where([`${currentOp} IS NULL`, ...when]).map((line) => line.replace(/^WHERE/, 'WHEN ('))
  return [
    `CREATE OR REPLACE TRIGGER ${ownQuoted(name)} BEFORE ${event} ON ${tableName(table)} FOR EACH ${event === 'TRUNCATE' ? 'STATEMENT' : 'ROW'}`,
    ...conditions.map((line) => `  ${line}`),
    `  ) EXECUTE FUNCTION ${refuser}(${literal(sentence.replaceAll('\0', ' '))})`,
  ]
}

function either(systems: readonly string[]): string {
  return systems.length === 0 ? 'nobody' : systems.join(' or ')
}
