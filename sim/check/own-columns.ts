/** Nobody but a field's writer ever has it written by the hub into his own system's row; an insert brings a whole row. */
import type { Scene } from './scene.ts'

export async function ownColumns({ world }: Scene): Promise<readonly string[]> {
  const wrong = new Set<string>()
  for (const { flow: name, system, kind, fields } of world.writes) {
    if (kind !== 'update') continue
    const flow = world.flows.find((each) => each.name === name)!
    for (const field of fields) {
      const unit = flow.settle.units.find((each) => each.fields.includes(field))!
      if (unit.policy.writer !== null && flow.systems[unit.policy.writer] === system)
        wrong.add(`${name}: ${field} was written at ${system}, whose field it is`)
    }
  }
  return [...wrong]
}
