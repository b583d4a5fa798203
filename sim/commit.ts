/** What one user does in one transaction: the row as it is then, what triggers capture, and what the flow sees of it. */
import type { Adapter, GeneratedFlow } from '../runtime/door.ts'
import type { Canonical, KeyText } from '../runtime/values.ts'
import { carriedValues } from './filter.ts'
import type { StoredRow } from './store.ts'
import { equalRaw } from './store.ts'
import type { UserAct, Values } from './story.ts'
import type { World } from './world.ts'

/** Where a user works: one table that a flow knows. */
export interface Place {
  readonly flow: GeneratedFlow
  readonly adapter: Adapter
}

/**
 * In a system that commits late the change is there, with the number it drew, only later.
 * @param change what becomes of the row; null: it is gone
 */
export function commit(
  world: World,
  { flow, adapter }: Place,
  key: KeyText,
  kind: UserAct['kind'],
  values: Readonly<Record<string, Canonical>>,
  change: (now: StoredRow | undefined) => StoredRow | null,
): void {
  const { clock } = world
  const place = { flow, adapter }
  const store = world.store(adapter.system)
  const table = store.table(adapter.place)
  // One open transaction at a time is enough.
  table.open?.commit()
  world.setClock(place)
  const seq = ++table.seq
  const drawnAt = world.moment(place) + store.ahead
  let late = false
  const done = () => {
    table.open = null
    const before = table.rows.get(key)
    const after = change(before)
    if (after === null && before === undefined) return
    const written = {
      before: carriedValues(flow, adapter, before),
      after: carriedValues(flow, adapter, after),
      clock: late ? clock.now() + store.ahead : drawnAt,
    }
    if (after === null) table.rows.delete(key)
    else {
      for (const { column } of adapter.fields)
        if (before === undefined || !equalRaw(before.columns[column], after.columns[column])) after.times[column] = written.clock
      if (adapter.detect.kind === 'updatedAt') after.columns[adapter.detect.column] = drawnAt
      table.rows.set(key, after)
    }
    store.capture(table, key, kind === 'create' ? 'I' : kind === 'update' ? 'U' : 'D', null, drawnAt, seq)
    const seen = seenAct(kind, values, written)
    if (seen === null && after === null) world.goneOutside.add(`${flow.name} ${key}`)
    if (seen !== null && seen.kind !== kind) world.crossings++
    const left = seen?.kind === 'delete' && after !== null
    if (seen !== null)
      world.happen({ what: 'act', at: clock.now(), ...written, ...seen, left, flow: flow.name, system: adapter.system, key })
    const shown = Object.entries(values).map(([field, value]) => ` ${field}=${JSON.stringify(value)}`)
    world.tell(`user at ${adapter.system}: ${kind}s ${flow.name} ${key}${shown.join('')}`, 'user', adapter.system)
  }
  if (!world.strikes('lateCommit', place)) return done()
  late = true
  world.tell(`user at ${adapter.system}: begins to ${kind} ${flow.name} ${key}`, 'user', adapter.system)
  table.open = { seq, key, commit: done }
}

/** What the flow sees of an act; null: nothing, the row is none that it carries. */
function seenAct(
  kind: UserAct['kind'],
  values: Values,
  { before, after }: Pick<UserAct, 'before' | 'after'>,
): Pick<UserAct, 'kind' | 'values'> | null {
  if (before === null) return after === null ? null : { kind: 'create', values: after }
  return after === null ? { kind: 'delete', values: {} } : { kind, values }
}
