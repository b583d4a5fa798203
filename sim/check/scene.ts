import type { Adapter, GeneratedFlow, Mapping } from '../../runtime/door.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { KeyText, Raw } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import type { Hub } from '../hub.ts'
import type { StoredRow } from '../store.ts'
import { carried } from '../filter.ts'
import { keysOfRecord } from '../same-record.ts'
import type { World } from '../world.ts'

export interface Scene {
  readonly world: World
  readonly hub: Hub
}

/** One record in every system of its flow. */
export interface Spread {
  readonly flow: GeneratedFlow
  readonly key: KeyText
  readonly at: readonly {
    readonly system: string
    readonly adapter: Adapter
    readonly row: StoredRow | undefined
    readonly excuse: string | null
  }[]
}

/** Every key that anybody ever used, with what the systems hold and why a system may differ: told in the ledger, and true. */
export async function spreads({ world, hub }: Scene): Promise<Spread[]> {
  const out: Spread[] = []
  for (const flow of world.flows) {
    const adapters = flow.systems.map((name) => flow.adapters[name]!)
    const keys = new Set(adapters.flatMap((adapter) => [...world.store(adapter.system).table(adapter.place).rows.keys()]))
    for (const each of world.history) if (each.flow === flow.name) keys.add(each.key)
    const sorted = [...keys].sort()
    const entries = await hub.ledger.read(flow.name, sorted)
    const others = entries.filter((each) => each !== null)
    for (const [i, key] of sorted.entries()) {
      const entry = entries[i] ?? null
      const at: Spread['at'][number][] = []
      for (const [j, adapter] of adapters.entries()) {
        const row = carried(flow, adapter, world.store(adapter.system).table(adapter.place).rows.get(key))
        const excuse = otherKey(entry, j, key, others) ? keyTaken : await excuseOf({ world, hub }, flow, key, entry, j, row)
        at.push({ system: adapter.system, adapter, row, excuse })
      }
      out.push({ flow, key, at })
    }
  }
  return out
}

async function excuseOf(
  { world, hub }: Scene,
  flow: GeneratedFlow,
  key: KeyText,
  entry: Entry | null,
  j: number,
  row: StoredRow | undefined,
): Promise<string | null> {
  const adapter = flow.adapters[flow.systems[j]!]!
  const s = entry?.s[j]
  if (entry?.s.some(({ dirty }) => dirty?.reason === 'value') === true && hasMisfit(world, flow, key)) return 'in the dead letters'
  if (entry !== null && entry.lifeHeld !== 0 && mayBeReviewed(flow)) return 'in review'
  if (row !== undefined && s?.present !== true && mayBeReported(world, flow, j, key) && leftBehind(world, flow, key))
    return 'behind a record that had its key'
  if (s?.apart === 'left' && row === undefined && world.rulings.some((ruling) => ruling.key === key && ruling.unit === ''))
    return 'its row has left, and a reviewer has decided that the others stay'
  if (s?.apart === 'reported' && (mayBeReported(world, flow, j, key) || mayStay(world, flow, key))) return 'reported'
  if (s?.dirty?.reason === 'constraint' && world.store(adapter.system).refused.has(`${adapter.place} ${key}`))
    return 'the system refuses it'
  if (s?.dirty?.reason === 'constraint' && hasMisfit(world, flow, key)) return 'the system has no form for it'
  if (s?.dirty?.reason === 'missingParent' && parentMissing(world, flow, adapter, s.dirty.detail)) return 'its parent is missing'
  if (s?.dirty?.reason === 'missingParent' && (await parentWaits(hub, world, flow, adapter.system, s.dirty.detail)))
    return 'its parent waits for its key'
  return null
}

/** The excuse of a record whose key another one's row has. */
export const keyTaken = 'its key is taken'

/** The system has the record's row under another key, since a row of somebody else's has its own; or this is such a key. */
function otherKey(entry: Entry | null, j: number, key: KeyText, all: readonly Entry[]): boolean {
  const waits = (each: Entry) => each.s[j]!.key !== null && ['constraint', 'missingParent'].includes(each.s[j]!.dirty?.reason ?? '')
  return (entry !== null && waits(entry)) || all.some((each) => waits(each) && each.s[j]!.key === key)
}

