/** Bugs in who writes a field, and in what becomes of two edits. */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Edit, Policy, PolicyKind, UnitRule, Verdict } from '../../runtime/policies/rule.ts'
import type { Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug, without } from './bug.ts'
import { answering, blankKept, decidedBy, firstDayReviewed, preferenceAgainstOrder, restored, tolerance } from './needs.ts'

const stands: Verdict = { to: 'decided' }
const loses: Verdict = { to: 'lost' }

function units(change: (unit: UnitRule, flow: GeneratedFlow) => UnitRule): Plant {
  return { flow: (flow) => ({ ...flow, settle: { ...flow.settle, units: flow.settle.units.map((unit) => change(unit, flow)) } }) }
}
function policy(kind: PolicyKind, change: (policy: Policy) => Partial<Policy>): Plant {
  return units((unit) => (unit.policy.kind === kind ? { ...unit, policy: { ...unit.policy, ...change(unit.policy) } } : unit))
}
function judging(kind: PolicyKind, judge: (edit: Edit, real: Policy) => Verdict): Plant {
  return policy(kind, (real) => ({ judge: (edit) => judge(edit, real) }))
}
/** An edit that is a clash: on top of something that its user had not seen, and that another system's users typed. */
const clashes = ({ told, origin }: Edit) => !told && origin >= 0

export const policyBugs: readonly Bug[] = [
  bug(
    'foreign-write-accepted',
    'whoever writes a field that belongs to another system changes it everywhere',
    restored,
    units((unit) =>
      unit.answers === undefined && unit.policy.writer !== null
        ? { ...unit, policy: { ...unit.policy, writer: null, judge: () => stands } }
        : unit,
    ),
  ),
  bug(
    'foreign-write-left-there',
    'what somebody writes into a copy that is not his stays there, and the systems differ',
    restored,
    units((unit) => ({ ...unit, foreignWrite: 'keep' })),
  ),
  bug(
    'precedence-reversed',
    'the system that is to win loses',
    decidedBy('precedence'),
    judging('precedence', (edit, { preferred = 0 }) =>
      !clashes(edit) || edit.origin === preferred || (edit.system !== preferred && edit.system > edit.origin) ? stands : loses,
    ),
  ),
  bug(
    'precedence-by-declared-order',
    'the system that is named first wins, whichever is preferred',
    preferenceAgainstOrder,
    judging('precedence', (edit) => (!clashes(edit) || edit.system < edit.origin ? stands : loses)),
  ),
  bug(
    'precedence-over-informed-edits',
    'who is not preferred cannot change a value even when he has seen what stands',
    decidedBy('precedence'),
    judging('precedence', (edit, { judge }) => judge({ ...edit, told: false })),
  ),
  bug(
    'earlier-write-wins',
    'of two edits the earlier one stands',
    decidedBy('lastWriteWins'),
    judging('lastWriteWins', (edit, { judge }) => judge({ ...edit, at: edit.decidedAt, decidedAt: edit.at })),
  ),
  bug(
    'tie-by-arrival',
    'of two edits at the same time the one that is read later stands, so the outcome depends on who is read first',
    tolerance,
    judging('lastWriteWins', (edit, { judge }) => {
      const verdict = judge(edit)
      return verdict.to !== 'composed' && verdict.conflict === 'tie' ? { ...verdict, to: 'decided' } : verdict
    }),
  ),
  bug(
    'clock-tolerance-ignored',
    'times that clocks cannot tell apart are compared all the same',
    tolerance,
    judging('lastWriteWins', (edit) => {
      const { at, decidedAt, system, origin } = edit
      return !clashes(edit) || (at ?? 0) > (decidedAt ?? 0) || (at === decidedAt && system < origin) ? stands : loses
    }),
  ),
  bug('hub-clock-decides', 'the edit that the hub has read last stands, whenever it was made', decidedBy('lastWriteWins'), {
    core: (real) => ({
      ...real,
      settle: (kernel, entry, j, image, cause) =>
        real.settle(kernel, entry, j, without(image, 'times'), { ...cause, at: cause.now ?? null }),
    }),
  }),
  bug(
    'difference-dropped',
    'of two quantities that were counted at once one is forgotten',
    decidedBy('delta'),
    judging('delta', (edit, { judge }) => (edit.told ? judge(edit) : loses)),
  ),
  bug(
    'equal-differences-once',
    'two users who each take out the same quantity have taken it out once',
    decidedBy('delta'),
    policy('delta', () => ({ equalCounts: false })),
  ),
  bug(
    'difference-without-base',
    'a whole quantity is added where its difference is meant',
    decidedBy('delta'),
    judging('delta', (edit, { judge }) => judge({ ...edit, base: edit.base === null ? null : edit.base.map(() => '0.00') })),
  ),
  bug(
    'union-forgets-removals',
    'what a user takes out of a collection comes back',
    decidedBy('union'),
    judging('union', (edit, { judge }) => judge({ ...edit, base: edit.base === null ? null : edit.base.map(() => []) })),
  ),
  bug(
    'union-forgets-additions',
    'what two users put into a collection at once is there from one of them only',
    decidedBy('union'),
    judging('union', () => stands),
  ),
  bug(
    'review-lets-through',
    'where a person should decide, the edit that is read last stands, and nobody is asked',
    decidedBy('review'),
    judging('review', () => stands),
  ),
  bug(
    'everything-reviewed',
    'a person is asked about edits that nobody contests',
    decidedBy('review'),
    judging('review', () => ({ to: 'held' })),
  ),
  bug(
    'merge-function-not-asked',
    'the value that is read last stands, whatever the merge function would make of both',
    decidedBy('merge'),
    judging('merge', () => stands),
  ),
  bug(
    'blank-wipes',
    'a blank at the owner wipes what others hold',
    blankKept,
    units((unit) => ({ ...unit, keepWhenBlank: false })),
  ),
  bug(
    'stale-answer-counts',
    'an approval counts for values that it was not given for',
    answering,
    units((unit) => without(unit, 'answers')),
  ),
  bug('first-day-not-asked', 'what differs on the first day is decided without the person who was to be asked', firstDayReviewed, {
    flow: (flow) => ({ ...flow, settle: without(flow.settle, 'whereTheyDiffer') }),
  }),
]
