/** The queries of a reconciliation as a person can run them in any client: how many rows, and which. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { ref } from './expressions.ts'
import { where } from './layout.ts'
import { from, inScope, isOurs, keyOrder, selection } from './rows.ts'

/** A value that the environment supplies is asked for by its parameter. */
export function reconcile(view: SystemView): readonly ScriptStep[] {
  return view.held.flatMap((held) =>
    held.adapters.flatMap((adapter): ScriptStep[] => [
      {
        comment: `${adapter.flowName}: how many rows, to be compared with the other systems of the flow.`,
        statements: [[`SELECT count(*) AS "rows" ${from(adapter)}`, ...isOurs(adapter)]],
      },
      {
        comment: `${adapter.flowName}: the rows, in the words of the record.`,
        statements: [[...selection(adapter), ...isOurs(adapter), keyOrder(adapter)]],
      },
      { comment: `${adapter.flowName}: rows without a key. No flow carries them.`, statements: [keyless(adapter)] },
    ]),
  )
}

function keyless(view: AdapterView): Sql {
  const missing = view.key.map((column) => `${ref('t', column.column)} IS NULL`)
  return [`SELECT t.* ${from(view)}`, ...where([missing.length === 1 ? missing[0]! : `(${missing.join(' OR ')})`, ...inScope(view)])]
}
