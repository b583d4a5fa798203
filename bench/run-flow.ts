/** One flow, run until nothing moves, in a process of its own so that its memory is its own: `node run-flow.ts <generated index> <folder> <flow> [accept]`. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GeneratedLandscape } from '../runtime/door.ts'
import { accept } from '../runtime/match.ts'
import { openEngine } from '../runtime/open.ts'
import type { Ran } from './landscape.ts'
import { environment } from './place.ts'

const [index, folder, flow, mode] = process.argv.slice(2) as [string, string, string, string?]
const { landscape } = (await import(pathToFileURL(index).href)) as { readonly landscape: GeneratedLandscape }
let peak = 0
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss())
}
const engine = await openEngine(landscape, { folder, env: environment(folder, landscape) }, join(folder, 'ledger.sqlite'), {
  create: true,
  watcher: { moved: sample },
  ...(mode === 'accept' ? {} : { flows: [flow] }),
})
if (mode === 'accept') {
  await accept(engine, Object.keys(landscape.flows), 'bench', 0)
  await engine.close()
} else {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const { flows, down } = await engine.settleAll()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  sample()
  await engine.close()
  if (down.length > 0) throw down[0]!.error
  process.stdout.write(JSON.stringify({ ms, written: flows[flow]!.written, peak, cpuMs: (user + system) / 1_000 } satisfies Ran))
}
