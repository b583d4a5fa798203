/** A dry run is the real engine over an overlay: it writes nothing, and says exactly what a run then writes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { landscape } from '../../generated/work-orders/index.ts'
import { opener } from '../../runtime/connect.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { overlay } from '../../runtime/overlay.ts'
import type { System, Write } from '../../runtime/ports.ts'
import { Example } from '../../examples/prepared.ts'

type Told = { readonly system: string; readonly place: string; readonly key: string; readonly kind: Write['kind'] }
const inOrder = (writes: readonly Told[]) =>
  writes.map(({ system, place, key, kind }) => `${system}.${place} ${kind} ${key}`).toSorted((a, b) => (a < b ? -1 : 1))

describe('a dry run', () => {
  let example: Example
  beforeAll(async () => {
    example = await Example.start()
    example.sql(
      'eam',
      "UPDATE wo SET technician = 'night shift' WHERE rowid % 7 = 0",
      "DELETE FROM wo WHERE wo_no IN ('2043', '2255')",
      "INSERT INTO wo (wo_no, description, asset, status) VALUES ('9999', 'new order', '1234.01.01', 'OPEN')",
      "INSERT INTO equipment VALUES ('1234.99', '1234', 'new fleet', 'A', 'I'), ('1234.99.1', '1234.99', 'new drill', 'A', 'I')",
    )
    example.sql(
      'erp',
      'UPDATE maintenance_order SET state = 90, cost = 1 WHERE rowid % 50 = 0',
      "DELETE FROM maintenance_order WHERE order_no = '2374'",
    )
    example.sql('proc', "UPDATE vendors SET name = upper(name), modified = '2026-11-24 08:00:00.000' WHERE rowid % 5 = 0")
  })
  afterAll(() => example.end())

  it('predicts the run, and leaves every file as it was', async () => {
    const files = ['eam.sqlite', 'erp.sqlite', 'proc.sqlite', 'ledger.sqlite'].map((name) => join(example.folder, name))
    const place = {
      folder: example.folder,
      env: { EAM_DB: 'eam.sqlite', ERP_DB: 'erp.sqlite', PROC_DB: 'proc.sqlite', ERP_COMPANY: 'NORTH' },
    }
    const before = files.map((file) => readFileSync(file))
    const clock = systemClock()
    const over = overlay(landscape, await openLedgerOf(landscape, example.ledger, { readOnly: true }), opener(landscape, place), clock)
    const dry = new Engine({ landscape, ledger: over.ledger, clock, open: over.open })
    await dry.settleAll()
    await dry.close()
    expect(files.map((file, i) => readFileSync(file).equals(before[i]!))).toEqual([true, true, true, true])

    const written: Told[] = []
    const open = async (name: string): Promise<System> => {
      const system = await opener(landscape, place)(name)
      const bind: System['bind'] = async (adapter, peers) => {
        const bound = await system.bind(adapter, peers)
        const deliver = bound.deliver.bind(bound)
        bound.deliver = async (op, writes) => {
          const delivery = await deliver(op, writes)
          if (delivery.outcome === 'answered')
            writes.forEach(
              ({ key, kind }, i) =>
                delivery.answers[i]!.outcome === 'done' && written.push({ system: name, place: adapter.place, key, kind }),
            )
          return delivery
        }
        return bound
      }
      return new Proxy(system, { get: (target, property) => (property === 'bind' ? bind : (Reflect.get(target, property) as unknown)) })
    }
    const real = new Engine({ landscape, ledger: await openLedgerOf(landscape, example.ledger), clock, open })
    await real.settleAll()
    await real.close()
    expect(written.length).toBeGreaterThan(100)
    expect(inOrder(over.writes)).toEqual(inOrder(written))
  })
})
