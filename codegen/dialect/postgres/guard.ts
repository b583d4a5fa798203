/** Triggers that refuse what a flow says that others write. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { where } from '../layout.ts'
import { conditionsOf, guardName, refusalsOf } from '../refusals.ts'
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
  return refusalsOf(view)
    .flatMap((refused): Omit<Guard, 'name'>[] => {
      const { event, sentence } = refused
      const own = { event: events[event], when: conditionsOf(refused, (row) => inFixedScope(view, row), moved), sentence }
      // A table that is emptied fires no trigger of its rows.
      return event === 'delete' ? [own, { event: 'TRUNCATE', when: [], sentence }] : [own]
    })
    .map((each, i) => ({ ...each, name: own(guardName(view, i)) }))
}

const events = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const

function moved(column: string): string {
  return `${bytes(`${ref('OLD', column)}::text`)} IS DISTINCT FROM ${bytes(`${ref('NEW', column)}::text`)}`
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
