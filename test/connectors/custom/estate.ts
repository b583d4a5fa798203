/** The CRM of the example behind its own connector, and an ERP in a SQLite file, with really generated code: each test starts from files of its own. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { generate, writeGenerated } from '../../../codegen/generate.ts'
import { startCrm, type Crm, type CrmOptions, type Trouble } from '../../../examples/estate/crm/server.ts'
import { opener } from '../../../runtime/connect.ts'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import { Engine, systemClock, type RunResult } from '../../../runtime/engine/engine.ts'
import { accept } from '../../../runtime/match.ts'
import { overlay, type PlannedWrite } from '../../../runtime/overlay.ts'
import { openLedgerOf } from '../../../runtime/open.ts'
import type { Ledger } from '../../../runtime/ports.ts'
import { scriptsIn } from '../../../runtime/scripts.ts'
import { hookedLedger, hookedOpener, type Hook } from '../../runtime/failpoints.ts'
import { plansOf, project } from '../../plan/natively.ts'

const example = join(import.meta.dirname, '../../../examples/estate/crm')

const flows = (
  detect: string,
  life: string,
) => `import { custom, env, field, landscape, record, secret, sqlite, system, table, through } from 'thalweg'
import { z } from 'zod'
import { crm } from './connector.ts'

const text = z.string().max(100)
const customers = record({
  key: 'number',
  fields: {
    number: z.string().max(20), name: text, email: text.nullable(), phone: text.nullable(), segment: z.enum(['SMALL', 'MEDIUM', 'LARGE']),
    street: text, city: text, postcode: text, country: z.string().length(2), creditLimit: field.money({ precision: 14, scale: 2 }), blocked: z.boolean(),
  },
  groups: { address: ['street', 'city', 'postcode', 'country'] },
})
const CRM = system({
  connector: through(crm, { url: env('CRM_URL'), token: secret('CRM_TOKEN') }),
  holds: {
    customers: custom(customers, 'accounts', {
      naming: 'snake_case',
      detect: '${detect}',
      columns: { number: 'account_no', segment: { column: 'size_code', values: { SMALL: 1, MEDIUM: 2, LARGE: 3 } } },
      constants: { onCreate: { payment_terms: '14D' } },
    }),
  },
})
const ERP = system({ connector: sqlite({ file: env('ERP_DB') }), holds: { customers: table(customers, 'customer', { naming: 'snake_case', detect: 'outbox' }) } })
const { flow, portfolio } = landscape({ name: 'crm', records: { customers }, systems: { CRM, ERP } })

export default portfolio({
  customers: flow('customers')
    .twoWay()
    .because('sales keeps contacts, finance grants credit')
    .owner(['name', 'email', 'segment'], 'CRM')
    .owner(['creditLimit', 'blocked'], 'ERP')
    .precedence('phone', 'CRM')
    .precedence('address', 'ERP')
    ${life},
})
`

const customerTable = `CREATE TABLE customer (number TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, email TEXT, phone TEXT, segment TEXT NOT NULL, street TEXT NOT NULL,
  city TEXT NOT NULL, postcode TEXT NOT NULL, country TEXT NOT NULL, credit_limit TEXT NOT NULL, blocked INTEGER NOT NULL)`

export type Row = Readonly<Record<string, unknown>>
type Call = { readonly method: string; readonly path: string }

const token = 'an open secret'

/** Generated once for a way of detection. */
const landscapes = new Map<string, Promise<{ readonly folder: string; readonly landscape: GeneratedLandscape }>>()

const anyone = `.creates('anyone').deletes('CRM')`

async function generated(detect: string, life: string): Promise<{ readonly folder: string; readonly landscape: GeneratedLandscape }> {
  const folder = project({ 'flows.ts': flows(detect, life), 'connector.ts': readFileSync(join(example, 'connector.ts'), 'utf8') })
  const [plan] = await plansOf(join(folder, 'flows.ts'))
  const out = join(folder, 'generated/crm')
  writeGenerated(out, generate(plan!, { outDir: out, flowsDir: folder }))
  const { landscape } = (await import(pathToFileURL(join(out, 'index.ts')).href)) as { landscape: GeneratedLandscape }
  return { folder, landscape }
}

export class CrmEstate {
  readonly landscape: GeneratedLandscape
  readonly folder: string
  readonly calls: Call[] = []
  trouble: (call: Call) => Trouble | undefined = () => undefined
  /** Added to the clock of every run, so that nothing is still left alone. */
  later = 0
  #crm: Crm | null = null
  #port = 0
  #limits: Partial<CrmOptions> = {}

