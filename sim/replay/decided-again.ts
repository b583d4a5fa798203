/** The history of one record, decided again by the flow as it is: that shows that the history is whole, and when each system was told of what. */
import { History } from '../../runtime/engine/history.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { encodeAll, sameCanonical } from '../../runtime/kernel.ts'
import type { AuditRow, Image } from '../../runtime/ports.ts'
import type { Event } from '../../runtime/settle.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import { Course } from './course.ts'
import type { Hold, Point } from './holds.ts'
import { holdFor, knows } from './holds.ts'
import type { Row, Seen, Step } from './steps.ts'
import { Unreplayable } from './unreplayable.ts'

/** What users did, ready to be done again by other policies. */
export interface Act {
  readonly step: Step
  /** By flow field: the whole row, as it was seen; null: none was. */
  readonly row: readonly Canonical[] | null
  /** The same as it was known before. */
  readonly before: readonly Canonical[] | null
  readonly events: readonly Event[]
  /** The entry after it, and once everything had landed that was to. */
  readonly point: Point
  /** Rows written to systems since the act before, by system. */
  readonly writes: ReadonlyMap<string, number>
}

/** @throws Unreplayable where it does not come to what the ledger holds */
export function decidedAgain(
  kernel: Kernel,
  steps: readonly Step[],
  entry: Entry,
): { readonly acts: readonly Act[]; readonly holds: readonly Hold[] } {
  const holds: Hold[] = []
  for (;;) {
    const pass = new Pass(kernel, holds)
    const hold = pass.run(steps)
    if (hold === null) {
      if (!endsAs(pass.course.entry, entry)) throw differs(kernel, steps)
      return { acts: pass.acts, holds }
    }
    if (holds.some(({ system, to }) => system === hold.system && to === hold.to)) throw differs(kernel, steps)
    holds.push(hold)
  }
}

function differs(kernel: Kernel, steps: readonly Step[]): Unreplayable {
  const { version } = kernel.flow
  const conflicts = steps.flatMap(({ rows }) => rows.map(({ body }) => body['outcome']))
  if (conflicts.includes('in review')) return new Unreplayable('review')
  return new Unreplayable(steps.every(({ rows }) => rows.every(({ body }) => body['version'] === version)) ? 'otherwise' : 'otherFlow')
}

export function mayLand(holds: readonly Hold[], kernel: Kernel, after: number): (j: number) => boolean {
  return (j) => !holds.some(({ system, from, to }) => system === kernel.systems[j]!.name && from <= after && after < to)
}

class Pass {
  readonly course: Course
  readonly acts: Act[] = []
  readonly #kernel: Kernel
  readonly #holds: readonly Hold[]
  readonly #start: Entry

  constructor(kernel: Kernel, holds: readonly Hold[]) {
    this.#kernel = kernel
    this.#holds = holds
    this.course = new Course(kernel)
    this.#start = this.course.entry
  }

