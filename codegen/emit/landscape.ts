/** The index: what users import and the runtime runs. */
import type { Emitter } from './emitter.ts'
import { identifiers } from './names.ts'
import type { Printable } from './print.ts'
import { code, print, text } from './print.ts'
import { render } from './template.ts'
import { systemViews } from './view/system.ts'

export const landscape: Emitter = ({ plan, settled, header, hash, flowFolder, systemFolder, flowName }) => {
  const order = [...new Set([...plan.order, ...Object.keys(plan.flows)])].filter((name) => plan.flows[name] !== undefined)
  const flows = order.map((flow) => ({ flow, name: flowName.get(flow)!, from: text(`./flows/${flowFolder.get(flow)!}/index.ts`) }))
  const touched = systemViews(plan).map(({ name }) => name)
  const names = identifiers(touched, ['landscape', 'GeneratedLandscape', ...flowName.values()])
  const systems = touched.map((system, i) => ({ system, name: names[i]!, from: text(`./systems/${systemFolder.get(system)!}/index.ts`) }))
  const printed = {
    name: plan.landscape,
    thalweg: plan.thalweg,
    plan: hash,
    systems: Object.fromEntries(systems.map(({ system, name }) => [system, code(name)])),
    flows: named(flows.filter(({ flow }) => Object.hasOwn(settled.flows, flow))),
    events:
      Object.keys(settled.flows).length === flows.length
        ? undefined
        : named(flows.filter(({ flow }) => !Object.hasOwn(settled.flows, flow))),
  }
  const exports = flows.map(({ name }) => name).join(', ')
  return [{ path: 'index.ts', text: render('index.ts', { header, flows, systems, landscape: print(printed, 0, 50), exports }) }]
}

function named(flows: readonly { readonly flow: string; readonly name: string }[]): Printable {
  return Object.fromEntries(flows.map(({ flow, name }) => [flow, code(name)]))
}
