/** The queries of a reconciliation as a person can run them in any client: how many rows, and which. */
import type { AdapterView, ScopeView } from '../../emit/view/adapter.ts'
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { whyNotComputed } from '../canonical/statements.ts'
import { where } from '../layout.ts'
import { words } from './digest.ts'
import { ref } from './names.ts'
import { from, inScope, isOurs, keyOrder, selection } from './rows.ts'

/** A value that the environment supplies is a gap that no client takes: nobody counts by mistake the rows of no company. */
export function reconcile(view: SystemView): readonly ScriptStep[] {
  return view.held.flatMap((held) =>
    held.adapters.flatMap((adapter): ScriptStep[] => [
      {
        comment: `${adapter.flowName}: how many rows, to be compared with the other systems of the flow.${hintOf(adapter)}`,
        statements: [[`SELECT count(*) AS "rows" ${from(adapter)}`, ...where(isOurs(adapter, gap))]],
      },
      {
        comment: `${adapter.flowName}: the rows, in the words of the record.${hintOf(adapter)}`,
        statements: [[...selection(adapter), ...where(isOurs(adapter, gap)), ...keyOrder(adapter)]],
      },
      ...whyNotComputed(words, adapter),
      { comment: `${adapter.flowName}: rows without a key. No flow carries them.${hintOf(adapter)}`, statements: [keyless(adapter)] },
    ]),
  )
}

type Late = Extract<ScopeView, { readonly param: string }>

function gap({ value }: Late): string {
  return `<${value.env}>`
}

/** Asks for what goes into the gaps. */
function hintOf({ scope }: AdapterView): string {
  return scope.map((each) => (each.param === undefined ? '' : ` Put the value of ${each.value.env}, quoted, for ${gap(each)}.`)).join('')
}

function keyless(view: AdapterView): Sql {
  const missing = view.key.map((column) => `${ref('t', column.column)} IS NULL`)
  return [`SELECT t.* ${from(view)}`, ...where([missing.length === 1 ? missing[0]! : `(${missing.join(' OR ')})`, ...inScope(view, gap)])]
}
