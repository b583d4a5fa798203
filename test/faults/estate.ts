/** A project with a flow between two database servers, generated, prepared and run by the command, while the users of both sides write. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../cli/command.ts'
import { emptyFolder, json, link, start, thalweg } from '../cli/command.ts'
import type { Deed } from './users.ts'
import { journal, Users } from './users.ts'

export type Kind = 'postgres' | 'mariadb'
export interface Place {
  readonly kind: Kind
  readonly url: string
}
export type Detect = 'outbox' | 'log'

const orders: Readonly<Record<Kind, string>> = {
  postgres:
    'CREATE TABLE orders (number varchar(20) PRIMARY KEY, text varchar(60) NOT NULL, cost numeric(12,2) NOT NULL, hours numeric(9,2) NOT NULL)',
  mariadb:
    'CREATE TABLE orders (number VARCHAR(20) PRIMARY KEY, text VARCHAR(60) NOT NULL, cost DECIMAL(12,2) NOT NULL, hours DECIMAL(9,2) NOT NULL) CHARACTER SET utf8mb4',
}
const assets = 'CREATE TABLE assets (number varchar(20) PRIMARY KEY, name varchar(60) NOT NULL)'

const flows = (eam: Kind, erp: Kind, detect: Detect) => `
import { field, landscape, mariadb, postgres, record, secret, system, table } from 'thalweg'
import { z } from 'zod'

const orders = record({
  key: 'number',
  fields: {
    number: z.string().max(20), text: z.string().max(60),
    cost: field.money({ precision: 12, scale: 2 }), hours: field.quantity({ precision: 9, scale: 2 }),
  },
})
const assets = record({ key: 'number', fields: { number: z.string().max(20), name: z.string().max(60) } })
const holds = { orders: table(orders, 'orders', { detect: '${detect}' }), assets: table(assets, 'assets', { detect: '${detect}' }) }
const EAM = system({ connector: ${eam}({ url: secret('EAM_URL') }), holds })
const ERP = system({ connector: ${erp}({ url: secret('ERP_URL') }), holds })
const { flow, portfolio } = landscape({ name: 'faults', records: { orders, assets }, systems: { EAM, ERP } })
void [mariadb, postgres]

export default portfolio({
  orders: flow('orders').twoWay().because('both work on the same orders')
    .owner('text', 'EAM').owner('cost', 'ERP').delta('hours')
    .creates('EAM').deletes('EAM', { againstUpdate: 'updateWins' }).maxDeletes(10000).every('20ms'),
  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).every('20ms'),
})
`

/** Orders that both sides write, and that nobody deletes. */
const shared = 40
const order = (i: number) => `W-${i % shared}`

/** By turns: a text, an hour, a new order, and now and then one of those deleted. */
function eamDeed(i: number): Deed {
  const [number, fresh] = [order(i * 7), `N-${i - (i % 8)}`]
  if (i % 8 === 0 && i > 0) return { sql: `INSERT INTO orders VALUES ('${fresh}', 'new', 1, 0)`, number: fresh, what: 'insert' }
  if (i % 32 === 15) return { sql: `DELETE FROM orders WHERE number = '${fresh}'`, number: fresh, what: 'delete' }
  if (i % 2 === 0) return { sql: `UPDATE orders SET hours = hours + 1 WHERE number = '${number}'`, number, what: 'hours' }
  return { sql: `UPDATE orders SET text = 'text ${i}' WHERE number = '${number}'`, number, what: 'text', value: `text ${i}` }
}
function erpDeed(i: number): Deed {
  const number = order(i * 11)
  if (i % 2 === 0) return { sql: `UPDATE orders SET hours = hours + 1 WHERE number = '${number}'`, number, what: 'hours' }
  return { sql: `UPDATE orders SET cost = ${i} WHERE number = '${number}'`, number, what: 'cost', value: `${i}.00` }
}

const aroundMs = 700

/** Where a side is not what its users made it, row by row, and what reconciliation finds. */
export interface AtRest {
  readonly eam: readonly string[]
  readonly erp: readonly string[]
  readonly drift: number
}
export const agreed: AtRest = { eam: [], erp: [], drift: 0 }

/** How an estate is made. */
interface Made {
  readonly detect?: Detect
  readonly ledger?: string
}

export class Estate {
  readonly folder: string
  readonly env: Record<string, string>
  readonly eam: Users
  readonly erp: Users
  #run: Running | null = null

  private constructor(folder: string, eam: Place, erp: Place, ledger: string | undefined) {
    this.folder = folder
    this.env = { EAM_URL: eam.url, ERP_URL: erp.url, ...(ledger !== undefined && { THALWEG_LEDGER: ledger }) }
    this.eam = new Users(eam.url, eamDeed)
    this.erp = new Users(erp.url, erpDeed)
  }

