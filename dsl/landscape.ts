import { callSite } from './call-site.ts'
import { carriedByName, given } from './carried.ts'
import { data, type FlowData, type LandscapeData, type PortfolioData, type RecordData, type SystemData } from './data.ts'
import { FlowStarter } from './flow/start.ts'
import { startedFlows } from './flow/started.ts'
import type { Flow } from './types/flow.ts'
import type { Fits, Landscape, Portfolio } from './types/landscape.ts'
import type { Records } from './types/record.ts'
import type { Systems } from './types/system.ts'

/**
 * The records and systems of one estate under one name, which is also the folder of its generated code. The order of `systems` is the order that
 * decides between equal claims. Gives the two functions that flows are written with.
 */
export function landscape<R extends Records, const S extends Systems>(l: {
  name: string
  records: R
  systems: S & Fits<S, R>
}): Landscape<R, S> {
  given(l, 'what landscape(…) was given', 'landscape({ name, records, systems })')
  const held: LandscapeData = Object.freeze({
    name: l.name,
    records: carriedByName<RecordData>(l.records, 'records', 'record({ key, fields })'),
    systems: carriedByName<SystemData>(l.systems, 'systems', 'system({ connector, holds })'),
    at: callSite(),
  })
  const started = startedFlows()

  const flow = (record: string) => new FlowStarter({ record, landscape: held.at, at: callSite() }, started)
  const portfolio = (flows: { readonly [flow: string]: Flow }): Portfolio => {
    const put: PortfolioData = Object.freeze({
      landscape: held,
      flows: carriedByName<FlowData>(flows, 'portfolio', 'flow("…").oneWay({ from: "…", to: "…" }) or flow("…").twoWay()'),
      // Read late: a flow that is started after the portfolio was made is missing from it as well.
      get started() {
        return started.all()
      },
      at: callSite(),
    })
    return Object.freeze({ flows: Object.freeze({ ...flows }), [data]: put })
  }
  // The types say which calls are allowed; the builders take whatever they are given.
  return Object.freeze({ flow, portfolio }) as unknown as Landscape<R, S>
}
