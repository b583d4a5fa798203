/** What users did with one record, done again under the proposed policies: each edit as it was entered, each system told when it was told. */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { compile, sameCanonical } from '../../runtime/kernel.ts'
import type { Edit, Policy } from '../../runtime/policies/rule.ts'
import type { Image } from '../../runtime/ports.ts'
import type { Event } from '../../runtime/settle.ts'
import { absent } from '../../runtime/settle.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import type { Course } from './course.ts'
import type { Act } from './decided-again.ts'
import { causeOf, mayLand, overlay, timesOf } from './decided-again.ts'
import type { Hold } from './holds.ts'
import type { Ruled, Seen } from './steps.ts'
import { Unreplayable } from './unreplayable.ts'

export interface Done {
  readonly entry: Entry
  /** Once everything had landed that was to. */
  readonly told: Entry
  /** Null: nobody could have done it, since there was no such row, or nobody was asked. */
  readonly events: readonly Event[] | null
  readonly writes: ReadonlyMap<string, number>
}

/** The proposed flow. Where a policy is new to a unit, and asks for a time that the ledger does not have, it gets no answer. */
export function proposedKernel(now: GeneratedFlow, proposed: GeneratedFlow): Kernel {
  const units = proposed.settle.units.map((unit) => {
    const before = now.settle.units.find(({ name }) => name === unit.name)
    return before?.policy.kind === unit.policy.kind ? unit : { ...unit, policy: withTimes(unit.policy) }
  })
  return compile({ ...proposed, settle: { ...proposed.settle, units } })
}

function withTimes(policy: Policy): Policy {
  return { ...policy, judge: (edit) => policy.judge(new TimedEdit(edit)) }
}

class TimedEdit implements Edit {
  readonly system: number
  readonly told: boolean
  readonly value: Edit['value']
  readonly base: Edit['base']
  readonly decided: Edit['decided']
  readonly origin: number
  readonly #edit: Edit

  constructor(edit: Edit) {
    this.#edit = edit
    this.system = edit.system
    this.told = edit.told
    this.value = edit.value
    this.base = edit.base
    this.decided = edit.decided
    this.origin = edit.origin
  }

  get at(): number {
    return known(this.#edit.at)
  }
  get decidedAt(): number {
    return known(this.#edit.decidedAt)
  }
}

function known(at: number | null): number {
  if (at === null) throw new Unreplayable('time')
  return at
}

/** @param from the first act that is done; the record is by then as `course` has it @throws Unreplayable */
export function doneAgain(course: Course, acts: readonly Act[], holds: readonly Hold[], from: number): readonly Done[] {
  return acts.slice(from).map((act, i) => {
    const events = act.step.kind === 'seen' ? seen(course, act, act.step) : ruled(course, act, act.step)
    const { entry } = course
    course.writes.clear()
    course.deliver(mayLand(holds, course.kernel, from + i))
    return { entry, told: course.entry, events, writes: new Map(course.writes) }
  })
}

function seen(course: Course, act: Act, step: Seen): readonly Event[] | null {
  const { kernel, entry } = course
  const j = kernel.flow.systems.indexOf(step.system)
  const { present } = entry.s[j]!
  if (step.row === 'gone' || step.row === 'left') {
    if (!present) return null
    return course.see(j, { ...absent, ...(step.row === 'left' ? { left: true } : {}) }, causeOf(step))
  }
  // Nobody edits a row that is not there.
  if (step.row === 'was' && !present) return null
  const values = present && step.row === 'was' ? edited(course, j, act, step) : whole(kernel, j, act.row!)
  const image: Image = { present: true, values, died: step.row === 'anew', death: 0, ...timesOf(kernel, j, step) }
  return course.see(j, image, causeOf(step))
}

function whole(kernel: Kernel, j: number, row: readonly Canonical[]): Raw[] {
  const { adapter, field } = kernel.systems[j]!
  return adapter.fields.map(({ encode }, slot) => encode(row[field[slot]!] ?? null))
}

/** His row as it would be, with what he entered. Of what is added up or joined, that is the difference to what he saw. */
function edited(course: Course, j: number, { before }: Act, step: Seen): Raw[] {
  const { kernel } = course
  const values = course.row(j)
  for (const [name, entered] of Object.entries(step.values)) {
    const u = kernel.units.findIndex((unit) => unit.name === name)
    const { at, policy } = kernel.units[u]!
    const saw = at.map((f) => before?.[f] ?? null)
    overlay(kernel, j, name, onTopOf(policy, { entered, saw, holds: course.held(j, u), j }), values)
  }
  return values
}

interface Entered {
  readonly entered: readonly Canonical[]
  /** What his row held when he entered it. */
  readonly saw: readonly Canonical[]
  /** What it would hold. */
  readonly holds: readonly Canonical[]
  readonly j: number
}

function onTopOf(policy: Policy, { entered, saw, holds, j }: Entered): readonly Canonical[] {
  if (!policy.composes || saw.every((value, i) => sameCanonical(value, holds[i]!))) return entered
  const verdict = policy.judge({ system: j, told: false, value: entered, base: saw, decided: holds, origin: j, at: 0, decidedAt: 0 })
  return verdict.to === 'composed' && !verdict.loses ? verdict.value : entered
}

/** A person was asked by a review, or decided otherwise by himself. Where the review would not be open, he would not have been asked. */
function ruled(course: Course, { events }: Act, step: Ruled): readonly Event[] | null {
  const { kernel, entry } = course
  const u = kernel.units.findIndex(({ name }) => name === step.unit)
  const asked = events.some(({ kind }) => kind === 'closed')
  if (!entry.live || (asked && entry.held?.[u]?.frozen !== true)) return null
  return course.rule(u, step.value, { at: step.at, change: 'person' })
}
