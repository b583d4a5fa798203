/** The table of calls to the runtime's policy functions: what settle does with each unit, never how. */
import type { PlanPolicy } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import { identifiers } from './names.ts'
import type { Printable } from './print.ts'
import { call, code, lines, print, remark } from './print.ts'
import { refusePlan } from './refuse.ts'
import { render } from './template.ts'
import { recordOf } from './view/adapter.ts'

type Call = (policy: PlanPolicy, system: (name: string) => Printable) => { readonly factory: string; readonly call: Printable }

const later: Call = ({ kind }) => refusePlan(`the policy ${kind} cannot be generated yet`)
/** A policy of the language → the call that stands for it. */
const policies: Readonly<Record<PlanPolicy['kind'], Call>> = {
  owner: (policy, system) => ({ factory: 'owner', call: call('owner', policy.kind === 'owner' ? system(policy.system) : null) }),
  precedence: later,
  lastWriteWins: later,
  review: later,
  union: later,
  delta: later,
  merge: later,
}

export const settle: Emitter = (context) =>
  Object.entries(context.plan.flows).map(([name, flow]) => {
    const names = identifiers(flow.systems, ['settle', 'SettleTable', ...Object.keys(policies)])
    const used = new Set<string>()
    const system = (wanted: string): Printable => {
      const at = flow.systems.indexOf(wanted)
      if (at < 0) return refusePlan(`${wanted} takes no part in ${name}`)
      used.add(wanted)
      return code(names[at]!)
    }
    const order = recordOf(context.plan, flow).fields.map((field) => field.name)
    const factories = new Set<string>()
    const units = flow.units.map((unit): Printable => {
      const printed = policies[unit.policy.kind](unit.policy, system)
      factories.add(printed.factory)
      const fields = [...unit.fields].sort((a, b) => order.indexOf(a) - order.indexOf(b))
      return { name: unit.name, fields, policy: printed.call, foreignWrite: unit.foreignWrite }
    })
    const { said: _, creates, deletes, ...life } = flow.lifecycle
    const table = {
      units: lines(units),
      life: {
        creates: creates.map(system),
        ...pick(life, 'foreignCreate'),
        deletes: deletes.map(system),
        ...pick(life, 'foreignDelete', 'againstUpdate', 'onDelete'),
      },
    }
    return {
      path: `flows/${context.flowFolder.get(name)!}/settle.ts`,
      text: render('settle.ts', {
        header: context.header,
        imports: [...[...factories].sort(), 'type SettleTable'].join(', '),
        systems: flow.systems.flatMap((each, index) => (used.has(each) ? [{ name: names[index]!, index }] : [])),
        flow: remark(name),
        table: print(table),
      }),
    }
  })

function pick<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Pick<T, K>
}
