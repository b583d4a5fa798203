/** The rates of the ECB in a folder, brought to an ERP, with really generated code: what the tests of reading share. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plan, PlanBinding } from '../../../codegen/plan/schema.ts'
import type { RunResult } from '../../../runtime/engine/engine.ts'
import { binding, column, field, flow, plan, system, unit } from '../../emit/plans.ts'
import { Files } from '../../runtime/files.ts'

export const hist = readFileSync(path.join(import.meta.dirname, 'data', 'eurofxref-hist.csv'), 'utf8')
export const names = ['ECB', 'ERP']

export function ratesPlan(
  more: Partial<PlanBinding> = {},
  flowMore: Parameters<typeof flow>[3] = {},
  connector: { manifest?: 'required' } = {},
): Plan {
  const fields = [
    field('date', { kind: 'date' }),
    field('currency', { kind: 'text', minLength: 3, maxLength: 3 }),
    field('rate', { kind: 'decimal', precision: 18, scale: 8 }),
  ]
  const rates = flow('rates', names, [unit('rate', 'ECB', names)], { direction: 'oneWay', ...flowMore })
  const held = binding('eurofxref-hist.csv', [column('date', 'Date'), column('currency'), column('rate')], {
    form: 'file',
    detect: { kind: 'snapshot' },
    format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
    ...more,
  })
  const columns = ['date', 'currency', 'rate'].map((name) => column(name))
  return plan({
    records: { rates: { key: ['date', 'currency'], fields, groups: {}, at: rates.at } },
    systems: {
      ECB: system(
        { rates: held },
        { connector: { kind: 'folder', path: { env: 'ECB_DIR' }, settleMs: 0, ...connector }, access: 'readOnly' },
      ),
      ERP: system(
        { rates: binding('rate', columns, { detect: { kind: 'none' } }) },
        { connector: { kind: 'sqlite', file: { env: 'ERP_DB' } } },
      ),
    },
    flows: { rates },
  })
}

/** Those of the test that runs. */
export let files: Files

/** @param given of the file, of the flow, of the folder */
export async function start(...given: Parameters<typeof ratesPlan>): Promise<void> {
  files = await Files.of(ratesPlan(...given))
}
export const drop = (text: string, name = 'eurofxref-hist.csv') => files.drop('ECB', name, text)
export const there = (where = '1') => files.rows('ERP', `SELECT date, currency, rate FROM rate WHERE ${where} ORDER BY date, currency`)
export const count = () => files.count('ERP', 'rate')
export const letters = () => files.read(async (ledger) => ledger.deadLetters({}))
export const why = ({ down }: RunResult) => down.map(({ error }) => error.message)

export const header = 'Date,USD,JPY,\n'
export const day = (date: string, ...rates: readonly string[]) => `${date},${rates.join(',')},\n`
