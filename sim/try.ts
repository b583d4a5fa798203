import { landscape } from '/work/main/generated/work-orders/index.ts'
import { simulate } from '/work/main/sim/index.ts'
const from = Number(process.argv[2] ?? 0), n = Number(process.argv[3] ?? 50)
const t0 = performance.now(); let bad = 0, acts = 0, writes = 0
const kinds = new Map()
for (let seed = from; seed < from + n; seed++) {
  let r; try { r = await simulate({ landscape, seed }) } catch (e) { console.log(seed, e); bad++; if (n===1) throw e; continue }
  acts += r.acts; writes += r.writes
  if (r.violations.length) { bad++; for (const v of r.violations.slice(0, 3)) { kinds.set(v.check, (kinds.get(v.check) ?? 0) + 1); if (n <= 100) console.log(seed, v.check, '|', v.what) } }
  if (n === 1) console.log(r.timeline.join('\n'))
}
console.log(bad, 'bad of', n, acts, writes, Math.round(performance.now() - t0), kinds)
