/** Bugs in how changes are read, and in what counts as one. */
import type { Entry } from '../../runtime/entry.ts'
import { noCommit } from '../../runtime/engine/context.ts'
import type { Bound, Changes, Image } from '../../runtime/ports.ts'
import type { KeyText } from '../../runtime/values.ts'
import type { Place, Plant } from '../plant.ts'
import type { Bug } from './bug.ts'
import { bug } from './bug.ts'
import { anything, captured, updated } from './needs.ts'

/** What is read of changes, and what becomes of it. */
function reading(change: (changes: Changes, at: Place) => Partial<Changes>): Plant {
  return {
    bound: (bound, at) => ({
      changes: async (position, limit) => {
        const changes = await bound.changes(position, limit)
        return { ...changes, ...change(changes, at) }
      },
    }),
  }
}
const tableOf = ({ world, adapter }: Place) => world.store(adapter.system).table(adapter.place)

export const readingBugs: readonly Bug[] = [
  bug(
    'open-number-passed',
    'a number of an outbox that a transaction in flight has drawn is passed over, and its change is never read',
    captured,
    reading(({ more }, at) => (!more ? { position: JSON.stringify({ seq: tableOf(at).seq }) } : {})),
  ),
  bug(
    'hint-dropped',
    'the position moves past a change that nobody has looked at',
    captured,
    reading(({ hints }) => (hints.length > 1 ? { hints: hints.slice(0, -1) } : {})),
  ),
  bug('look-misses-last', 'of several rows that are looked at together the last one is taken to be gone', anything, {
    bound: (bound) => ({
      look: async (looks) => (await bound.look(looks)).map((image, i) => (i > 0 && i === looks.length - 1 ? gone(image) : image)),
    }),
  }),
  bug('captured-changes-forgotten-early', 'captured changes are taken away before all of them are read', captured, {
    bound: (bound, at) => ({
      changes: async (position, limit) => {
        const changes = await bound.changes(position, limit)
        if (changes.more) await bound.forget(JSON.stringify({ seq: tableOf(at).seq }))
        return changes
      },
    }),
  }),
  bug(
    'position-before-decision',
    'the position moves before what was read is decided: what a crash interrupts is never read again',
    captured,
    {
      ledger: (ledger) => ({
        commit: async ({ positions, ...rest }) => {
          if (positions.length > 0) await ledger.commit({ ...noCommit, positions })
          await ledger.commit({ ...rest, positions: [] })
        },
      }),
    },
  ),
  bug('old-image-wins', 'a row as it was before the hub wrote it counts as what is there now: the other system’s edit is undone', updated, {
    bound: old,
  }),
  bug('image-comparison-off', 'a row that was seen, or written by the hub itself, is taken for an edit of its users', anything, {
    core: (real) => ({
      ...real,
      settle: (kernel, entry, j, image, cause) => real.settle(kernel, unseen(entry, j, image), j, image, cause),
    }),
  }),
]

const gone = ({ died, death }: Image): Image => ({ present: false, values: [], died, death })

/** Shows each row that was written once more as it was before. */
function old(bound: Bound): Partial<Bound> {
  const before = new Map<KeyText, Image>()
  const due = new Set<KeyText>()
  return {
    look: async (looks) => {
      const now = await bound.look(looks)
      return now.map((image, i) => {
        const { key } = looks[i]!
        const known = before.get(key)
        before.set(key, image)
        return due.delete(key) && known !== undefined && known.present && image.present ? known : image
      })
    },
    deliver: async (op, writes) => {
      for (const { key, kind } of writes) if (kind === 'update') due.add(key)
      return bound.deliver(op, writes)
    },
  }
}

function unseen(entry: Entry, j: number, image: Image): Entry {
  const s = entry.s[j]!
  if (!s.present || !image.present) return entry
  return { ...entry, s: entry.s.map((each, k) => (k === j ? { ...s, b: image.values.map(() => 'something else') } : each)) }
}
