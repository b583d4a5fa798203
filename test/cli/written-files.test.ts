/** Flows to files, by the commands that people run. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { emptyFolder, json, link, thalweg } from './command.ts'

const flows = `import { appendTo, dropTo, env, field, file, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const orders = record({ key: 'number', fields: { number: z.string(), title: z.string(), cost: field.money({ precision: 12, scale: 2 }) } })
const ERP = system({ connector: sqlite({ file: 'erp.sqlite' }), holds: { orders: table(orders, 'orders', { detect: 'outbox' }) } })
const LOG = system({ connector: appendTo({ path: env('LOG_DIR') }), holds: { orders: file(orders, 'orders', { format: 'ndjson' }) } })
const OUT = system({ connector: dropTo({ path: 'out' }), holds: { orders: file(orders, 'orders.csv', { format: { csv: {} } }) } })
const { flow, portfolio } = landscape({ name: 'plant', records: { orders }, systems: { ERP, LOG, OUT } })

export default portfolio({
  orders: flow('orders').oneWay({ from: 'ERP', to: 'OUT' }),
  trail: flow('orders').oneWay({ from: 'ERP', to: 'LOG' }).noReconcile('the log is evidence'),
})
`

const env = { LOG_DIR: 'log' }

function erp(folder: string, ...sql: readonly string[]): void {
  const db = new DatabaseSync(join(folder, 'erp.sqlite'))
  for (const statement of sql) db.exec(statement)
  db.close()
}

async function made(): Promise<string> {
  const folder = emptyFolder()
  link(folder)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'flows.ts'), flows)
  for (const name of ['log', 'out']) mkdirSync(join(folder, name))
  erp(folder, 'CREATE TABLE orders (number TEXT PRIMARY KEY, title TEXT NOT NULL, cost TEXT NOT NULL)')
  expect((await thalweg(folder, 'generate')).code).toBe(0)
  return folder
}

describe('a log and a dropped file', () => {
  it('are prepared, accepted, run and told of', async () => {
    const folder = await made()
    expect((await thalweg(folder, 'prepare --system LOG', env)).out).toMatch(
      /LOG: no SQL; .*prepare --apply puts the file \.thalweg\.json into its folder/,
    )
    expect((await thalweg(folder, 'doctor', env)).code).toBe(1)
    expect((await thalweg(folder, 'prepare --apply', env)).out).toBe('ERP: prepared\nLOG: prepared\nOUT: prepared\n')
    expect((await thalweg(folder, 'doctor', env)).out).toMatch(
      /trail: changes of orders are captured with the rows before and after them[^]*orders\.csv was not dropped yet/,
    )
    erp(folder, `INSERT INTO orders VALUES ('A', 'pump', '1.00')`)
    const match = await thalweg(folder, 'match --accept', env)
    expect(match.out).toContain('trail: every change in ERP since it was prepared is appended to LOG; there is nothing to pair')

    const dry = await thalweg(folder, 'run --once --dry-run', env)
    expect([dry.code, dry.out]).toEqual([2, expect.stringContaining('A run would append 1 line to LOG.orders.')])
    expect((await thalweg(folder, 'run --once', env)).code).toBe(0)
    expect(readFileSync(join(folder, 'out/orders.csv'), 'utf8')).toBe('number,title,cost\nA,pump,1.00\n')
    expect(JSON.parse(readFileSync(join(folder, 'log/orders.ndjson'), 'utf8'))).toMatchObject({
      n: 1,
      change: 'create',
      origin: { systems: ['ERP'] },
    })

    const { data } = await json<{ readonly events: readonly { readonly flow: string; readonly logs: object }[] }>(folder, 'status', env)
    expect(data.events).toMatchObject([{ flow: 'trail', logs: { LOG: { n: 1, file: 'orders.ndjson' } } }])
    expect((await thalweg(folder, 'status', env)).out).toMatch(
      /trail {2}ERP → LOG, every change\n {2}LOG {2}1 line, in orders\.ndjson; the last one is of/,
    )
    expect((await thalweg(folder, 'reconcile', env)).out).toContain('trail: never compared: the log is evidence')
    expect(await thalweg(folder, 'trace trail A', env)).toMatchObject({
      code: 64,
      err: expect.stringContaining('trail carries events to LOG'),
    })
    expect(await thalweg(folder, 'explain trail.title', env)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/every change of .* in ERP is appended to LOG/),
    })
  })

  it('rest while they are paused, and are complete afterwards', async () => {
    const folder = await made()
    for (const line of ['prepare --apply', 'match --accept', 'run --once', 'pause --flow trail', 'pause --system OUT'])
      expect([line, (await thalweg(folder, line, env)).code]).toEqual([line, 0])
    erp(folder, `INSERT INTO orders VALUES ('A', 'pump', '1.00')`)
    await thalweg(folder, 'run --once', env)
    expect(readFileSync(join(folder, 'out/orders.csv'), 'utf8')).toBe('number,title,cost\n')
    await thalweg(folder, 'resume --all', env)
    await thalweg(folder, 'run --once', env)
    expect(readFileSync(join(folder, 'out/orders.csv'), 'utf8')).toBe('number,title,cost\nA,pump,1.00\n')
    expect(readFileSync(join(folder, 'log/orders.ndjson'), 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('say what is missing: a folder, or a preparation', async () => {
    const folder = await made()
    rmSync(join(folder, 'log'), { recursive: true })
    expect(await thalweg(folder, 'prepare --apply', env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/LOG: there is no .*log.*make the folder, or say where it is/s),
    })
    mkdirSync(join(folder, 'log'))
    expect((await thalweg(folder, 'doctor', env)).out).toMatch(/problem {2}it does not say whose it is/)
  })
})
