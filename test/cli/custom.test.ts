/** The commands on an estate with a connector of one's own: the CRM of the example runs in this process, each command in one of its own. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCrm, type Crm } from '../../examples/estate/crm/server.ts'
import { emptyFolder, json, link, thalweg, type Said } from './command.ts'

const token = 'never to be seen'
const flows = `import { custom, env, landscape, record, secret, sqlite, system, table, through } from 'thalweg'
import { z } from 'zod'
import { crm } from './crm/connector.ts'

const customers = record({ key: 'number', fields: { number: z.string(), name: z.string(), city: z.string() } })
const CRM = system({
  connector: through(crm, { url: env('CRM_URL'), token: secret('CRM_TOKEN') }),
  holds: { customers: custom(customers, 'accounts', { detect: 'changes', columns: { number: 'account_no' } }) },
})
const ERP = system({ connector: sqlite({ file: 'erp.sqlite' }), holds: { customers: table(customers, 'customer', { detect: 'outbox' }) } })
const { flow, portfolio } = landscape({ name: 'shop', records: { customers }, systems: { CRM, ERP } })

export default portfolio({ customers: flow('customers').oneWay({ from: 'CRM', to: 'ERP' }).returnPath('city', 'ERP') })
`

describe('an estate with a connector of its own', () => {
  let folder: string
  let crm: Crm
  let env: Record<string, string>
  const said: Said[] = []
  const run = async (line: string) => {
    const one = await thalweg(folder, line, env)
    said.push(one)
    return one
  }

  beforeAll(async () => {
    folder = join(emptyFolder(), 'shop')
    mkdirSync(folder)
    link(folder)
    cpSync(join(import.meta.dirname, '../../examples/estate/crm'), join(folder, 'crm'), { recursive: true })
    writeFileSync(join(folder, 'flows.ts'), flows)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    crm = await startCrm({ file: join(folder, 'crm.sqlite'), token })
    env = { CRM_URL: crm.url, CRM_TOKEN: token }
    edit(
      'crm.sqlite',
      `INSERT INTO account (account_no, name, size_code, street, city, postcode, country) VALUES ('C-1', 'One', 1, 'x', 'Sur', '1', 'OM')`,
    )
    edit('erp.sqlite', 'CREATE TABLE customer (number TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, city TEXT NOT NULL)')
    await run('generate')
  })
  afterAll(async () => crm.close())

  const edit = (file: string, sql: string) => {
    const db = new DatabaseSync(join(folder, file))
    db.exec(sql)
    db.close()
  }

  it('names what the environment lacks, secrets too', async () => {
    const { code, err } = await thalweg(folder, 'match', { CRM_URL: crm.url })
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('not set: CRM_TOKEN') })
  })

  it('has nothing to prepare there, and its rows are looked at through the connector', async () => {
    const { code, out } = await run('prepare --apply')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('CRM: nothing to do, nothing of thalweg is kept there') })
    const doctor = await run('doctor')
    expect(doctor.out).toContain('its connector answers')
    expect(doctor.out).toContain('customers: accounts gives rows with all columns')
    expect(doctor.out).toContain('customers: changes in accounts are detected (changes)')
  })

  it('doctor names a column that no row has', async () => {
    const file = join(folder, 'generated/shop/flows/customers/CRM.ts')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(`column: 'city'`, `column: 'town'`))
    const { code, out } = await run('doctor')
    writeFileSync(file, text)
    expect(code).toBe(1)
    expect(out).toContain('a row of accounts of CRM has no column town')
    expect(out).toContain('its columns are account_no, name,')
  })

  it('is matched, run, compared and traced like any other', async () => {
    expect((await run('match --accept')).code).toBe(0)
    expect((await run('run --once')).code).toBe(0)
    edit('erp.sqlite', `UPDATE customer SET city = 'Nizwa' WHERE number = 'C-1'`)
    expect((await run('run --once')).code).toBe(0)
    const db = new DatabaseSync(join(folder, 'crm.sqlite'), { readOnly: true })
    expect(
      db
        .prepare('SELECT name, city FROM account')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([{ name: 'One', city: 'Nizwa' }])
    db.close()
    expect((await json<{ flows: readonly { drift: number }[] }>(folder, 'reconcile', env)).code).toBe(0)
    expect((await run('trace customers C-1')).out).toContain('Nizwa')
    expect((await run('status')).code).toBe(0)
    expect((await run('run --once --dry-run')).code).toBe(0)
  })

  it('tells what is wrong where it does not answer, and says no secret, anywhere', async () => {
    await crm.close()
    const { out, err } = await run('doctor')
    expect(`${out}${err}`).toContain('ECONNREFUSED')
    crm = await startCrm({ file: join(folder, 'crm.sqlite'), token: 'changed since' })
    env = { ...env, CRM_URL: crm.url }
    expect((await run('doctor')).out).toContain('HTTP 401')
    for (const { out, err } of said) expect(`${out}${err}`).not.toContain(token)
    const ledger = readFileSync(join(folder, '.thalweg/shop.ledger.sqlite'), 'latin1')
    expect(ledger).not.toContain(token)
  })
})
