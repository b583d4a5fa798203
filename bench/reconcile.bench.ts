/**
 * Reconciliation of two systems, rows of twelve fields: all equal, then 100 of them drifted, which are found, classed and repaired. Beside it a plain read of both
 * files. What is asked of the systems is counted: where all is equal each side is read once, inside the system, and no row leaves it.
 *
 *   BENCH_ROWS=1000000 npm run bench -- reconcile
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { opener } from '../runtime/connect.ts'
import { Engine, systemClock } from '../runtime/engine/engine.ts'
import type { Opener } from '../runtime/engine/reach.ts'
import { openLedgerOf } from '../runtime/open.ts'
import type { Bound } from '../runtime/ports.ts'
import { reconcile, repair } from '../runtime/reconcile.ts'
import { Landscape } from './landscape.ts'
import { columns, fillOrders, orderTable } from './orders.ts'
import { environment, placeOf } from './place.ts'

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const [edited, deleted] = [60, 40]
const systems = ['A', 'B']

/** Calls at both systems by the name of the method, and how many rows or digests they gave. */
class Counted {
  #calls = new Map<string, { calls: number; gave: number }>()

  open(open: Opener): Opener {
    return async (name) => {
      const system = await open(name)
      return new Proxy(system, {
        get: (target, method) => {
          if (method === 'bind') return async (...args: Parameters<typeof system.bind>) => this.#bound(await target.bind(...args))
          const value: unknown = Reflect.get(target, method)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    }
  }
  #bound(bound: Bound): Bound {
    return new Proxy(bound, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          const result: unknown = await (value as (...given: unknown[]) => Promise<unknown>).apply(target, args)
          const counted = this.of(String(method))
          this.#calls.set(String(method), { calls: counted.calls + 1, gave: counted.gave + sizeOf(result) })
          return result
        }
      },
    })
  }
  of(method: string): { readonly calls: number; readonly gave: number } {
    return this.#calls.get(method) ?? { calls: 0, gave: 0 }
  }
  get asked(): readonly string[] {
    return [...this.#calls.keys()]
  }
  /** Rows that left a system. */
  get rows(): number {
    return this.of('page').gave + this.of('look').gave + this.of('bucketRows').gave
  }
  toString(): string {
    return [...this.#calls].map(([method, { calls, gave }]) => `${calls} × ${method}${gave > 0 ? ` (${figure(gave)})` : ''}`).join(', ')
  }
  forget(): void {
    this.#calls = new Map()
  }
}

function sizeOf(result: unknown): number {
  return Array.isArray(result) ? result.length : result instanceof Map ? result.size : 0
}

function plainRead(folder: string): number {
  const started = performance.now()
  let read = 0
  for (const system of systems) {
    const db = new DatabaseSync(placeOf(folder, system), { readOnly: true })
    const statement = db.prepare(`SELECT ${columns.join(', ')} FROM shared ORDER BY number`)
    statement.setReturnArrays(true)
    for (const _ of statement.iterate()) read++
    db.close()
  }
  must(read === 2 * rows, `${read} rows were read`)
  return performance.now() - started
}

/** Changes that B's triggers do not see, spread over the table. */
function drift(folder: string): void {
  const db = new DatabaseSync(placeOf(folder, 'B'))
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'shared'").all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${String(name)}"`)
  const every = Math.floor(rows / (edited + deleted))
  for (let i = 0; i < edited + deleted; i++) {
    const where = `WHERE number = 'WO-${String(i * every).padStart(8, '0')}'`
    db.exec(i < edited ? `UPDATE shared SET status = 'DONE', hours = '1.00' ${where}` : `DELETE FROM shared ${where}`)
  }
  db.close()
}

function figure(n: number): string {
  return Math.round(n).toLocaleString('en')
}
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}
async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number; readonly cpuMs: number }> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, ms: performance.now() - started, cpuMs: (user + system) / 1_000 }
}
function tell(name: string, { ms, cpuMs }: { readonly ms: number; readonly cpuMs: number }, what: string): void {
  console.log(`  ${name.padEnd(22)} ${(ms / 1_000).toFixed(2)} s, ${(cpuMs / 1_000).toFixed(2)} s of processor time; ${what}`)
}

const landscape = await Landscape.of('orders')
const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
landscape.build(folder, ['copied', 'shared', 'contested'].map(orderTable), (db, system) => {
  if (system === 'A') fillOrders(db, 'shared', rows)
})
landscape.accept(folder)
landscape.settle(folder, 'shared')

console.log(`${figure(rows)} rows × 12 fields in each of two systems`)
plainRead(folder)
const plain = plainRead(folder)
console.log(`  plain read of both     ${(plain / 1_000).toFixed(2)} s`)
const counted = new Counted()
const place = { folder, env: environment(folder, landscape.generated) }
const engine = new Engine({
  landscape: landscape.generated,
  ledger: await openLedgerOf(landscape.generated, join(folder, 'ledger.sqlite')),
  clock: systemClock(),
  open: counted.open(opener(landscape.generated, place)),
})
const compare = async () => timed(async () => reconcile(engine, 'shared'))

const equal = await compare()
must(equal.result.total === 0, `${equal.result.total} rows differ that are equal`)
must(counted.asked.join() === 'digests' && counted.of('digests').calls === 2, `asked for more than digests: ${String(counted)}`)
tell('all equal', equal, `asked of the systems: ${String(counted)}; no row moved`)

drift(folder)
counted.forget()
const found = await compare()
const classes = Object.entries(Object.groupBy(found.result.differences, (difference) => difference.class))
must(found.result.total === edited + deleted, `${found.result.total} differences were found`)
tell(
  `${edited + deleted} drifted`,
  found,
  `found ${classes.map(([name, list]) => `${list.length} ${name}`).join(' and ')}; ${figure(counted.rows)} rows moved (${String(counted)})`,
)

const mended = await timed(async () => repair(engine, found.result))
must(mended.result.written === edited + deleted, `${mended.result.written} rows were repaired`)
const after = await compare()
must(after.result.total === 0, `${after.result.total} rows still differ`)
tell('repaired', mended, `${mended.result.written} rows written, and all is equal again`)
await engine.close()
rmSync(folder, { recursive: true, force: true })
