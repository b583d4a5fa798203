/** What a write waits for: records that some flow brings to the system, and rows that a lookup has to find there. */
import type { Outcome } from '../../../runtime/policies/table.ts'
import type { PlanUnit } from '../../plan/schema.ts'
import { duration, list } from '../words.ts'
import { recordOf } from './adapter.ts'
import { isWrittenTo } from './writers.ts'
import type { Place } from './foreign.ts'
import { bringersOf } from './references.ts'
import { mayInsert } from './writes.ts'

export function missingParent(place: Place, unit: PlanUnit): Outcome {
  const { plan, flow } = place
  // A row that comes into being gets a value for every field, also for those that its own system writes from then on.
  const written = unit.systems.filter((system) => isWrittenTo(unit, system) || mayInsert(flow, system))
  const references = flow.references.filter(({ field }) => unit.fields.includes(field))
  const brought = references.flatMap(({ field, record }) => {
    const bringers = bringersOf(plan, flow, record)
    return written.filter((system) => bringers.has(system)).map((system): Wait => ({ field, system, what: record }))
  })
  const looked = lookups(place, unit.fields, written).filter(
    ({ field, system }) => !brought.some((each) => each.field === field && each.system === system),
  )
  if (brought.length + looked.length > 0) return waits(place, [...brought, ...looked])
  if (references.length === 0) return { occurs: false, what: 'cannot occur: it refers to no other record' }
  const records = list([...new Set(references.map(({ record }) => record))])
  return { occurs: false, what: `cannot occur: no flow brings ${records} to a system where it is written` }
}

/** A key is written where a row comes into being, and waits there for nothing but the rows that its own columns point to. */
export function missingParentOfKey(place: Place): Outcome {
  const { plan, flow } = place
  const created = flow.systems.filter((system) => mayInsert(flow, system))
  const looked = lookups(place, recordOf(plan, flow).key, created)
  return looked.length > 0 ? waits(place, looked) : { occurs: false, what: 'cannot occur: a key waits for no other record' }
}

interface Wait {
  readonly field: string
  readonly system: string
  readonly what: string
}

function lookups({ plan, flow }: Place, fields: readonly string[], systems: readonly string[]): Wait[] {
  return systems.flatMap((system) =>
    (plan.systems[system]?.holds[flow.record]?.columns ?? []).flatMap(({ field, lookup }): Wait[] =>
      lookup !== undefined && fields.includes(field) ? [{ field, system, what: `its row in ${lookup.table}` }] : [],
    ),
  )
}

function waits({ flow }: Place, all: readonly Wait[]): Outcome {
  const named = [...new Set(all.map(({ what }) => what))].map((what) => {
    const systems = all.filter((each) => each.what === what).map(({ system }) => system)
    return `${what} at ${list([...new Set(systems)])}`
  })
  const then = flow.failure.then === 'stopFlow' ? 'the flow stops' : 'it goes to the dead letters'
  return { occurs: true, what: `the record waits for ${list(named)}; after ${duration(flow.failure.retryForMs)} ${then}` }
}