/** Does a system hold what is no value of the field, or what another one cannot store; or is something added up, which may come to more than fits. */
function hasMisfit(world: World, flow: GeneratedFlow, key: KeyText): boolean {
  if (flow.settle.units.some(({ policy }) => policy.kind === 'delta')) return true
  const adapters = Object.values(flow.adapters)
  return adapters.some((adapter) => {
    const row = world.store(adapter.system).table(adapter.place).rows.get(key)
    if (row === undefined) return false
    return adapter.fields.some((mapping) =>
      adapters.some((other) => {
        const there = other.fields.find(({ field }) => field === mapping.field)
        return there !== undefined && !carries(mapping, there, row.columns[mapping.column] ?? null)
      }),
    )
  })
}

function carries(from: Mapping, to: Mapping, raw: Raw): boolean {
  try {
    to.encode(from.decode(raw))
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

function mayBeReviewed({ settle: { life } }: GeneratedFlow): boolean {
  return [life.foreignCreate, life.foreignDelete, life.againstUpdate].includes('review')
}
/** Rows are left alone that somebody made who may not, and copies that a delete leaves. */
function mayBeReported(world: World, flow: GeneratedFlow, j: number, key: KeyText): boolean {
  const { settle, systems, adapters } = flow
  const { life } = settle
  const system = systems[j]!
  const made = () =>
    !world.apart(flow.name) ||
    // It was there when new bases were taken: nobody asks then who made it.
    world.rebased.has(`${flow.name} ${key}`) ||
    world.acts.some(
      (act) => act.kind === 'create' && act.system === system && keysOfRecord(world, flow.name, key).has(act.key) && act.flow === flow.name,
    )
  const foreign = !life.creates.includes(j) && life.foreignCreate !== 'remove' && made()
  return foreign || life.onDelete === 'keep' || !adapters[systems[j]!]!.deletes
}

/**
 * A row of somebody else's under a key that a record had for a while, or had while its own row there was under another. Where the hub dies before it looks there
 * again, nothing tells of it before it changes: reconciliation does.
 */
function leftBehind({ renumberings }: World, flow: GeneratedFlow, key: KeyText): boolean {
  return renumberings.some(({ flow: of, from, to }) => of === flow.name && (from === key || to === key))
}

/** Copies stay where the row that they were made of is carried no longer. */
function mayStay(world: World, flow: GeneratedFlow, key: KeyText): boolean {
  const adapter = flow.filter === undefined ? undefined : flow.adapters[flow.filter.system]
  if (adapter === undefined || flow.settle.life.whenRowLeaves !== 'keep') return false
  return carried(flow, adapter, world.store(adapter.system).table(adapter.place).rows.get(key)) === undefined
}

/** Has the system the parent that the ledger names under another key, or a row of somebody else's under its key, known or left behind. */
async function parentWaits(hub: Hub, world: World, flow: GeneratedFlow, system: string, detail: string): Promise<boolean> {
  const named = parentIn(detail)
  if (named === null) return false
  for (const parent of world.flows.filter(
    ({ record, systems }) => flow.references.some((each) => each.record === record) && systems.includes(system),
  )) {
    const j = parent.systems.indexOf(system)
    const [entry] = await hub.ledger.read(parent.name, [named])
    const [other] = await hub.ledger.referred(parent.name, system, [{ key: named }])
    if (entry?.s[j]?.key !== null || entry.s[j].dirty !== null || other !== null) return true
    // Nothing tells of that row, so nobody can refer to it either.
    if (!entry.s[j].present && leftBehind(world, parent, named)) return true
  }
  return false
}

/** The key that the ledger names; it may hold spaces. */
function parentIn(detail: string): KeyText | null {
  return / holds no [^ ]+ (.+), to which /s.exec(detail)?.[1] ?? null
}

/** Is the parent that the ledger names really absent there. */
function parentMissing(world: World, flow: GeneratedFlow, adapter: Adapter, detail: string): boolean {
  return flow.references.some(({ record }) => {
    const parents = world.flows.filter((each) => each.record === record && each.adapters[adapter.system] !== undefined)
    return parents.some((parent) => {
      const { place } = parent.adapters[adapter.system]!
      const named = parentIn(detail) ?? /no row (.*)$/s.exec(detail)?.[1]
      return named !== null && named !== undefined && !world.store(adapter.system).table(place).rows.has(named)
    })
  })
}
