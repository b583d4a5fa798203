import { callSite } from './call-site.ts'
import { carried, carriedByName, given } from './carried.ts'
import { data, type Access, type BindingData, type CalendarName, type ConnectorData, type Duration, type SystemData } from './data.ts'
import { frozen } from './frozen.ts'
import type { Connector, Holds, PulledColumns, SystemDef, Takes } from './types/system.ts'

/**
 * A named place where records live: how it is reached, and how it stores each record that it holds. `copyOnly` marks a system that nobody edits
 * records in (a warehouse, a search index): it is never a source, and no two-way flow counts it. `clockTolerance` is how far its clock may be off
 * before times are no longer compared (default 0). `calendar`: data of this system grows old on its business days only (`TARGET`: those of the euro's payment
 * system, on which the ECB publishes rates); it counts for `expect({ freshWithin })`. `columns`: what the database says of its columns, as `thalweg pull` wrote it;
 * the checker compares it with the records, and nothing else reads it.
 */
export function system<Kind extends string, A extends Access, const H extends Holds, const C extends boolean = false>(def: {
  connector: Connector<A, Kind>
  holds: H & Takes<Kind, H>
  copyOnly?: C
  clockTolerance?: Duration
  calendar?: CalendarName
  columns?: PulledColumns
}): SystemDef<H, C extends true ? 'copyOnly' : A> {
  given(def, 'what system(…) was given', 'system({ connector, holds })')
  const connector = carried<ConnectorData>(def.connector, 'the connector of this system', 'sqlite({ file }) or another connector')
  const access: Access = def.copyOnly === true ? 'copyOnly' : def.connector.access
  const held: SystemData = Object.freeze({
    connector,
    access,
    holds: carriedByName<BindingData>(def.holds, 'holds', 'table(…), entitySet(…), file(…) or custom(…)'),
    ...(def.clockTolerance !== undefined && { clockTolerance: def.clockTolerance }),
    ...(def.calendar !== undefined && { calendar: def.calendar }),
    ...(def.columns !== undefined && { columns: frozen(def.columns) }),
    at: callSite(),
  })
  return Object.freeze({ holds: Object.freeze({ ...def.holds }), access: access as C extends true ? 'copyOnly' : A, [data]: held })
}
