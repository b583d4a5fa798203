/** Which stories are told, of which flow. */
import type { Kernel } from '../../runtime/kernel.ts'
import { delta } from '../../runtime/policies/delta.ts'
import { lastWriteWins } from '../../runtime/policies/last-write-wins.ts'
import { merge } from '../../runtime/policies/merge.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import { review } from '../../runtime/policies/review.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import { union } from '../../runtime/policies/union.ts'
import type { FlowShape } from '../model/flow.ts'
import { modelKernel } from '../model/flow.ts'

const [A, B] = [0, 1]
const unit = (policy: FlowShape['units'][number]['policy'], rest: Partial<FlowShape['units'][number]> = {}) =>
  ({ fields: ['value'], policy, foreignWrite: 'restore', ...rest }) as const
const kernel = (units: FlowShape['units'], life: Partial<Lifecycle> = {}, systems = 2): Kernel =>
  modelKernel({
    systems,
    units,
    life: {
      creates: [0, 1, 2].slice(0, systems),
      foreignCreate: 'report',
      deletes: [0, 1, 2].slice(0, systems),
      foreignDelete: 'restore',
      againstUpdate: 'deleteWins',
      onDelete: 'mirror',
      whenRowLeaves: 'delete',
      ...life,
    },
  })

/** A writes the first field, B the second. */
const partitioned = [unit(owner(A)), unit(owner(B))]
const lifecycles: Readonly<Record<string, Partial<Lifecycle>>> = {
  'anyone, a delete wins': {},
  'anyone, an update wins': { againstUpdate: 'updateWins' },
  'anyone, review': { againstUpdate: 'review', onDelete: 'keep', whenRowLeaves: 'keep' },
  'A creates and deletes, others are put back': { creates: [A], deletes: [A], foreignCreate: 'remove', againstUpdate: 'updateWins' },
  'A creates and deletes, others are reviewed': { creates: [A], deletes: [A], foreignCreate: 'review', foreignDelete: 'review' },
  'A creates, others are reported, their deletes accepted': { creates: [A], deletes: [A], foreignDelete: 'accept' },
}

const policies: Readonly<Record<string, FlowShape['units']>> = {
  'owner, others are put back': [unit(owner(A))],
  'owner, others are kept': [unit(owner(A), { foreignWrite: 'keep' })],
  'owner, others propose': [unit(owner(A), { foreignWrite: 'propose' })],
  'owner, blanks leave others alone': [unit(owner(A), { fields: ['blank'], keepWhenBlank: true })],
  precedence: [unit(precedence(B))],
  lastWriteWins: [unit(lastWriteWins({ tieWithinMs: 2 }))],
  review: [unit(review())],
  union: [unit(union(), { fields: ['set'] })],
  delta: [unit(delta(), { fields: ['amount'] })],
  merge: [unit(merge((_: unknown, values: readonly number[]) => Math.max(...values)))],
}
const flows: readonly { readonly name: string; readonly of: Kernel }[] = [
  ...Object.entries(lifecycles).map(([name, life]) => ({ name: `life: ${name}`, of: kernel(partitioned, life) })),
  ...Object.entries(policies).map(([name, units]) => ({
    name: `policy: ${name}`,
    of: kernel(units, { againstUpdate: 'review' }, 3),
  })),
  {
    name: 'what differs on the first day is reviewed',
    of: { ...kernel([unit(owner(A)), unit(precedence(B))]), whereTheyDiffer: 'review' as const },
  },
  ...(['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) => {
    const life = { againstUpdate, creates: [A], foreignCreate: 'remove', whenRowLeaves: 'keep' } as const
    const blanks = [unit(owner(A), { fields: ['blank'], keepWhenBlank: true }), unit(owner(B), { fields: ['blank'], keepWhenBlank: true })]
    return [
      { name: `blanks, ${againstUpdate}`, of: kernel(blanks, life) },
      { name: `blanks, anyone creates, ${againstUpdate}`, of: kernel(blanks, { againstUpdate }) },
      { name: `a review, ${againstUpdate}`, of: kernel([unit(review()), unit(owner(A))], { againstUpdate }, 3) },
      { name: `an answer, ${againstUpdate}`, of: kernel([unit(owner(A)), unit(owner(B), { answers: [0] })], { ...life, creates: [A, B] }) },
    ]
  }),
  ...(['deleteWins', 'updateWins', 'review'] as const).flatMap((againstUpdate) => [
    { name: `held by some, ${againstUpdate}`, of: kernel([unit(owner(A)), unit(review(), { heldBy: [0, 2] })], { againstUpdate }, 3) },
    {
      name: `held by some, differing first, ${againstUpdate}`,
      of: {
        ...kernel([unit(precedence(B)), unit(owner(2), { heldBy: [1, 2] })], { againstUpdate }, 3),
        whereTheyDiffer: 'review' as const,
      },
    },
  ]),
  { name: 'an answer', of: kernel([unit(owner(A)), unit(owner(B), { answers: [0] })]) },
]

