import { explore } from './explore.ts'
import { config } from './scenarios.ts'
import { startOf } from './start.ts'
const shapes = [
  [{ name: 'owner, two systems' }, false],
  [{ name: 'owner, late', late: true }, false],
  [{ name: 'owner, lag', lag: true }, false],
  [{ name: 'three systems', systems: 3, edits: 2 }, false],
  [{ name: 'partitioned', owner: [0, 1] }, false],
  [{ name: 'keep', foreignWrite: 'keep' }, false],
  [{ name: 'propose', foreignWrite: 'propose' }, false],
  [{ name: 'stores', stores: [[0, 1, 2], [0, 2, 2]] }, false],
  [{ name: 'lives', }, true],
  [{ name: 'lives updateWins', life: {againstUpdate: 'updateWins'} }, true],
  [{ name: 'lives absent', start: 'absent' }, true],
] as const
for (const [shape, lives] of shapes) {
  if (process.argv[2] && !shape.name.includes(process.argv[2])) continue
  const c = config(shape, lives)
  const r = explore(c, startOf(c), { maxStates: 3e6, ms: 60000 })
  console.log(r.verdict, shape.name, r.states, r.atRest, r.depth, r.mostWrites, Math.round(r.ms))
  if (r.found) { console.log('  ', r.found.why); for (const l of r.found.trace) console.log('      ', l) }
}
