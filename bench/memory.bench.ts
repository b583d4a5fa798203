/**
 * Memory of a first load, rows of twelve fields, by a process started as the command starts itself: the most that it held after any batch must not depend on how
 * many rows there are. Beside it the same of a run that finds nothing to do.
 *
 *   BENCH_ROWS=5000000 npm run bench -- memory     takes some minutes, and some 3 GB for files
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Landscape } from './landscape.ts'
import { fillOrders, orderTable } from './orders.ts'

const rows = Number(process.env['BENCH_ROWS'] ?? 5_000_000)
const landscape = await Landscape.of('orders')
const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
landscape.build(folder, ['copied', 'shared', 'contested'].map(orderTable), (db, system) => {
  if (system === 'A') fillOrders(db, 'copied', rows)
})
landscape.accept(folder)
const load = landscape.settle(folder, 'copied')
const idle = landscape.settle(folder, 'copied')
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
console.log(`${rows.toLocaleString('en')} rows × 12 fields`)
console.log(
  `  first load             ${megabytes(load.peak)} at most; ${load.written.toLocaleString('en')} rows written, ${Math.round((rows * 1_000) / load.ms).toLocaleString('en')} rows/s (${((load.cpuMs * 1_000) / rows).toFixed(1)} µs of processor time a row)`,
)
console.log(`  nothing to do          ${megabytes(idle.peak)}, ${idle.ms.toFixed(0)} ms, ${idle.written} written`)
rmSync(folder, { recursive: true, force: true })
