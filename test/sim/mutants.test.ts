/**
 * Policies and rules of life broken one at a time, within the real settle: the seeds of a test run notice each. What a mutant changes is what settle is given, or
 * what it gives.
 */
import { expect, test, vi } from 'vitest'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Edit, Lifecycle, Policy, PolicyKind, Verdict } from '../../runtime/policies/rule.ts'
import type * as planning from '../../runtime/plan.ts'
import type * as settling from '../../runtime/settle.ts'
import { simulate } from '../../sim/index.ts'
import { simulated } from './landscapes/index.ts'

type Settle = typeof settling.settle
interface Mutant {
  readonly scenario: string
  readonly settle: (real: Settle) => Settle
  readonly blanksWipe?: true
}
const mutated = vi.hoisted(() => ({ by: null as ((real: Settle) => Settle) | null, blanksWipe: false }))
vi.mock('../../runtime/plan.ts', async (original) => {
  const real = await original<typeof planning>()
  const wiping = (kernel: Kernel): Kernel => ({ ...kernel, units: kernel.units.map((unit) => ({ ...unit, keepWhenBlank: false })) })
  const plan: typeof planning.plan = (kernel, entry) => real.plan(mutated.blanksWipe ? wiping(kernel) : kernel, entry)
  return { ...real, plan }
})
vi.mock('../../runtime/settle.ts', async (original) => {
  const real = await original<typeof settling>()
  const settle: Settle = (...given) => (mutated.by === null ? real.settle : mutated.by(real.settle))(...given)
  return { ...real, settle }
})

const kernels = new WeakMap<Kernel, Kernel>()
/** Settle with another kernel, made once of each. */
function withKernel(make: (kernel: Kernel) => Kernel): Mutant['settle'] {
  return (real) =>
    (kernel, ...rest) => {
      let other = kernels.get(kernel)
      if (other === undefined) kernels.set(kernel, (other = make(kernel)))
      return real(other, ...rest)
    }
}
function life(change: Partial<Lifecycle>): Mutant['settle'] {
  return withKernel((kernel) => ({ ...kernel, life: { ...kernel.life, ...change } }))
}
function policy(kind: PolicyKind, change: (policy: Policy) => Partial<Policy>): Mutant['settle'] {
  return withKernel((kernel) => ({
    ...kernel,
    units: kernel.units.map((unit) => (unit.policy.kind === kind ? { ...unit, policy: { ...unit.policy, ...change(unit.policy) } } : unit)),
  }))
}
function judging(kind: PolicyKind, judge: (edit: Edit, real: Policy['judge']) => Verdict): Mutant['settle'] {
  return policy(kind, (real) => ({ judge: (edit) => judge(edit, real.judge) }))
}
const stands: Verdict = { to: 'decided' }
const loses: Verdict = { to: 'lost' }

