/** Triggers that tell of changes of a table's rows. A key that changes is a delete and a create; so is a row that leaves or enters the scope. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { HeldView } from '../../emit/view/system.ts'
import type { Sql } from '../dialect.ts'
import { among } from '../layout.ts'
import { environmentScope } from '../columns.ts'
import { bytes } from './expressions.ts'
import { own, ref } from './names.ts'
import { inFixedScope, moved } from './rows.ts'
import { trigger } from './trigger.ts'

type Triggers = Readonly<Record<'insert' | 'update' | 'rekey' | 'delete', string>>
/** What is left of one row, as a statement. */
export type Told = (row: 'OLD' | 'NEW', kind: 'I' | 'U' | 'D') => Sql

export function triggersOf(held: HeldView, what: 'capture' | 'events'): Triggers {
  const name = (event: string): string => own(`thalweg_${what}_${held.tag}_${event}`)
  return { insert: name('insert'), update: name('update'), rekey: name('rekey'), delete: name('delete') }
}

/** @param columns those of which it is told that they changed */
export function changeTriggers(names: Triggers, table: string, view: AdapterView, columns: readonly string[], left: Told): Sql[] {
  const [before, after] = [inFixedScope(view, 'OLD'), inFixedScope(view, 'NEW')]
  const watched = [...view.key.map(({ column }) => column), ...environmentScope(view)]
  const crossed = among('(', [...new Set([...watched, ...view.scope.map(({ column }) => column)])].map(moved), ' OR', ')')
  const same = [...watched.map((column) => `${bytes(ref('OLD', column))} <=> ${bytes(ref('NEW', column))}`), ...after, ...before]
  const changed = among('(', columns.map(moved), ' OR', ')')
  return [
    trigger(names.insert, 'AFTER INSERT', table, [{ when: after, then: left('NEW', 'I') }]),
    trigger(names.delete, 'AFTER DELETE', table, [{ when: before, then: left('OLD', 'D') }]),
    ...(columns.length === 0 ? [] : [trigger(names.update, 'AFTER UPDATE', table, [{ when: [...same, changed], then: left('NEW', 'U') }])]),
    trigger(names.rekey, 'AFTER UPDATE', table, [
      { when: [crossed, ...before], then: left('OLD', 'D') },
      { when: [crossed, ...after], then: left('NEW', 'I') },
    ]),
  ]
}
