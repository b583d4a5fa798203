import type { FlowData } from '../../../dsl/data.ts'
import type { PlanFlow } from '../schema.ts'
import { heldBy, recordIn, type Estate } from './holding.ts'

/** What a policy can be about: a field, or a group of fields that is decided as one. */
export interface Choice {
  readonly name: string
  readonly fields: readonly string[]
  /** The flow's systems that hold all of them. */
  readonly systems: readonly string[]
}

/** What the systems of a flow share, in the order of the record. One-way, what the source does not hold travels nowhere. */
export function choicesOf(flow: FlowData, systems: readonly string[], estate: Estate): readonly Choice[] {
  const record = recordIn(estate, flow.record)
  if (!record) return []
  const groupOf = new Map(Object.entries(record.groups).flatMap((group) => group[1].map((member) => [member, group] as const)))
  const held = new Map(systems.map((system) => [system, heldBy(estate, system, flow.record)]))
  const choices = new Map<string, Choice>()
  for (const { name: field } of record.fields) {
    if (record.key.includes(field)) continue
    const [name, members] = groupOf.get(field) ?? [field, [field]]
    const holders = [...held].filter(([, fields]) => members.every((member) => fields.has(member))).map(([system]) => system)
    const travels = holders.length > 1 && (flow.way.kind === 'twoWay' || holders.includes(flow.way.from))
    if (travels && !choices.has(name)) choices.set(name, { name, fields: members, systems: holders })
  }
  return [...choices.values()]
}

/** Fields that a system of the flow holds and no decision is about: nothing of them travels. */
export function aloneIn(flow: FlowData, systems: readonly string[], choices: readonly Choice[], estate: Estate): PlanFlow['alone'] {
  const record = recordIn(estate, flow.record)
  const travelling = new Set([...(record?.key ?? []), ...choices.flatMap((choice) => choice.fields)])
  const staying = (record?.fields ?? []).filter((field) => !travelling.has(field.name))
  return staying.flatMap(({ name }) =>
    systems.filter((system) => heldBy(estate, system, flow.record).has(name)).map((system) => ({ field: name, system })),
  )
}
