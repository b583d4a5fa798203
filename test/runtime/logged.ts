/** Orders that two systems share, and a log of all that happens to them at the second. */
import type { Plan, PlanFlow, PlanSystem } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Files } from './files.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const none = { none: 'a log is evidence', at }

export const tables = {
  EAM: ['CREATE TABLE wo (number TEXT PRIMARY KEY, title TEXT, hours NUMERIC, tags TEXT)'],
  ERP: ['CREATE TABLE orders (no TEXT PRIMARY KEY, title TEXT, hours NUMERIC, tags TEXT, note TEXT)'],
}

export interface Logged {
  readonly rotateMs?: number
  readonly where?: PlanFlow['where']
  readonly omit?: string
}

export function logged({ rotateMs, where, omit }: Logged = {}): Plan {
  const fields = [
    field('number'),
    field('title'),
    field('hours', { kind: 'decimal', precision: 9, scale: 2 }, { nullable: true }),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }, { nullable: true }),
  ]
  const names = fields.map(({ name }) => name)
  const both = ['EAM', 'ERP']
  const database = (name: string, table: string, key: string): PlanSystem => {
    const columns = names.map((field) => column(field, field === 'number' ? key : field))
    return system({ orders: binding(table, columns) }, { connector: { kind: 'sqlite', file: `${name}.sqlite` } })
  }
  const held = names.filter((name) => name !== omit)
  const log: PlanSystem = system(
    {
      orders: binding(
        'orders',
        held.map((name) => column(name)),
        { form: 'file', detect: { kind: 'none' }, format: 'ndjson' },
      ),
    },
    { connector: { kind: 'appendTo', path: 'log', ...(rotateMs !== undefined && { rotateMs }) }, access: 'appendOnly' },
  )
  const carried = names.slice(1).filter((name) => name !== omit)
  return plan({
    records: { orders: { key: ['number'], fields, groups: {}, at } },
    systems: {
      EAM: database('EAM', 'wo', 'number'),
      ERP: database('ERP', 'orders', 'no'),
      LOG: log,
    },
    flows: {
      orders: flow('orders', both, [unit('title', 'EAM', both), unit('hours', 'ERP', both), unit('tags', 'EAM', both)]),
      trail: flow(
        'orders',
        ['ERP', 'LOG'],
        carried.map((name) => unit(name, 'ERP', ['ERP', 'LOG'], { step: 1 })),
        { direction: 'oneWay', reconcile: none, ...(where === undefined ? {} : { where }) },
      ),
    },
  })
}

export interface Line {
  readonly n: number
  readonly change: string
  readonly key: Readonly<Record<string, unknown>>
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  readonly changed: readonly string[]
  readonly origin: Readonly<Record<string, unknown>>
  readonly at: string
  readonly raw?: unknown
}

/** All lines of a log, over its files in order. */
export function linesOf(files: Files): Line[] {
  return Object.values(files.texts('LOG')).flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  )
}

/** One word for each line: `1 create A`. */
export function told(files: Files): string[] {
  return linesOf(files).map(({ n, change, key }) => `${n} ${change} ${String(key['number'])}`)
}
