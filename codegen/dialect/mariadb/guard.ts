/** Triggers by which the database itself refuses what a flow would set back: writes to fields that another system owns, creates and deletes by others. REPLACE is a delete and a create here. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { conditionsOf, guardName, refusalsOf } from '../refusals.ts'
import { currentOp } from './entries.ts'
import { literal, own } from './names.ts'
import { inFixedScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

export interface Guard {
  readonly name: string
  readonly event: 'BEFORE INSERT' | 'BEFORE UPDATE' | 'BEFORE DELETE'
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
          comment: `${held.table} refuses what ${adapter.flowName} says that others write. Writes of the flow itself pass: they set @thalweg_op.`,
          statements: guards.map((each) => create(each, held.table)),
        },
      ]
    }),
  )
}

export function guardsOf(view: AdapterView): readonly Guard[] {
  return refusalsOf(view).map((refused, i) => ({
    name: own(guardName(view, i)),
    event: `BEFORE ${events[refused.event]}`,
    when: conditionsOf(refused, (row) => inFixedScope(view, row), moved),
    sentence: refused.sentence,
  }))
}

const events = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const

function create({ name, event, when, sentence }: Guard, table: string): Sql {
  const refuse = `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ${literal(message(sentence))}`
  return trigger(name, event, table, [{ when: [`${currentOp} IS NULL`, ...when], then: [refuse] }])
}

/** A message is one plain literal of 512 characters at most. */
function message(sentence: string): string {
  // oxlint-disable-next-line no-control-regex
  return sentence.replace(/[\\\0-\x1f]/g, ' ').slice(0, 500)
}
