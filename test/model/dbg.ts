import { config } from './scenarios.ts'
import { startOf } from './start.ts'
import { users } from './users.ts'
import { hub } from './hub.ts'
const c = config({ name: 'x' }, false)
let S = startOf(c)
for (const l of ['A f0 0->1','B f0 0->1','look at A','B f0 1->0','look at B: 0']) {
  const out: any[] = []; users(S, c, out); const a = hub(S, c, out)
  const s = out.find((o) => o.label.includes(l)); if (!s) { console.log(a, out.map((o) => o.label)); break }
  S = s.state; console.log(s.label, JSON.stringify(S.entry.s), S.pos)
}