/** By flow: each shows something that no other does. */
const stories: Readonly<Record<string, readonly string[]>> = {
  'held by some, deleteWins': ['B=0 AR A! A=0,0 Bd B+1 B+2'],
  'held by some, differing first, updateWins': ['B=0,0 Bx C< C=2,0 Cn0 C=2,0 Cx B<'],
  'held by some, differing first, review': ['A=2 A! C12,2 C?', 'A=0 AR C+0,1 B#7,2,0 B+1,2 C! CT0,0 AT0,2'],
  'life: anyone, a delete wins': [
    'A=1,1 B! A- B=2,1 B! A=3,3 B!',
    'B=2,2 BR A=1,1 B=2,3',
    'A=1,1 B*1,5 B=1,5 A!',
    'A#7,1,1 B! B#8,1,2 A! A#9,1,2 B#8,1,3',
    'A=1,1 B? Bk B- Bx',
    'A=1,1 B! A- A=2,2 B=1,1 B=1,3 A- B!',
  ],
  'life: anyone, an update wins': ['A=1,1 B! B- A=2,1'],
  'life: anyone, review': ['A=1,1 B? A- B! Bx', 'A=1,1 B! B=1,2 A- B=1,3 A=1,3 B=1,3'],
  'life: A creates and deletes, others are put back': [
    'A=1,1 B! A+2,1 B! B+3,3',
    'A=1,1 B! A- A=2,2 B=1,3 B=4,3 B-',
    'B=2,2 BR A=1,1 B=2,3',
    'B=1,1 A! A! B#8,0,0 B? Bd',
  ],
  'life: A creates and deletes, others are reviewed': [
    'A=1,1 Bd B! Bd',
    'B=2,2 A< A=2,2',
    'B=2,0 B+0,0 An1 B~0,2 B~0,1 A!',
    'A=1,0 A< B12,0 B! B=0,2 AT0,2 Bx B-',
  ],
  'life: A creates, others are reported, their deletes accepted': ['A=1,1 B! A+2,1 B! B+3,3'],
  'policy: owner, others are kept': ['A=1 B! B=2 A! A=1 B!', 'A=1 B=1 C- C=1 A- C=2 AL'],
  'policy: owner, others propose': ['A=1 B! A=2 B=3 B=2', 'A=1 B! A=2 B=3 AL A! B!'],
  'policy: owner, blanks leave others alone': ['A=1 B! A=0 B=2 A=3 B! C=1'],
  'policy: precedence': ['A=1 B! B=2 A=2 BK0 A=1 A=2'],
  'policy: review': ['A=1 B! A=2 B=3 AL A! B!'],
  'policy: union': ['A=1 B! A=2 B=3 A! B!', 'A=1 B=2 A! B! A=3 B=3'],
  'policy: delta': ['A=1 B=1 C- C=1 A- C=2 AL', 'C=0 Ak A=1 B=1 A=1 C11 A! A*2', 'A=1 C? B+0 C< B#7,2 C! Cd BT0,1'],
  'policy: merge': ['A=1 B! A=2 B? B=3 A=0 B! A!', 'C=0 B~1 C*0 Bd C=2', 'C=2 A=2 A? A< A! AR A=0 C=2', 'B=1 Ck Bk An0 A10 B? A< C#8,1'],
  'what differs on the first day is reviewed': ['A11,1 B11,2 A! B=1,1'],
  'an answer': ['A=1,1 B! B=1,2 A=2,1 B=2,3 A! B!'],
  'blanks, anyone creates, deleteWins': ['A=1,0 B=1,1 Bk A=0,2 B< BL B~0,1 A!'],
  'an answer, updateWins': ['A=1,2 A~0,2 B? A#8,0,2', 'B=1,2 A! B=2,1 AT0,2 A=1,0 B- An0', 'A=1,1 B#8,2,2 AK0 A12,1 AK0 A+2,2 A? A!'],
  'a review, review': ['C=2,1 AL B=2,2 C#8,0,0 C< CR B=0,2', 'A=1,1 A#8,1,0 AK0 C+1,1 B? BL C12,2', 'C=2,1 Bd C11,1 B*2,2 A11,0'],
  'blanks, anyone creates, updateWins': ['B=0,0 AL A=2,2 A=2,0 AT0,1 Ak BR A<'],
  'blanks, review': ['B=0,0 B=0,0 A- Ak B? Ad AT1,0 A~1,2', 'A=0,2 B- Bk B~2,1 A< A12,0', 'A=2,1 A=0,2 AT0,1 B=2,1 AL A*0,2 B=2,0 Ax'],
  'policy: lastWriteWins': ['B=1 B! Bd B*2 A< A=2 B=1', 'A=0 A~2 Ad C? C- AR CT0,0 A-'],
  'blanks, updateWins': ['A=0,0 A! BL B< B< B=1,0 AT1,1 A-', 'A=0,1 Bn0 B- B? B~2,1 B~2,1 Bd A<', 'B=0,1 AK1 B=2,1 BL AK0'],
  'a review, updateWins': [
    'A=2,2 Ck CL Cx B=0,0 B! Cd',
    'B=2,0 C! B~1,2 C< C=0,1 B=1,0',
    'B=1,1 C=0,1 Bk Bx B+1,0',
    'B=1,1 A=2,1 A- C=0,2 B=1,0 BK0',
  ],
  'an answer, deleteWins': ['B=0,0 BT0,2 B*2,0 Ad B< B=1,1 Bn1 Bn1'],
  'an answer, review': ['B=0,0 AL AK0 BK0 B? B-', 'A=1,1 B=0,0 A+1,1 A< A=0,2 Bk', 'B=2,1 B=1,2 B< A#8,0,2 Ak A=1,0 A10,2 A=1,2'],
}

export const all = flows.flatMap(({ name, of }) => (name in stories ? [{ name, of, stories: stories[name]! }] : []))
