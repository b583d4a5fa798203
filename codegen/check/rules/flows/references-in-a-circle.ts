import type { Plan, Position } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, recordOf } from '../../plan-parts.ts'
import { isBrought, receiversOf } from '../../references.ts'

export interface Facts {
  readonly system: string
  /** Each refers to the next, the last one to the first; one alone refers to itself. */
  readonly steps: readonly { readonly record: string; readonly field: string }[]
}

const written = (main: string) =>
  whole({
    imports: 'field',
    before: `\nconst sites = record({ key: 'code', fields: { code: z.string(), main: ${main} } })`,
    record: `record({ key: 'tag', fields: { tag: z.string(), site: field.ref('sites', z.string()) } })`,
    portfolio: `sites: flow('sites').oneWay({ from: 'EAM', to: 'ERP' }),\nassets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`,
  })
    .replace(`'outbox' }) },`, `'outbox' }), sites: table(sites, 'site', { detect: 'outbox' }) },`)
    .replace(`'fixed_asset') },`, `'fixed_asset'), sites: table(sites, 'site') },`)
    .replace('records: { assets }', 'records: { sites, assets }')

export const referencesInACircle = {
  code: 'TW134',
  severity: 'warning',
  title: 'records that wait for each other',
  why: 'A record waits until what it refers to is there. Where references lead round in a circle, two new rows that refer to each other wait for each other, and both end in the dead letters. One record that always refers to one of its own kind has a row that waits for itself.',
  example: { failing: written(`field.ref('assets', z.string().nullable())`), at: [18, 11], mended: written('z.string().nullable()') },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const references = referencesOf(plan)
    const byRecord = Map.groupBy(references, ({ system, record }) => JSON.stringify([system, record]))
    const from = ({ system }: Reference, record: string) => byRecord.get(JSON.stringify([system, record])) ?? []
    const circles = new Map<string, Found<Facts>>()
    for (const start of references) {
      const steps = backTo(start, from)
      const name =
        steps &&
        steps
          .map(({ record, field }) => JSON.stringify([record, field]))
          .sort()
          .join(' ')
      if (steps && name !== undefined && !circles.has(name)) circles.set(name, found(steps))
    }
    return [...circles.values()]
  },
} as const satisfies Rule

/** A field of a record that waits, in one system, for another record. */
interface Reference {
  readonly system: string
  readonly record: string
  readonly field: string
  readonly refersTo: string
  readonly flow: string
  /** In the order of the plan. */
  readonly order: number
  readonly at: Position
}

/** A record that may refer to nothing of its own kind is a tree, which has an end. */
function referencesOf(plan: Plan): readonly Reference[] {
  return flowsOf(plan).flatMap(([flow, { record, references, at }], order) =>
    references.flatMap(({ field, record: refersTo }) => {
      const nullable = recordOf(plan, record)?.fields.find(({ name }) => name === field)?.nullable === true
      if (refersTo === record && nullable) return []
      const systems = receiversOf(plan, plan.flows[flow]!, field).filter((system) => isBrought(plan, refersTo, system))
      return systems.map((system) => ({ system, record, field, refersTo, flow, order, at }))
    }),
  )
}

/** The shortest way from what a reference refers to back to its own record, within its system. */
function backTo(start: Reference, from: (here: Reference, record: string) => readonly Reference[]): readonly Reference[] | undefined {
  const seen = new Set<string>()
  let ways: readonly (readonly Reference[])[] = [[start]]
  while (ways.length > 0) {
    const there = ways.find((way) => way.at(-1)?.refersTo === start.record)
    if (there) return there
    ways = ways.flatMap((way) => {
      const record = way.at(-1)?.refersTo
      if (record === undefined || seen.has(record)) return []
      seen.add(record)
      return from(start, record)
        .filter((next) => next.refersTo !== record)
        .map((next) => [...way, next])
    })
  }
  return undefined
}

/** The flow that was written last closes the circle. */
function found(steps: readonly Reference[]): Found<Facts> {
  const last = steps.reduce((a, b) => (b.order > a.order ? b : a))
  const also = steps.filter(({ flow }) => flow !== last.flow).map(({ at }) => at)
  return {
    at: last.at,
    ...(also.length > 0 && { also }),
    flow: last.flow,
    facts: { system: last.system, steps: steps.map(({ record, field }) => ({ record, field })) },
  }
}
