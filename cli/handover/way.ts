/** A field, or a group, that the generated code hands over: between whom, and how far the ledger says it has come. */
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { Handover } from '../../runtime/handover/state.ts'
import { readHandovers } from '../../runtime/handover/state.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { flowOf } from '../estate.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'

export interface Way {
  readonly flow: GeneratedFlow
  readonly unit: string
  /** Indexes of the unit, and of systems in the flow. */
  readonly u: number
  readonly from: number
  readonly to: number
  /** Names of the systems. */
  readonly old: string
  readonly new: string
}

/** @param named as in `workOrders.status` @throws Failure where the code hands over nothing of that name */
export function wayOf(landscape: GeneratedLandscape, named: string): Way {
  const dot = named.indexOf('.')
  if (dot < 0) throw usage(`${named} names no field of a flow`, 'write <flow>.<field>, as in workOrders.status')
  const flow = flowOf(landscape, named.slice(0, dot))
  const unit = named.slice(dot + 1)
  const way = waysIn(flow).find((each) => each.unit === unit)
  if (way !== undefined) return way
  const known = flow.settle.units.find(({ name }) => name === unit)
  if (known === undefined) {
    const group = flow.settle.units.find(({ fields }) => fields.includes(unit))
    const names = flow.settle.units.map(({ name }) => name)
    throw usage(
      group === undefined ? `${flow.name} carries no field ${unit}` : `${unit} is decided as part of its group`,
      group === undefined ? nearest(unit, names, 'it carries') : `hand the group over: ${flow.name}.${group.name}`,
    )
  }
  const { writer } = known.policy
  throw new Failure(
    'notHandedOver',
    writer === null
      ? `${named} has no owner who could hand it over`
      : `${named} is owned by ${flow.systems[writer]!}, and handed over to nobody`,
    `say so in the flow file, as in .owner('${unit}', '<new owner>', { from: '${writer === null ? '…' : flow.systems[writer]!}' }); then thalweg generate and thalweg prepare`,
  )
}

export function waysOf(landscape: GeneratedLandscape): Way[] {
  return Object.values(landscape.flows).flatMap(waysIn)
}

function waysIn(flow: GeneratedFlow): Way[] {
  return flow.settle.units.flatMap(({ name: unit, policy: { handover } }, u): Way[] => {
    if (handover === undefined) return []
    const { from, to } = handover
    return [{ flow, unit, u, from, to, old: flow.systems[from]!, new: flow.systems[to]! }]
  })
}

/** Where it has come to; undefined: it has not begun. What the ledger holds of an earlier one between others is none of it. */
export async function handoverOf(ledger: Pick<Ledger, 'setting'>, way: Way): Promise<Handover | undefined> {
  const { [way.unit]: handover } = await readHandovers(ledger, way.flow.name)
  return handover?.from === way.old && handover.to === way.new ? handover : undefined
}

export function nameOf({ flow, unit }: Way): string {
  return `${flow.name}.${unit}`
}
