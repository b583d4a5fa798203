/** Bugs in who creates and deletes a record, and in what becomes of its copies. */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import { blank } from '../../runtime/settle.ts'
import type { Core } from '../../runtime/engine/core.ts'
import type { Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug, without } from './bug.ts'
import { deletesWin, filtered, foreignCreators, foreignDeleters, leftAlone, leftAndGone, mirrored, updatesWin } from './needs.ts'

function life(change: (life: Lifecycle) => Partial<Lifecycle>): Plant {
  return { flow: (flow) => ({ ...flow, settle: { ...flow.settle, life: { ...flow.settle.life, ...change(flow.settle.life) } } }) }
}
function settling(settle: (real: Core['settle']) => Core['settle']): Plant {
  return { core: (real) => ({ ...real, settle: settle(real.settle) }) }
}

export const lifeBugs: readonly Bug[] = [
  bug(
    'update-loses-to-delete',
    'a delete wins over an update that is to win',
    updatesWin,
    life(() => ({ againstUpdate: 'deleteWins' })),
  ),
  bug(
    'delete-loses-to-update',
    'an update wins over a delete that is to win',
    deletesWin,
    life(() => ({ againstUpdate: 'updateWins' })),
  ),
  bug(
    'foreign-delete-accepted',
    'who may not delete takes the record away everywhere',
    foreignDeleters,
    life(() => ({ foreignDelete: 'accept' })),
  ),
  bug('foreign-row-adopted', 'a row that somebody makes who may not becomes a record in every system', foreignCreators, {
    flow: (flow) => ({ ...flow, settle: { ...flow.settle, life: { ...flow.settle.life, creates: flow.systems.map((_, j) => j) } } }),
  }),
  bug(
    'delete-leaves-copies',
    'a record that is deleted stays in the other systems',
    mirrored,
    life(() => ({ onDelete: 'keep' })),
  ),
  bug(
    'tombstone-lost',
    'nobody remembers that a record was deleted: an old row of it brings it back',
    mirrored,
    settling(
      (real) =>
        (kernel, entry, ...rest) =>
          real(kernel, buried(entry) ? forgotten(kernel, entry) : entry, ...rest),
    ),
  ),
  bug(
    'key-used-anew-ignored',
    'a record that is created again under the key of a deleted one is taken for nobody’s',
    mirrored,
    settling((real) => (kernel, entry, j, image, ...rest) => {
      const anew = buried(entry) && image.present && !entry.s[j]!.present
      return real(anew ? { ...kernel, life: { ...kernel.life, creates: [], foreignCreate: 'report' } } : kernel, entry, j, image, ...rest)
    }),
  ),
  bug(
    'leaving-ignored',
    'a row that the flow carries no longer counts as if it had not moved',
    leftAndGone,
    settling(
      (real) =>
        (kernel, entry, j, image, ...rest) =>
          image.left === true ? { entry, events: [] } : real(kernel, entry, j, image, ...rest),
    ),
  ),
  bug(
    'kept-copy-deleted',
    'copies that are to stay are deleted when their row leaves',
    leftAlone,
    life(() => ({ whenRowLeaves: 'delete' })),
  ),
  bug(
    'leaving-taken-for-delete',
    'a row that leaves the flow is taken for one that was deleted',
    leftAlone,
    settling(
      (real) =>
        (kernel, entry, j, image, ...rest) =>
          real(kernel, entry, j, without(image, 'left'), ...rest),
    ),
  ),
  bug(
    'returned-row-untold',
    'what a row has come to hold while it was outside reaches nobody when it comes back',
    filtered,
    settling((real) => (kernel, entry, ...rest) => {
      const { entry: after, events } = real(kernel, entry, ...rest)
      if (!buried(entry) || !after.live) return { entry: after, events }
      return { entry: { ...after, s: after.s.map((s) => ({ ...s, apart: 'no', d: null, dl: after.ln })) }, events }
    }),
  ),
]

/** The record has lived, and does not any more. */
function buried({ live, inc }: Entry): boolean {
  return !live && inc > 0
}
function forgotten(kernel: Kernel, { rev }: Entry): Entry {
  return { ...blank(kernel), rev }
}
