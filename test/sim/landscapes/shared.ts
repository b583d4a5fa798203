/** Landscapes whose fields every system writes, each under one policy beside a field of one owner. */
import * as runtime from '../../../runtime/index.ts'
import type { Lifecycle, Policy, PolicyKind } from '../../../runtime/policies/rule.ts'
import type { Canonical } from '../../../runtime/values.ts'
import type { SimulationOptions } from '../../../sim/index.ts'
import type { Scenario } from './index.ts'
import type { MadeFlow } from './made.ts'
import { made } from './made.ts'

type Terms = NonNullable<SimulationOptions['terms']>[string][string]
type Fields = MadeFlow['units'][number]['fields']
interface Case {
  readonly fields: Fields
  readonly policy: Policy
  readonly terms?: Terms
  readonly toleranceMs?: number
}

/** The system that wins, where one does: not the first, so that order and preference are told apart. */
const preferred = 1
const toleranceMs = 5_000
/** One clock may be five minutes off the true time, in either direction. */
const minutesApartMs = 600_000

/** The greater amount: commutative, idempotent and associative. */
const greater = (a: Canonical, b: Canonical): Canonical => (a === null || Number(a) < Number(b) ? b : a)
const greatest = (_: unknown, values: readonly Canonical[]) => values.reduce<Canonical>(greater, null)

const cases: Readonly<Record<string, Case>> = {
  precedence: { fields: { name: 'name' }, policy: runtime.precedence(preferred), terms: { preferred } },
  'precedence of a group': { fields: { street: 'name', city: 'note' }, policy: runtime.precedence(preferred), terms: { preferred } },
  lastWriteWins: { fields: { name: 'name' }, policy: runtime.lastWriteWins({ tieWithinMs: 0 }), terms: { tieWithinMs: 0 } },
  'lastWriteWins, clocks apart': {
    fields: { name: 'name' },
    policy: runtime.lastWriteWins({ tieWithinMs: toleranceMs }),
    terms: { tieWithinMs: toleranceMs },
    toleranceMs,
  },
  'lastWriteWins, clocks minutes apart': {
    fields: { name: 'name' },
    policy: runtime.lastWriteWins({ tieWithinMs: minutesApartMs }),
    terms: { tieWithinMs: minutesApartMs },
    toleranceMs: minutesApartMs,
  },
  review: { fields: { name: 'name' }, policy: runtime.review() },
  union: { fields: { tags: 'tags' }, policy: runtime.union() },
  delta: { fields: { stock: 'amount' }, policy: runtime.delta() },
  'delta, clocks minutes apart': { fields: { stock: 'amount' }, policy: runtime.delta(), toleranceMs: minutesApartMs },
  merge: {
    fields: { limit: 'amount' },
    policy: runtime.merge(greatest),
    terms: { merge: (values) => [values.map(([value]) => value!).reduce<Canonical>(greater, null)] },
  },
} satisfies Record<Exclude<PolicyKind, 'owner'>, Case> & Record<string, Case>

function scenario(
  name: string,
  { fields, policy, terms = {}, toleranceMs: apart = 0 }: Case,
  systems: readonly string[],
  life: Partial<Lifecycle>,
  seeds: number,
): Scenario {
  const everyone = systems.map((_, j) => j)
  const units = [
    { fields, owner: policy },
    { fields: { owned: 'note' }, owner: 0 },
  ] as const
  return {
    landscape: made(name, [{ name: 'things', systems, units, life: { creates: everyone, deletes: everyone, ...life } }], apart),
    terms: { things: { [Object.keys(fields).join('+')]: terms } },
    seeds,
  }
}

/** B stores what it is given in capitals and without blanks around it, and says so. */
const stores = { B: ['trim', 'upper'] } as const
const altered: Readonly<Record<string, Scenario>> = Object.fromEntries(
  (['precedence', 'lastWriteWins', 'review'] as const).map((kind) => {
    const systems = ['A', 'B', 'C']
    const life = { creates: [0, 1, 2], deletes: [0, 1, 2] }
    const units = [{ fields: { name: 'name' }, owner: cases[kind]!.policy }] as const
    const landscape = made(`${kind}-altered`, [{ name: 'things', systems, units, life, stores }])
    return [`${kind}, a system that alters values`, { landscape, seeds: 40 }]
  }),
)

export const shared: Readonly<Record<string, Scenario>> = Object.fromEntries([
  ...Object.entries(altered),
  ...Object.entries(cases).flatMap(([name, one]) => [
    [name, scenario(name, one, ['A', 'B'], {}, 60)],
    [`${name}, three systems`, scenario(name, one, ['A', 'B', 'C'], { againstUpdate: 'updateWins' }, 40)],
  ]),
])
