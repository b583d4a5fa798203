/** Simulated systems owe the engine what real ones do: a simulation that is kinder than a database proves nothing. */
import type { Adapter, GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import { owner } from '../../runtime/policies/owner.ts'
import type { Raw } from '../../runtime/values.ts'
import { calm } from '../../sim/quirks.ts'
import { SimSystem } from '../../sim/system.ts'
import { World } from '../../sim/world.ts'
import type { TableShape } from './adapters.ts'
import { systemStatements } from './adapters.ts'
import type { Setting } from './conformance.ts'
import { conformsToSystem } from './conformance.ts'
import { conformsToOwnIds } from './own-ids-conformance.ts'
import { conformsToSource } from './source-conformance.ts'

function landscapeOf(adapter: Adapter): GeneratedLandscape {
  const fields = adapter.fields.map(({ field }) => field)
  const flow: GeneratedFlow = {
    name: 'things',
    record: 'things',
    version: 'test',
    direction: 'oneWay',
    systems: [adapter.system],
    key: adapter.key.map(({ field }) => field),
    fields,
    settle: {
      units: fields.map((name) => ({ name, fields: [name], policy: owner(0), foreignWrite: 'restore' })),
      life: {
        creates: [0],
        foreignCreate: 'report',
        deletes: [0],
        foreignDelete: 'restore',
        againstUpdate: 'deleteWins',
        onDelete: 'mirror',
      },
    },
    adapters: { [adapter.system]: adapter },
    rhythm: { every: 1_000 },
    reconcile: { none: 'nothing to compare with' },
    maxDeletes: null,
    failure: { retryForMs: 1_000, then: 'deadLetter' },
    expect: {},
    references: [],
  }
  const system = {
    name: adapter.system,
    connector: { kind: 'sqlite', file: '' },
    clockToleranceMs: 0,
    statements: systemStatements,
    ddl: [],
  } as const
  return { name: 'test', thalweg: '0', plan: 'test', systems: { [adapter.system]: system }, flows: { things: flow } }
}

async function simulated(shape: TableShape, adapter: Adapter): Promise<Setting> {
  const landscape = landscapeOf(adapter)
  const world = new World(landscape, Object.values(landscape.flows), 1, calm)
  const store = world.store(adapter.system)
  const table = store.table(shape.table)
  const rowOf = (values: readonly Raw[]) => ({
    id: ++table.ids,
    columns: Object.fromEntries(adapter.fields.map(({ column }, slot) => [column, values[slot]!])),
    hub: {},
    times: {},
  })
  return {
    system: new SimSystem(world, adapter.system),
    user: {
      insert: (key, values) => {
        table.rows.set(key, rowOf(values))
        store.capture(table, key, 'I', null, world.clock.now())
      },
      update: (key, values) => {
        const row = { ...rowOf(values), id: table.rows.get(key)?.id ?? 0 }
        const same = JSON.stringify(table.rows.get(key)?.columns) === JSON.stringify(row.columns)
        table.rows.set(key, row)
        if (!same) store.capture(table, key, 'U', null, world.clock.now())
      },
      rename: (key, to) => {
        const row = table.rows.get(key)!
        table.rows.delete(key)
        table.rows.set(to, row)
        store.capture(table, key, 'D', null, world.clock.now())
        store.capture(table, to, 'I', null, world.clock.now())
      },
      delete: (key) => {
        table.rows.delete(key)
        store.capture(table, key, 'D', null, world.clock.now())
      },
    },
    close: async () => undefined,
  }
}

conformsToSystem('a simulated system', simulated)
conformsToOwnIds('a simulated system', simulated)
conformsToSource('a simulated system', simulated)
