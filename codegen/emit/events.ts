/** Flows that carry events, as the runtime runs them: what is read at the source, and the logs that it is appended to. */
import { carriesEvents } from '../plan/flow/events.ts'
import type { PlanFlow } from '../plan/schema.ts'
import { adapterFiles, eventSourceFile } from './adapters.ts'
import type { EmittedFile, Emitter } from './emitter.ts'
import { rhythm, summary } from './flow.ts'
import { identifiers } from './names.ts'
import type { Printable } from './print.ts'
import { code, print, text } from './print.ts'
import { refusePlan } from './refuse.ts'
import { render } from './template.ts'
import { adapterView } from './view/adapter.ts'

export const events: Emitter = (context) =>
  Object.entries(context.plan.flows).flatMap(([flowName, flow]): EmittedFile[] => {
    if (!carriesEvents(context.plan, flow)) return []
    const [source, ...targets] = flow.systems.map((system) => adapterView(context.plan, flowName, system))
    const folder = `flows/${context.flowFolder.get(flowName)!}`
    const path = adapterFiles(context, flowName).get(source!.systemName)!
    const [name = ''] = identifiers([source!.systemName], ['flow', 'GeneratedEvents'])
    const printed: Printable = {
      name: flowName,
      record: flow.record,
      version: flow.version,
      systems: flow.systems,
      source: code(name),
      logs: targets.map(({ systemName, binding, fields }) => ({
        system: systemName,
        place: binding.name,
        fields: fields.map(({ field }) => field),
      })),
      filter: flow.where?.rows as Printable,
      rhythm: rhythm(flow.rhythm),
      reconcile: reasonOf(flowName, flow),
      expect: flow.expect,
    }
    return [
      eventSourceFile(context, source!, path),
      {
        path: `${folder}/index.ts`,
        text: render('events.ts', {
          header: context.header,
          name,
          from: text(`.${path.slice(folder.length)}`),
          summary: summary(flowName, flow),
          flow: print(printed),
        }),
      },
    ]
  })

function reasonOf(name: string, { reconcile }: PlanFlow): Printable {
  return 'none' in reconcile
    ? { none: reconcile.none }
    : refusePlan(`${name} carries events, which are never reconciled, and does not say why`)
}
