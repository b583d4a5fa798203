/** The table of calls to the runtime's policy functions: what settle does with each unit, never how. */
import type { FunctionReference } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import { importsOf } from './imports.ts'
import { identifiers } from './names.ts'
import type { Printable } from './print.ts'
import { call, code, lines, print, remark } from './print.ts'
import { refusePlan } from './refuse.ts'
import { render } from './template.ts'
import { answersOf, recordOf } from './view/adapter.ts'
import { callOf, decidesBy, policyFactories } from './view/policies.ts'

export const settle: Emitter = (context) =>
  Object.entries(context.settled.flows).map(([name, flow]) => {
    const path = `flows/${context.flowFolder.get(name)!}/settle.ts`
    const own = ['settle', 'SettleTable', ...policyFactories]
    const names = identifiers(flow.systems, own)
    const used = new Set<string>()
    const system = (wanted: string): Printable => {
      const at = flow.systems.indexOf(wanted)
      if (at < 0) return refusePlan(`${wanted} takes no part in ${name}`)
      used.add(wanted)
      return code(names[at]!)
    }
    const wanted = flow.units.flatMap((unit) => {
      const reference = decidesBy(unit)
      return reference === null ? [] : [{ what: `the merge function of ${unit.name}`, reference }]
    })
    const functions = importsOf(context, path, wanted, [...own, ...names], 'decide')
    const imported = (reference: FunctionReference): Printable => code(functions.nameOf(reference))
    const order = recordOf(context.plan, flow).fields.map((field) => field.name)
    const factories = new Set<string>()
    const units = flow.units.map((unit): Printable => {
      const fields = [...unit.fields].sort((a, b) => order.indexOf(a) - order.indexOf(b))
      const { factory, args } = callOf({ plan: context.plan, flow, unit: { ...unit, fields } }, { system, imported })
      factories.add(factory)
      const keepWhenBlank = flow.keepWhenBlank.some(({ field }) => fields.includes(field)) ? true : undefined
      const answers = answersOf(unit).length === 0 ? undefined : answersOf(unit)
      return { name: unit.name, fields, policy: call(factory, ...args), foreignWrite: unit.foreignWrite, keepWhenBlank, answers }
    })
    const { said: _, creates, deletes, ...life } = flow.lifecycle
    const table = {
      units: lines(units),
      life: {
        creates: creates.map(system),
        ...pick(life, 'foreignCreate'),
        deletes: deletes.map(system),
        ...pick(life, 'foreignDelete', 'againstUpdate', 'onDelete'),
        whenRowLeaves: flow.where?.whenRowLeaves,
      },
      whereTheyDiffer: flow.firstSync.whereTheyDiffer === 'review' ? 'review' : undefined,
    }
    return {
      path,
      text: render('settle.ts', {
        header: context.header,
        imports: [...[...factories].sort(), 'type SettleTable'].join(', '),
        functions: functions.lines,
        systems: flow.systems.flatMap((each, index) => (used.has(each) ? [{ name: names[index]!, index }] : [])),
        flow: remark(name),
        table: print(table),
      }),
    }
  })

function pick<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Pick<T, K>
}
