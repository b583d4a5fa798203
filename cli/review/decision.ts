/** What a person decides, as a function of the record as it is when the decision is made. */
import { heldAnswer } from '../../runtime/answers.ts'
import { leaveRow, leaveValue, outOfReach, takeLife, takeValue } from '../../runtime/decide.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll } from '../../runtime/kernel.ts'
import type { AuditRow } from '../../runtime/ports.ts'
import type { Cause, Settled } from '../../runtime/settle.ts'
import type { Canonical } from '../../runtime/values.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'
import type { ReviewedRecord } from './open.ts'
import { typedValue } from './value.ts'

export interface Decision {
  readonly flow: string
  readonly key: string
  /** For the audit, in words: what was decided, without its author. */
  readonly what: string
  readonly make: (entry: Entry, cause: Cause) => Settled
}

/** The value of one side stands, or a value that is nobody's; of a record's life, its row or its absence at one side. */
export function taking(record: ReviewedRecord, choice: string): Decision {
  const { kernel, review } = record
  const j = kernel.flow.systems.indexOf(choice)
  const u = unitOf(record)
  const what = `review ${review.id}, ${j < 0 ? 'another value' : choice} taken`
  if (u === null) {
    if (j < 0) throw usage(`${choice} is no system of ${review.flow}`, nearest(choice, kernel.flow.systems, 'it may be taken as it is at'))
    return decision(record, what, (entry, cause) => {
      refuseOutOfReach(record, entry, j)
      return takeLife(kernel, entry, j, cause)
    })
  }
  if (j >= 0 && !kernel.systems[j]!.holds[u]!)
    throw usage(
      `${choice} does not hold ${review.unit}`,
      `take ${kernel.systems.flatMap(({ name, holds }) => (holds[u]! ? [name] : [])).join(' or ')}`,
    )
  const typed = j < 0 ? typedValue(kernel, u, choice) : null
  if (kernel.units[u]!.policy.writer !== j) refuseOfOwner(kernel, u, wayOutOfOwner(record, u))
  return decision(record, what, (entry, cause) => takeValue(kernel, entry, u, typed ?? valueAt(kernel, entry, j, u), cause))
}

/** The flow is to write what a decision asks for: where it never writes, users do. */
function refuseOutOfReach({ kernel, review: { id, flow } }: ReviewedRecord, entry: Entry, j: number): void {
  const [k] = outOfReach(kernel, entry, j)
  if (k === undefined) return
  const there = kernel.systems[k]!.name
  const taken = kernel.systems[j]!.name
  const otherwise = `or thalweg review take ${id} ${there}`
  throw entry.s[j]!.present
    ? new Failure(
        'notWritten',
        `${there} has no row of it, and ${flow} writes none there`,
        `create it at ${there}, and take ${taken} then; ${otherwise}`,
      )
    : new Failure(
        'notWritten',
        `${there} has a row of it, and ${flow} deletes none there`,
        `delete it at ${there}, and the review closes by itself; ${otherwise}`,
      )
}

/** Everything stays as it is, until somebody changes it. */
export function ignoring(record: ReviewedRecord): Decision {
  const { kernel, review } = record
  const u = unitOf(record)
  const what = `review ${review.id}, ignored`
  if (u !== null) return decision(record, what, (entry, cause) => leaveValue(kernel, entry, u, cause))
  if (review.conflict !== 'foreignCreate')
    throw new Failure(
      'mustDecide',
      `review ${review.id} asks whether the record lives: it cannot stay in between`,
      `thalweg review take ${review.id} <system>: its row is kept, or the delete is, as that system has it`,
    )
  const j = kernel.flow.systems.indexOf(review.system)
  return decision(record, what, (entry, cause) => leaveRow(kernel, entry, j, cause))
}

/** A value that lost stands after all. */
export function overturning(kernel: Kernel, row: AuditRow & { readonly id: number }): Decision {
  const u = kernel.units.findIndex((unit) => unit.name === row.unit)
  const lost = row.body['lost'] ?? (row.kind === 'decided' ? row.body['was'] : undefined)
  if (u < 0 || !Array.isArray(lost))
    throw new Failure(
      'nothingLost',
      `decision ${row.id} of ${row.flow} ${row.key} has no value of one field that was lost`,
      `thalweg trace ${row.flow} ${row.key} shows the decisions with their numbers`,
    )
  refuseOfOwner(kernel, u, (writer) => `change it at ${writer}, and it goes everywhere; the value that lost stands in the audit`)
  return {
    flow: row.flow,
    key: row.key,
    what: `decision ${row.id} overturned`,
    make: (entry, cause) => {
      if (!entry.live)
        throw new Failure(
          'deleted',
          `${row.flow} ${row.key} is deleted: there is no value to decide`,
          'create it again, in a system that may',
        )
      return takeValue(kernel, entry, u, lost as Canonical[], cause)
    },
  }
}

/** Nobody writes a field in its owner's system, a person who decides neither: who owns it changes it there. */
function refuseOfOwner(kernel: Kernel, u: number, wayOut: (writer: string) => string): void {
  const writer = writerName(kernel, u)
  if (writer === null) return
  const { name } = kernel.units[u]!
  throw new Failure('ownersOwn', `${writer} owns ${name}: another value is decided there, by changing it`, wayOut(writer))
}
/** A proposal holds nothing back. Where each system keeps its value until somebody decides, the owner's next change waits for that, too. */
function wayOutOfOwner({ review: { id }, entry, kernel }: ReviewedRecord, u: number): (writer: string) => string {
  const others = (writer: string) => `thalweg review take ${id} ${writer}`
  if (heldAnswer(kernel, entry, u))
    return (writer) =>
      `answer anew at ${writer}, and it goes everywhere; ${others(writer)} gives the others what ${writer} holds, and ignore leaves it`
  if (entry.held?.[u]?.frozen !== true)
    return (writer) => `change it at ${writer}, and it goes everywhere; ${others(writer)} sets the others back, and ignore leaves it`
  return (writer) =>
    `change it at ${writer}: the review closes by itself once all are equal; ${others(writer)} gives the others what ${writer} holds, and ignore leaves it`
}
function writerName(kernel: Kernel, u: number): string | null {
  const { writer } = kernel.units[u]!.policy
  return writer === null ? null : kernel.systems[writer]!.name
}

function unitOf({ kernel, review }: ReviewedRecord): number | null {
  return review.unit === '' ? null : kernel.units.findIndex((unit) => unit.name === review.unit)
}

/** The look before the decision may have closed the review: nothing is decided then. */
function decision(record: ReviewedRecord, what: string, make: Decision['make']): Decision {
  const { review } = record
  const u = unitOf(record)
  return {
    flow: review.flow,
    key: review.key,
    what,
    make: (entry, cause) => {
      const open = u === null ? entry.lifeHeld === review.id : entry.held?.[u]?.id === review.id
      if (open) return make(entry, cause)
      throw new Failure(
        'closed',
        `review ${review.id} has closed meanwhile: what its systems hold has changed`,
        `thalweg trace ${review.flow} ${review.key} says how`,
      )
    },
  }
}

function valueAt(kernel: Kernel, entry: Entry, j: number, u: number): Canonical[] {
  const { name, adapter, slots } = kernel.systems[j]!
  const s = entry.s[j]!
  if (!s.present) throw new Failure('noRow', `${name} has no row of it`, 'take the value of another system, or give one')
  const base = s.b ?? encodeAll(kernel, j, entry.g)
  return slots[u]!.map((slot) => adapter.fields[slot]!.decode(base[slot]!))
}