const mutants: Readonly<Record<string, Mutant>> = {
  'an update that wins is deleted all the same': { scenario: 'partitioned, an update wins', settle: life({ againstUpdate: 'deleteWins' }) },
  'a delete that wins does not': { scenario: 'partitioned', settle: life({ againstUpdate: 'updateWins' }) },
  'a key that is created anew is merely reported': {
    scenario: 'partitioned',
    settle:
      (real) =>
      (kernel, entry, j, image, ...rest) => {
        const anew = !entry.live && entry.inc > 0 && image.present && !entry.s[j]!.present
        return real(anew ? { ...kernel, life: { ...kernel.life, creates: [], foreignCreate: 'report' } } : kernel, entry, j, image, ...rest)
      },
  },
  'a foreign delete is accepted': { scenario: 'three systems', settle: life({ foreignDelete: 'accept' }) },
  'precedence is reversed': {
    scenario: 'precedence',
    settle: judging('precedence', ({ told, origin, system }) => (told || origin < 0 || system === 0 ? stands : loses)),
  },
  'precedence is as declared': {
    scenario: 'precedence, three systems',
    settle: judging('precedence', ({ told, origin, system }) => (told || origin < 0 || system < origin ? stands : loses)),
  },
  'precedence looks at every edit, also at one made on top': {
    scenario: 'precedence',
    settle: judging('precedence', (edit, real) => real({ ...edit, told: false })),
  },
  'the earlier write wins': {
    scenario: 'lastWriteWins',
    settle: judging('lastWriteWins', (edit, real) => real({ ...edit, at: edit.decidedAt, decidedAt: edit.at })),
  },
  'the tolerance of clocks is ignored': {
    scenario: 'lastWriteWins, clocks apart',
    settle: judging('lastWriteWins', ({ told, origin, at, decidedAt, system }) =>
      told || origin < 0 || (at ?? 0) > (decidedAt ?? 0) || (at === decidedAt && system < origin) ? stands : loses,
    ),
  },
  'the hub’s own clock decides': {
    scenario: 'lastWriteWins',
    settle:
      (real) =>
      (kernel, entry, j, { present, values, died, death }, cause) =>
        real(kernel, entry, j, { present, values, died, death }, { ...cause, at: null }),
  },
  'one difference is dropped': {
    scenario: 'delta',
    settle: judging('delta', (edit, real) => (edit.told ? real(edit) : loses)),
  },
  'equal quantities are one edit': { scenario: 'delta', settle: policy('delta', () => ({ equalCounts: false })) },
  'quantities are summed without their base': {
    scenario: 'delta',
    settle: judging('delta', (edit, real) => real({ ...edit, base: edit.base === null ? null : edit.base.map(() => '0.00') })),
  },
  'removals are lost': {
    scenario: 'union',
    settle: judging('union', (edit, real) => real({ ...edit, base: edit.base === null ? null : edit.base.map(() => []) })),
  },
  'additions of the other side are lost': { scenario: 'union', settle: judging('union', () => stands) },
  'what is to be reviewed is decided': { scenario: 'review', settle: judging('review', () => stands) },
  'everything is reviewed': { scenario: 'review', settle: judging('review', () => ({ to: 'held' })) },
  'leaving is ignored': {
    scenario: 'rows leave, copies go',
    settle:
      (real) =>
      (kernel, entry, j, image, ...rest) =>
        image.left === true ? { entry, events: [] } : real(kernel, entry, j, image, ...rest),
  },
  'a copy that is to stay is deleted': { scenario: 'rows leave, copies stay', settle: life({ whenRowLeaves: 'delete' }) },
  'a row that leaves was deleted, and an update may win': {
    scenario: 'rows leave, copies stay',
    settle:
      (real) =>
      (kernel, entry, j, { present, values, died, death }, ...rest) =>
        real(kernel, entry, j, { present, values, died, death }, ...rest),
  },
  'a row that comes back is told to nobody': {
    scenario: 'rows leave, copies stay',
    settle:
      (real) =>
      (kernel, entry, ...rest) => {
        const { entry: after, events } = real(kernel, entry, ...rest)
        if (entry.live || !after.live || entry.inc === 0) return { entry: after, events }
        return { entry: { ...after, s: after.s.map((s) => ({ ...s, apart: 'no', d: null, dl: after.ln })) }, events }
      },
  },
  'a blank wipes what others hold': { scenario: 'blanks wipe nothing', settle: (real) => real, blanksWipe: true },
  'the last that was seen stands, whatever the merge function says': { scenario: 'merge', settle: judging('merge', () => stands) },
}

test.each(Object.entries(mutants))('%s', { timeout: 60_000 }, async (_, { scenario, settle, blanksWipe = false }) => {
  const { seeds, ...options } = simulated[scenario]!
  mutated.by = settle
  mutated.blanksWipe = blanksWipe
  try {
    const found = new Set<string>()
    for (let seed = 1; seed <= seeds && found.size === 0; seed++)
      for (const { check } of (await simulate({ ...options, seed })).violations) found.add(check)
    expect([...found]).not.toEqual([])
  } finally {
    mutated.by = null
    mutated.blanksWipe = false
  }
})