  private constructor(folder: string, landscape: GeneratedLandscape) {
    this.folder = folder
    this.landscape = landscape
  }

  static async make(detect = 'changes', limits: Partial<CrmOptions> = {}, life = anyone): Promise<CrmEstate> {
    let made = landscapes.get(`${detect} ${life}`)
    if (made === undefined) landscapes.set(`${detect} ${life}`, (made = generated(detect, life)))
    const { folder, landscape } = await made
    const estate = new CrmEstate(folder, landscape)
    estate.#limits = limits
    for (const name of ['crm', 'erp', 'ledger'])
      for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${name}.sqlite${end}`), { force: true })
    estate.erp(customerTable)
    for (const script of scriptsIn(landscape.systems['ERP']!)) if (script.name === 'capture') estate.erp(readFileSync(script.file, 'utf8'))
    await estate.up()
    return estate
  }

  async up(): Promise<void> {
    this.#crm = await startCrm({
      file: join(this.folder, 'crm.sqlite'),
      token,
      port: this.#port,
      ...this.#limits,
      trouble: (call) => {
        this.calls.push(call)
        return this.trouble(call)
      },
    })
    this.#port = Number(new URL(this.#crm.url).port)
  }
  async down(): Promise<void> {
    await this.#crm?.close()
    this.#crm = null
  }

  /** The same service at another address. */
  async moved(): Promise<void> {
    await this.down()
    this.#port = 0
    await this.up()
  }

  /** Another installation in the place of this one. */
  async replaced(): Promise<void> {
    await this.down()
    this.#port = 0
    for (const end of ['', '-wal', '-shm']) rmSync(join(this.folder, `crm.sqlite${end}`), { force: true })
    await this.up()
  }

  /** What users of the CRM do in it. */
  crm(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return run(join(this.folder, 'crm.sqlite'), sql, values)
  }
  erp(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return run(join(this.folder, 'erp.sqlite'), sql, values)
  }

  get #env(): Record<string, string> {
    return { CRM_URL: `http://127.0.0.1:${this.#port}`, CRM_TOKEN: token, ERP_DB: 'erp.sqlite' }
  }

  /** @param hook called at every boundary between effects; what it throws ends the run there */
  async with<T>(work: (engine: Engine) => Promise<T>, hook: Hook = () => undefined): Promise<T> {
    const { landscape, folder } = this
    const ledger = await openLedgerOf(landscape, join(folder, 'ledger.sqlite'), { create: true })
    const clock = { ...systemClock(), now: () => Date.now() + this.later }
    const open = hookedOpener(opener(landscape, { folder, env: this.#env }), hook)
    const engine = new Engine({ landscape, ledger: hookedLedger(ledger, hook), clock, open })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async start(): Promise<RunResult> {
    await this.with(async (engine) => accept(engine, ['customers'], 'test', Date.now()))
    return this.run()
  }
  async run(hook?: Hook): Promise<RunResult> {
    this.later += 3_600_000
    return this.with(async (engine) => engine.settleAll(), hook)
  }
  async dryRun(): Promise<readonly PlannedWrite[]> {
    const { landscape, folder } = this
    const ledger = await openLedgerOf(landscape, join(folder, 'ledger.sqlite'), { readOnly: true })
    const clock = systemClock()
    const over = overlay(landscape, ledger, opener(landscape, { folder, env: this.#env }), clock)
    const engine = new Engine({ landscape, ledger: over.ledger, clock, open: over.open })
    await engine.settleAll()
    await engine.close()
    return over.writes
  }
  async read<T>(read: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedgerOf(this.landscape, join(this.folder, 'ledger.sqlite'), { readOnly: true })
    try {
      return await read(ledger)
    } finally {
      await ledger.close()
    }
  }
  async conflicts(): Promise<readonly (string | undefined)[]> {
    return (await this.read(async (ledger) => ledger.audit({ kind: 'conflict' }))).map(({ conflict }) => conflict)
  }
  /** Calls that wrote, as `PATCH /accounts/C-1`. */
  writes(): string[] {
    return this.calls.flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]))
  }
}

function run(file: string, sql: string, values: readonly SQLInputValue[]): Row[] {
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    if (!/^\s*(SELECT|INSERT|UPDATE|DELETE)\b/i.test(sql)) {
      db.exec(sql)
      return []
    }
    return db
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }))
  } finally {
    db.close()
  }
}
