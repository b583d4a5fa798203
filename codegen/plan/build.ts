import type { PortfolioData } from '../../dsl/data.ts'
import { thalwegVersion } from '../version.ts'
import { Durations, positions, type Context } from './context.ts'
import { planFlow } from './flow/index.ts'
import { resolveFunctions } from './functions/index.ts'
import { missingOf } from './missing.ts'
import { orderOf } from './order.ts'
import { planRecord } from './records.ts'
import { PLAN_FORMAT, type Plan } from './schema.ts'
import { planSystem } from './systems.ts'

export interface BuildOptions {
  /** The folder of the flow file: files in the plan are relative to it. */
  readonly folder: string
  /** The version that the plan says it was made by. Default: the one of this package. */
  readonly thalweg?: string
}

/**
 * The portfolio as a plan: names resolved, durations in milliseconds, defaults filled in. It refuses nothing; what is wrong stands in the plan in a form that
 * the checker's rules see. Reads the sources only where a codec or a merge has to be found by name.
 */
export async function buildPlan(portfolio: PortfolioData, options: BuildOptions): Promise<Plan> {
  const at = positions(options.folder)
  const references = await resolveFunctions(portfolio, options.folder)
  const context: Context = { at, reference: (holder) => references.get(holder) ?? { unresolved: 'its source could not be read' } }
  const { landscape } = portfolio
  const durations = new Durations()
  const records = mapped(landscape.records, (record) => planRecord(record, context))
  const systems = mapped(landscape.systems, (system) => planSystem(system, context, durations))
  const flows = mapped(own(portfolio), (flow) => planFlow(flow, { records, systems }, context))
  return {
    format: PLAN_FORMAT,
    thalweg: options.thalweg ?? thalwegVersion(),
    landscape: landscape.name,
    records,
    systems,
    flows,
    order: orderOf(flows),
    ...missingOf(portfolio, at),
    ...(durations.bad.length > 0 && { badDurations: durations.bad }),
    at: at(landscape.at),
  }
}

/** The flows of this landscape, by their names. */
function own({ landscape, flows }: PortfolioData): PortfolioData['flows'] {
  return Object.fromEntries(Object.entries(flows).filter(([, flow]) => flow.landscape === landscape.at))
}

function mapped<A, B>(values: Readonly<Record<string, A>>, each: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, each(value)]))
}