  /** @returns where a system was told too early: when it was not to be */
  run(steps: readonly Step[]): Hold | null {
    const { course } = this
    for (const [i, step] of steps.entries()) {
      const before = course.entry
      const j = step.kind === 'seen' ? this.#kernel.flow.systems.indexOf(step.system) : -1
      if (step.kind === 'seen') {
        if (j < 0) throw new Unreplayable('reshaped')
        if (!knows(this.#kernel, before, j, step)) {
          const points = this.acts.map(({ point }) => point)
          const hold = holdFor(this.#kernel, points, this.#start, j, i, step)
          if (hold === null) throw differs(this.#kernel, steps)
          return hold
        }
      }
      const known = before.s[j]?.present === true ? canonical(this.#kernel, j, course.row(j), before.g) : null
      const image = step.kind === 'seen' ? imageOf(course, j, step) : null
      const events = this.#take(step, j, image)
      if (!sameRows(rowsOf(this.#kernel, step, events), step.rows)) throw differs(this.#kernel, steps)
      const row = image?.present === true ? canonical(this.#kernel, j, image.values, before.g) : null
      const settled = course.entry
      course.writes.clear()
      course.deliver(mayLand(this.#holds, this.#kernel, i))
      const point = { settled, told: course.entry }
      this.acts.push({ step, row, before: known, events, point, writes: new Map(course.writes) })
    }
    return null
  }

  #take(step: Step, j: number, image: Image | null): readonly Event[] {
    const { course } = this
    if (step.kind === 'seen') return course.see(j, image!, causeOf(step))
    const u = this.#kernel.units.findIndex(({ name }) => name === step.unit)
    return course.rule(u, step.value, { at: step.at, change: 'person' })
  }
}

export function causeOf({ commit, first, doubtful }: Seen) {
  return { at: commit, change: 'seen', firstLoad: first === true, doubtful: doubtful === true }
}

/** The image that was seen: what the hub knew of the row, with what the audit tells was otherwise. */
function imageOf(course: Course, j: number, step: Seen): Image {
  const { kernel, entry } = course
  if (step.row === 'gone' || step.row === 'left')
    return { present: false, values: [], died: false, death: 0, ...(step.row === 'left' ? { left: true } : {}) }
  const values =
    step.row === 'was' || entry.s[j]!.present ? course.row(j) : encodeAll(kernel, j, entry.live ? entry.g : entry.g.map(() => null))
  for (const [unit, told] of Object.entries(step.values)) overlay(kernel, j, unit, told, values)
  return { present: true, values, died: step.row === 'anew', death: 0, ...timesOf(kernel, j, step) }
}

/** @throws Unreplayable for what is no value of its field */
export function overlay(kernel: Kernel, j: number, unit: string, told: readonly Canonical[], values: Raw[]): void {
  const u = kernel.units.findIndex(({ name }) => name === unit)
  const { slots, adapter } = kernel.systems[j]!
  if (u < 0) throw new Unreplayable('reshaped')
  try {
    for (const [i, slot] of slots[u]!.entries()) values[slot] = adapter.fields[slot]!.encode(told[i] ?? null)
  } catch (error) {
    throw error instanceof ValueError ? new Unreplayable('value') : error
  }
}

export function timesOf(kernel: Kernel, j: number, { times, commit }: Seen): Pick<Image, 'times'> {
  if (Object.keys(times).length === 0) return {}
  const of = (slot: number) => kernel.units.find((_, u) => kernel.systems[j]!.slots[u]!.includes(slot))?.name
  return {
    times: kernel.systems[j]!.field.map((_, slot) => {
      const time = times[of(slot) ?? '']
      return time === undefined ? commit : time
    }),
  }
}

/** A row by the fields of the flow; of those that its system does not hold, what is decided. */
function canonical(kernel: Kernel, j: number, row: readonly Raw[], g: readonly Canonical[]): readonly Canonical[] {
  const { slot, adapter } = kernel.systems[j]!
  return slot.map((at, f) => (at < 0 ? (g[f] ?? null) : adapter.fields[at]!.decode(row[at]!)))
}

// ─── Is it what the ledger holds ─────────────────────────────────────────────────────────────────

function rowsOf(kernel: Kernel, step: Step, events: readonly Event[]): readonly AuditRow[] {
  const history = new History(kernel)
  history.take(step.rows[0]!.key, events, step.at, '', 'person')
  return history.drain(step.at).audit
}

function sameRows(again: readonly AuditRow[], rows: readonly Row[]): boolean {
  return again.length === rows.length && again.every((row, i) => sameRow(row, rows[i]!))
}
function sameRow(one: AuditRow, other: AuditRow): boolean {
  if (one.kind !== other.kind || one.conflict !== other.conflict || one.system !== other.system || one.unit !== other.unit) return false
  return ['was', 'lost', 'outcome', 'by'].every((name) => sameCanonical(said(one, name), said(other, name)))
}
function said({ body }: AuditRow, name: string): Canonical {
  return (body[name] ?? null) as Canonical
}

function endsAs(again: Entry, entry: Entry): boolean {
  const frozen = ({ held }: Entry) => again.stamp.map((_, u) => held?.[u]?.frozen === true).join()
  return (
    again.live === entry.live &&
    again.g.every((value, f) => sameCanonical(value, entry.g[f]!)) &&
    (again.lifeHeld !== 0) === (entry.lifeHeld !== 0) &&
    frozen(again) === frozen(entry)
  )
}
