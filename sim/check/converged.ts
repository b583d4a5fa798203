/**
 * Of every field, each system holds what its writer's system holds, as it stores it; the writer's own value is the last that his users typed. Of a field that all
 * write, all hold the same.
 */
import type { Mapping } from '../../runtime/door.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import { keysOfRecord } from '../same-record.ts'
import { equalRaw } from '../store.ts'
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { UserAct } from '../story.ts'
import type { Scene, Spread } from './scene.ts'
import { spreads } from './scene.ts'

export async function converged(scene: Scene): Promise<readonly string[]> {
  const { world } = scene
  const wrong: string[] = []
  const apart = await keptApart(scene)
  for (const { flow, key, at } of await spreads(scene)) {
    for (const unit of flow.settle.units) {
      const writer = unit.policy.writer
      const heldApart = apart.has(`${flow.name} ${key} ${unit.name}`)
      if (writer === null) {
        if (!heldApart) wrong.push(...unequal(scene, { flow, key, at }, unit))
        continue
      }
      const source = at[writer]!
      if (source.row === undefined || source.excuse !== null) continue
      for (const field of unit.fields) {
        const mapping = source.adapter.fields.find((each) => each.field === field)
        if (mapping === undefined) continue
        const raw = source.row.columns[mapping.column]!
        const value = mapping.decode(raw)
        if (unit.keepWhenBlank === true && (value === null || value === '')) continue
        const last = !world.apart(flow.name) ? undefined : lastTyped(scene, flow.name, source.system, key, field)
        if (last !== undefined && !equalRaw(mapping.encode(last.value), raw))
          wrong.push(
            `${flow.name} ${key}: users of ${source.system} typed ${field}=${JSON.stringify(last.value)} last, and it holds ${String(raw)}`,
          )
        // An answer in review goes nowhere, nor does what differed on the first day.
        if ((unit.answers !== undefined || flow.settle.whereTheyDiffer !== undefined) && heldApart) continue
        for (const copy of at) {
          if (copy === source || copy.row === undefined || copy.excuse !== null) continue
          const held = copy.adapter.fields.find((each) => each.field === field)
          if (held === undefined) continue
          const sent = held.encode(value)
          const want = world.alters[copy.system]?.[field]?.(sent) ?? sent
          const is = copy.row.columns[held.column]!
          // What was made elsewhere may be stored by its writer in another form.
          if (equalRaw(is, want) || equalRaw(is, sent) || alike({ mapping: held, raw: is }, { mapping, raw })) continue
          const foreign = () => !world.apart(flow.name) || typedThere(scene, flow.name, copy.system, key, { mapping: held, raw: is }, field)
          if (unit.foreignWrite !== 'restore' && foreign()) continue
          wrong.push(
            `${flow.name} ${key}: ${field} is ${String(is)} at ${copy.system}, and ${String(raw)} at ${source.system}, which writes it`,
          )
        }
      }
    }
  }
  return wrong
}

/** The last value that users of a system typed into the row that is there now, by what they did alone. */
function lastTyped({ world }: Scene, flow: string, system: string, key: string, field: string): { readonly value: Canonical } | undefined {
  let last: { readonly value: Canonical } | undefined
  for (const act of world.acts) {
    if (act.flow !== flow || act.system !== system || act.key !== key) continue
    if (act.kind === 'delete') last = undefined
    else if (act.values[field] !== undefined) last = { value: act.values[field] }
  }
  const rewritten = world.writes.some(
    (write) => write.flow === flow && write.system === system && write.key === key && write.kind !== 'update' && write.changed,
  )
  return rewritten ? undefined : last
}

/** Where a foreign write is kept, or waits for the writer's word, it may stand: if somebody typed what is stored so. */
function typedThere({ world }: Scene, flow: string, system: string, key: string, { mapping, raw }: Cell, field: string): boolean {
  const keys = keysOfRecord(world, flow, key)
  return world.acts.some((act) => {
    const value = act.values[field]
    return act.flow === flow && act.system === system && keys.has(act.key) && value !== undefined && equalRaw(mapping.encode(value), raw)
  })
}