  /** Synced, and nobody writes yet. @param ledger its place. Default: a file */
  static async make(eam: Place, erp: Place, { detect = 'outbox', ledger }: Made = {}): Promise<Estate> {
    const folder = join(emptyFolder(), 'faults')
    mkdirSync(folder)
    link(folder)
    writeFileSync(join(folder, 'flows.ts'), flows(eam.kind, erp.kind, detect))
    const estate = new Estate(folder, eam, erp, ledger)
    await estate.command('generate')
    for (const [{ kind }, users] of [
      [eam, estate.eam],
      [erp, estate.erp],
    ] as const)
      for (const sql of [orders[kind], assets, journal[kind]]) await users.ask(sql)
    await estate.command('prepare --apply')
    for (let i = 0; i < shared; i++) await estate.eam.ask(`INSERT INTO orders VALUES ('${order(i)}', 'first', 0, 0)`)
    await estate.command('match --accept')
    await estate.command('run --once')
    return estate
  }

  /** @returns what it said. @throws where it ends otherwise */
  async command(line: string, exit = 0): Promise<string> {
    const { code, out, err } = await thalweg(this.folder, line, this.env)
    if (code !== exit) throw new Error(`thalweg ${line} ended with ${code}: ${out}${err}`)
    return out + err
  }

  /** The run that was started last. */
  get run(): Running {
    return this.#run!
  }
  /** @param env other ways to the systems */
  start(env: Readonly<Record<string, string>> = {}, line = 'run'): Running {
    this.#run = start(this.folder, line, { ...this.env, ...env })
    return this.#run
  }
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    const run = this.#run!
    run.child.kill(signal)
    const { out, err } = await run.done
    return out + err
  }

  /** Both sides write, and a run kills itself at that boundary between effects. */
  async killedAt(boundary: number): Promise<string> {
    const ledger = this.env['THALWEG_LEDGER'] ?? join(this.folder, '.thalweg/faults.ledger.sqlite')
    const args = [join(this.folder, 'generated/faults/index.ts'), this.folder, ledger, String(boundary)]
    const script = join(import.meta.dirname, 'boundary-run.ts')
    this.eam.start()
    this.erp.start()
    const run = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      env: { ...process.env, ...this.env },
    })
    let said = ''
    run.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    await new Promise((resolve) => run.once('close', resolve))
    await this.eam.stop()
    await this.erp.stop()
    return said
  }

  /** While both sides write and the flow runs: the fault, and some time before and after it. */
  async under(fault: () => Promise<void>, env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.start(env)
    this.eam.start()
    this.erp.start()
    try {
      await sleep(aroundMs)
      await fault()
      await sleep(aroundMs)
    } finally {
      await this.eam.stop()
      await this.erp.stop()
      await this.stop()
    }
    if (Math.min(this.eam.done, this.erp.done) < 20) throw new Error('nobody wrote: nothing was tried')
  }

  /** Runs until both sides hold the same; then that must be what the users did, each deed once, and nothing drifts. */
  async atRest(): Promise<AtRest> {
    for (const end = Date.now() + 30_000; ;) {
      await thalweg(this.folder, 'run --once', this.env)
      if (Date.now() > end || (await this.#all(this.eam)).join('\n') === (await this.#all(this.erp)).join('\n')) break
      await sleep(100)
    }
    const wanted = await this.#wanted()
    const other = (rows: readonly string[]) => [
      ...wanted.filter((row) => !rows.includes(row)).map((row) => `not there: ${row}`),
      ...rows.filter((row) => !wanted.includes(row)).map((row) => `there: ${row}`),
    ]
    const { data } = await json<{ drift: number }>(this.folder, 'reconcile --flow orders', this.env)
    return { eam: other(await this.#all(this.eam)), erp: other(await this.#all(this.erp)), drift: data.drift }
  }

  async #all(users: Users): Promise<string[]> {
    const rows = await users.ask('SELECT number, text, cost, hours FROM orders')
    return rows.map((row) => row.join(' | ')).toSorted()
  }

  /** From what the users kept. */
  async #wanted(): Promise<string[]> {
    const rows = new Map<string, { text: string; cost: string; hours: number }>()
    for (let i = 0; i < shared; i++) rows.set(order(i), { text: 'first', cost: '0.00', hours: 0 })
    const done = [...(await this.#done(this.eam)), ...(await this.#done(this.erp))]
    for (const [number, what, value] of done) {
      if (what === 'insert') rows.set(number, { text: 'new', cost: '1.00', hours: 0 })
      else if (what === 'delete') rows.delete(number)
      else if (what === 'hours') rows.get(number)!.hours++
      else rows.get(number)![what as 'text' | 'cost'] = value
    }
    return [...rows].map(([number, { text, cost, hours }]) => [number, text, cost, hours.toFixed(2)].join(' | ')).toSorted()
  }
  async #done(users: Users): Promise<[number: string, what: string, value: string][]> {
    return (await users.ask('SELECT number, what, value FROM done ORDER BY n')) as unknown as [string, string, string][]
  }

  end(): void {
    this.eam.end()
    this.erp.end()
  }
}
