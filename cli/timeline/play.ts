/** Works the cases of one unit through: the flow is generated from the plan, and the engine that would run it decides. */
import { guardedAt } from '../../codegen/emit/view/foreign.ts'
import { bringersOf } from '../../codegen/emit/view/references.ts'
import { writerOf } from '../../codegen/emit/view/writers.ts'
import type { Plan, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import type { Act, Played } from './acts.ts'
import { generatedAside } from './aside.ts'
import { casesOf } from './cases.ts'
import { Cast } from './cast.ts'
import { play } from './stage.ts'

/** @param flowsDir where the functions that the plan names are found */
export async function playUnit(plan: Plan, flowName: string, unit: PlanUnit, flowsDir: string): Promise<readonly Played[]> {
  const flow = plan.flows[flowName]!
  const landscape = await generatedAside(withParents(plan, flowName), flowsDir)
  const cast = await Cast.of(landscape)
  const shown = { landscape, flow: landscape.flows[flowName]!, unit: unit.name, cast, guarded: guardOf(plan, flow) }
  const played: Played[] = []
  for (const each of casesOf({ plan, flow }, unit)) played.push(await play(shown, each))
  return played
}

/** The flow, and those that bring what it refers to. */
function withParents(plan: Plan, name: string): Plan {
  const wanted = new Set([name])
  for (const each of wanted)
    for (const { record } of plan.flows[each]!.references)
      for (const parents of bringersOf(plan, plan.flows[each]!, record).values()) for (const parent of parents) wanted.add(parent)
  const flows = Object.entries(plan.flows).filter(([each]) => wanted.has(each))
  return { ...plan, flows: Object.fromEntries(flows), order: plan.order.filter((each) => wanted.has(each)) }
}

/** Does the guard of the system refuse it. */
function guardOf(plan: Plan, flow: PlanFlow): (act: Act) => boolean {
  return (act) => {
    if (guardedAt({ plan, flow }, [act.system]).length === 0) return false
    if ('deletes' in act) return !flow.lifecycle.deletes.includes(act.system)
    if ('creates' in act) return !flow.lifecycle.creates.includes(act.system)
    const writer = writerOf(flow.units.find(({ name }) => name === act.types)!)
    return writer !== null && writer !== act.system
  }
}
