/** The commands on a flow from a folder: what is there, what arrives, what cannot be read, and a promise that is not kept. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, link, thalweg } from './command.ts'

const flows = `import { field, file, folder, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const rates = record({
  key: ['date', 'currency'],
  fields: { date: z.iso.date(), currency: z.string().length(3), rate: field.decimal({ precision: 18, scale: 8 }) },
})
const ECB = system({
  connector: folder({ path: 'in', settle: '10ms' }),
  calendar: 'TARGET',
  holds: {
    rates: file(rates, 'eurofxref-hist.csv', {
      format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
      columns: { date: 'Date' },
      detect: 'snapshot',
    }),
  },
})
const ERP = system({ connector: sqlite({ file: 'erp.sqlite' }), holds: { rates: table(rates, 'exchange_rate') } })
const { flow, portfolio } = landscape({ name: 'rates', records: { rates }, systems: { ECB, ERP } })

export default portfolio({
  rates: flow('rates').oneWay({ from: 'ECB', to: 'ERP' }).onDelete('keep').expect({ freshWithin: '1d' }),
})
`
const data = join(import.meta.dirname, '../connectors/files/data/eurofxref-hist.csv')
let project: string
const file = () => join(project, 'in/eurofxref-hist.csv')

beforeAll(async () => {
  project = emptyFolder()
  link(project)
  mkdirSync(join(project, 'in'))
  writeFileSync(join(project, 'flows.ts'), flows)
  new DatabaseSync(join(project, 'erp.sqlite')).exec(
    'CREATE TABLE exchange_rate (date TEXT, currency TEXT, rate TEXT, PRIMARY KEY (date, currency))',
  )
})

describe('a flow from a folder', () => {
  it('is generated, and nothing has to be prepared in the folder', async () => {
    expect(await thalweg(project, 'check')).toMatchObject({ code: 0 })
    expect(await thalweg(project, 'generate')).toMatchObject({ code: 0 })
    const { code, out } = await thalweg(project, 'prepare --apply')
    expect([code, out]).toEqual([0, expect.stringContaining('ECB: nothing to do, nothing of thalweg is kept there')])
  })
  it('waits for the first file', async () => {
    const { code, out } = await thalweg(project, 'doctor')
    expect(code).toBe(1)
    expect(out).toMatch(/problem {2}rates: no eurofxref-hist.csv has arrived in/)
  })
  it('brings what arrives, once', async () => {
    copyFileSync(data, file())
    expect((await thalweg(project, 'doctor')).out).toContain('eurofxref-hist.csv, 2,612 bytes, 273 rows with all 3 columns')
    expect(await thalweg(project, 'match --accept')).toMatchObject({ code: 0 })
    expect(await thalweg(project, 'run --once')).toMatchObject({ code: 0, out: 'rates: 273 rows written\n' })
    copyFileSync(data, file())
    expect(await thalweg(project, 'run --once')).toMatchObject({ code: 0, out: 'Nothing has changed.\n' })
    const { code, out } = await thalweg(project, 'status')
    expect(code).toBe(0)
    expect(out).toMatch(/ECB +as it arrived at .* UTC\n/)
    expect(out).toMatch(/fresh +the newest change of ECB was read at .* ago on the business days of TARGET\n/)
  })
  it('tells lines that cannot be read', async () => {
    writeFileSync(file(), readFileSync(data, 'utf8').replace('1.1711', 'abc'))
    expect(await thalweg(project, 'run --once')).toMatchObject({ code: 1 })
    const letters = await thalweg(project, 'dead-letters')
    expect([letters.code, letters.out]).toEqual([
      1,
      expect.stringContaining('eurofxref-hist.csv, line 3: rate: "abc" is no decimal number'),
    ])
    expect((await thalweg(project, 'doctor')).out).toContain('1 row of eurofxref-hist.csv cannot be read')
  })
  it('leaves all as it is while a file is not all there', async () => {
    writeFileSync(file(), readFileSync(data, 'utf8').slice(0, 700))
    const { code, out, err } = await thalweg(project, 'run --once')
    expect(code).toBe(1)
    expect(out + err).toContain('ECB is left alone: eurofxref-hist.csv is not all there: its last row, on line 3, has no end')
  })
  it('has a promise that status keeps an eye on', async () => {
    const ledger = new DatabaseSync(join(project, '.thalweg/rates.ledger.sqlite'))
    const longAgo = Date.now() - 5 * 86_400_000
    ledger.exec(`UPDATE position SET position = json_set(position, '$.since', ${longAgo})`)
    ledger.close()
    const { code, out } = await thalweg(project, 'status')
    expect([code, out]).toEqual([1, expect.stringContaining('expected: a change of the source within 1 d')])
  })
})
