import { explore } from './explore.ts'
import { config } from './scenarios.ts'
import type { Shape } from './scenarios.ts'
import { startOf } from './start.ts'
const shapes: [Shape, boolean][] = []
const A = { creates: [0], deletes: [0] }
for (const start of ['live', 'absent'] as const)
  for (const againstUpdate of ['deleteWins', 'updateWins', 'review'] as const)
    for (const [who, life] of Object.entries({
      anyone: {},
      'A, restore, report': A,
      'A, restore, remove': { ...A, foreignCreate: 'remove' },
      'A, review, review': { ...A, foreignCreate: 'review', foreignDelete: 'review' },
      'A, accept, remove': { ...A, foreignCreate: 'remove', foreignDelete: 'accept' },
      'B creates, anyone deletes, remove': { creates: [1], foreignCreate: 'remove' },
      'A creates, B deletes, report': { creates: [0], deletes: [1] },
      'anyone, keep': { onDelete: 'keep' },
    } as const))
      for (const [how, rest] of Object.entries({ '': {}, 'late': { late: true }, 'partitioned': { owner: [0, 1] }, lag: {lag: true} } as const))
        shapes.push([{ name: `${start}, ${againstUpdate}, ${who}, ${how}`, start, life: { ...life, againstUpdate }, ...rest, ...(how === 'partitioned' ? { edits: 3 } : {}) } as Shape, true])
let n = 0
for (const [shape, lives] of shapes) {
  if (process.argv[2] && !shape.name.includes(process.argv[2])) continue
  const c = config(shape, lives)
  const r = explore(c, startOf(c), { maxStates: 3e6, ms: 60000 })
  if (r.verdict !== 'HOLDS' || process.env.ALL) console.log(r.verdict, shape.name, r.states, r.atRest, r.depth, r.mostWrites, Math.round(r.ms))
  else n++
  if (r.found && process.env.TRACES) { console.log('  ', r.found.why); for (const l of r.found.trace) console.log('      ', l) }
}
console.log(n, 'hold of', shapes.length)
