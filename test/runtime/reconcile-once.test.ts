/** What a comparison asks of systems that agree: each of them once, for digests, and for no row. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']

function estate() {
  const fields = ['id', 'name'].map((name) => field(name))
  const columns = fields.map(({ name }) => column(name))
  const held = (name: string) =>
    system({ things: binding('thing', columns) }, { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } })
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } } },
    systems: Object.fromEntries(names.map((name) => [name, held(name)])),
    flows: { things: flow('things', names, [unit('name', 'EAM', names)]) },
  })
}

let files: Files
beforeEach(async () => {
  files = await Files.of(estate())
  files.sql('EAM', `INSERT INTO thing (id, name) VALUES ('1', 'one'), ('2', 'two')`)
})
afterEach(() => files.end())

/** Notes the calls to sources and targets, as `<system>.<method>`. */
function noted(open: Opener, calls: string[]): Opener {
  const bound = (of: Bound, name: string) =>
    new Proxy(of, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method)
        if (typeof value !== 'function') return value
        calls.push(`${name}.${String(method)}`)
        return value.bind(target) as unknown
      },
    })
  return async (name) => {
    const made = await open(name)
    return {
      ...made,
      identity: async () => made.identity(),
      bind: async (...args) => bound(await made.bind(...args), name),
    } satisfies System
  }
}

async function compared() {
  const calls: string[] = []
  const { rows, total } = await files.with(async (engine) => reconcile(engine, 'things'), { open: noted(files.open, calls) })
  return { rows, total, calls }
}

it('what is agreed and equal is read once, inside each system', async () => {
  await files.start()
  expect(await compared()).toEqual({ rows: { EAM: 2, ERP: 2 }, total: 0, calls: ['EAM.digests', 'ERP.digests'] })
})

it('before a first sync nobody knows how many rows there are: they are counted first', async () => {
  const { rows, calls } = await compared()
  expect(rows).toEqual({ EAM: 2, ERP: 0 })
  expect(calls.slice(0, 4)).toEqual(['EAM.count', 'ERP.count', 'EAM.digests', 'ERP.digests'])
})