/** Units that are in review, or that a reviewer has left as they are and nobody who writes them has edited since, as far as that can be told. */
async function keptApart({ world, hub }: Scene): Promise<ReadonlySet<string>> {
  const out = new Set<string>()
  for (const { flow, key, unit } of await hub.ledger.reviews({ open: true })) out.add(`${flow} ${key} ${unit}`)
  for (const ruling of world.rulings) {
    const { at, flow, key, unit, value } = ruling
    const { settle, systems } = world.flows.find(({ name }) => name === flow)!
    const { fields = [], policy } = settle.units.find(({ name }) => name === unit) ?? {}
    const writes = (act: UserAct) => (policy?.writer ?? null) === null || act.system === systems[policy!.writer!]
    const since = world.acts.filter((act) => act.flow === flow && act.key === key && act.at > at)
    const deleted = (act: UserAct, n: number) => since.some((other, m) => m > n && other.system === act.system && other.kind === 'delete')
    const ended = world.history
      .slice(world.history.indexOf(ruling))
      .some((each) => each.what === 'write' && each.flow === flow && each.key === key && each.kind === 'delete')
    // A row that is made where there was none, or anew where nobody has heard of the delete, joins a record that the others have: what they hold stays as it was left,
    // also where its users type on before anybody looks.
    const joined = (act: UserAct, n: number) =>
      !ended && since.some((other, m) => m <= n && other.kind === 'create' && other.system === act.system)
    const edits = since.filter(
      (act, n) => writes(act) && fields.some((field) => act.values[field] !== undefined) && !deleted(act, n) && !joined(act, n),
    )
    // What the hub had seen of an edit before a decision that it made in the dark, nobody can tell.
    const before = (own: readonly UserAct[]) =>
      ruling.blind ? world.acts.filter((act) => act.flow === flow && act.key === key && act.system === own[0]!.system) : own.slice(0, 1)
    const edited =
      world.apart(flow) && [...Map.groupBy(edits, ({ system }) => system).values()].some((own) => !takenBack(own, before(own), fields))
    if (value === null && !edited) out.add(`${flow} ${key} ${unit}`)
  }
  return out
}

/** What is typed and taken back before anybody looks is no edit. @param before acts on top of which nobody may have looked */
function takenBack(acts: readonly UserAct[], before: readonly UserAct[], fields: readonly string[]): boolean {
  const { after } = acts.at(-1)!
  const held = (row: UserAct['before']) =>
    row !== null && after !== null && fields.every((field) => JSON.stringify(row[field]) === JSON.stringify(after[field]))
  return before.some((act) => held(act.before))
}

function unequal({ world }: Scene, { flow, key, at }: Spread, { name, fields }: UnitRule): string[] {
  const held = at.filter(({ row, excuse }) => row !== undefined && excuse === null)
  return fields.flatMap((field) => {
    const cells = held.flatMap(({ system, adapter, row }) => {
      const mapping = adapter.fields.find((each) => each.field === field)
      if (mapping === undefined || world.alters[system]?.[field] !== undefined) return []
      return [{ system, mapping, raw: row!.columns[mapping.column]! }]
    })
    const [first] = cells
    const other = cells.find((cell) => !alike(first!, cell) && !alike(cell, first!))
    if (other === undefined) return []
    return [`${flow.name} ${key}: ${name} is ${String(first!.raw)} at ${first!.system}, and ${String(other.raw)} at ${other.system}`]
  })
}

export interface Cell {
  readonly mapping: Mapping
  readonly raw: Raw
}
/** Is what one holds what the other stores of it. What is no value of the field (a change of a quantity may lead out of its type) is stored nowhere else. */
export function alike(one: Cell, other: Cell): boolean {
  let stored: Raw
  try {
    stored = other.mapping.encode(one.mapping.decode(one.raw))
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
  return equalRaw(stored, other.raw)
}
