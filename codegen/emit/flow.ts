/** One flow as the runtime runs it: its settle table, its adapters and when. */
import type { PlanFlow } from '../plan/schema.ts'
import { adapterFiles } from './adapters.ts'
import type { Emitter } from './emitter.ts'
import { identifiers } from './names.ts'
import type { Printable } from './print.ts'
import { code, print, remark, text } from './print.ts'
import { render } from './template.ts'
import { adapterView, flowFields, matchOf, recordOf } from './view/adapter.ts'
import { readsOf } from './view/reads.ts'
import { bringersOf } from './view/references.ts'

export const flow: Emitter = (context) =>
  Object.entries(context.settled.flows).map(([name, each]) => {
    const folder = `flows/${context.flowFolder.get(name)!}`
    const files = adapterFiles(context, name)
    const names = identifiers(each.systems, ['flow', 'settle', 'GeneratedFlow'])
    const adapters = each.systems.map((system, i) => ({
      system,
      name: names[i]!,
      from: text(`.${files.get(system)!.slice(folder.length)}`),
    }))
    const printed: Printable = {
      name,
      record: each.record,
      version: each.version,
      direction: each.direction,
      systems: each.systems,
      key: recordOf(context.plan, each).key,
      fields: flowFields(context.plan, each).map((field) => field.name),
      settle: code('settle'),
      filter: filterOf(each),
      match: matchOf(context.plan, each).length === 0 ? undefined : matchOf(context.plan, each),
      adapters: Object.fromEntries(adapters.map((adapter) => [adapter.system, code(adapter.name)])),
      rhythm: rhythm(each.rhythm),
      reconcile:
        'none' in each.reconcile ? { none: each.reconcile.none } : { rhythm: rhythm(each.reconcile.rhythm), repair: each.reconcile.repair },
      maxDeletes: each.maxDeletes,
      failure: each.failure,
      guard: each.guard === undefined ? undefined : true,
      accepts: each.accepts?.map(({ change }) => change),
      reads: Object.fromEntries(each.systems.map((system) => [system, readsOf(adapterView(context.plan, name, system))])),
      expect: each.expect,
      references: each.references.map((reference) => ({
        ...reference,
        broughtBy: Object.fromEntries(bringersOf(context.plan, each, reference.record)),
      })),
    }
    return {
      path: `${folder}/index.ts`,
      text: render('flow.ts', { header: context.header, adapters, summary: summary(name, each), flow: print(printed) }),
    }
  })

/** As declared; the creator's rows are the record, so its values say which of them belong. */
function filterOf({ where, lifecycle: { creates } }: PlanFlow): Printable {
  return where === undefined ? undefined : { system: creates[0], rows: where.rows as Printable }
}

export function rhythm(value: PlanFlow['rhythm']): Printable {
  if (value.kind === 'every') return { every: value.ms }
  return value.timeZone === undefined ? { cron: value.cron } : { cron: value.cron, timeZone: value.timeZone }
}

export function summary(name: string, { direction, systems, record, because }: PlanFlow): string {
  const way =
    direction === 'twoWay'
      ? `${record} both ways between ${systems.join(', ')}`
      : `${record} from ${systems[0] ?? ''} to ${systems.slice(1).join(', ')}`
  return remark(`${name}: ${way}${because === undefined ? '' : `, because ${because}`}.`)
}
