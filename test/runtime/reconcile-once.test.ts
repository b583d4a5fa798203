/** What a comparison asks of systems, and when: of those that agree once, for digests, and for no row; of both at once; and again of what would be drift. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { match } from '../../runtime/side-by-side.ts'
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

type Call = (...args: unknown[]) => Promise<unknown>

/** Sources and targets whose calls are made by somebody else, who is told `<system>.<method>`. */
function through(open: Opener, make: (name: string, call: Call) => Call): Opener {
  const bound = (of: Bound, name: string) =>
    new Proxy(of, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method)
        return typeof value === 'function' ? make(`${name}.${String(method)}`, value.bind(target) as Call) : value
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

async function compared(make: (name: string, call: Call) => Call = (_, call) => call) {
  const calls: string[] = []
  const noted = (name: string, call: Call) => {
    calls.push(name)
    return make(name, call)
  }
  const { rows, total } = await files.with(async (engine) => reconcile(engine, 'things'), { open: through(files.open, noted) })
  return { rows, total, calls }
}

/** A change that no trigger sees. */
function driftTo(name: string): void {
  files.sql('ERP', 'DROP TRIGGER thalweg_capture_things_update', `UPDATE thing SET name = '${name}' WHERE id = '1'`)
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

/** Holds every call back for a moment, and notes those during which the other system is asked the same. */
function overlapping(): { readonly make: (name: string, call: Call) => Call; readonly methods: () => string[] } {
  const running = new Set<string>()
  const together = new Set<string>()
  const make =
    (name: string, call: Call) =>
    async (...args: unknown[]) => {
      const method = name.slice(name.indexOf('.') + 1)
      running.add(name)
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => void setImmediate(resolve))
      if (names.every((each) => running.has(`${each}.${method}`))) together.add(method)
      const result = await call(...args)
      running.delete(name)
      return result
    }
  return { make, methods: () => [...together].sort() }
}

it('both systems read at once: digests, rows, and looks', async () => {
  await files.start()
  driftTo('other')
  const { make, methods } = overlapping()
  expect((await compared(make)).total).toBe(1)
  expect(methods()).toEqual(['bucketRows', 'digests', 'look'])
})

it('so they do before a first sync, side by side', async () => {
  files.sql('ERP', `INSERT INTO thing (id, name) VALUES ('1', 'one')`)
  const { make, methods } = overlapping()
  const { pairs } = await files.with(async (engine) => match(engine, 'things'), { open: through(files.open, make) })
  expect(pairs).toBe(1)
  expect(methods()).toEqual(['look', 'page'])
})

it('a change that comes through between two looks is no drift', async () => {
  await files.start()
  driftTo('late')
  let looks = 0
  const { total } = await compared((name, call) => async (...args) => {
    const images = await call(...args)
    if (name === 'ERP.look' && looks++ === 0) files.sql('ERP', `UPDATE thing SET name = 'one' WHERE id = '1'`)
    return images
  })
  expect({ total, looks }).toEqual({ total: 0, looks: 2 })
})
