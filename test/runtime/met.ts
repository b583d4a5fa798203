/** One record that systems hold already, each with values of its own, before anybody looks: a plan with every kind of policy, in real SQLite files. */
import type { Plan, PlanPolicy } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Project } from '../emit/project.ts'
import { Files } from './files.ts'

const names = ['code', 'name', 'grade', 'notes', 'tags', 'stock'] as const
export type Vendor = Readonly<Record<(typeof names)[number], string | number>>

export interface MetOptions {
  /** In the order in which the flow declares them; the first owns `name`. */
  readonly systems: readonly string[]
  /** Whose rows are read first. */
  readonly creates: readonly string[]
  readonly whereTheyDiffer: 'byPolicy' | 'review'
  /** How changes of the second system are detected. Default: all have an outbox. */
  readonly second?: 'snapshot' | 'none'
  /** Fields by which rows without a key are paired. */
  readonly match?: readonly string[]
  /** False: nothing in the tables keeps a key from being there twice. */
  readonly keyed?: false
  /** Systems that number their rows themselves, in `id`; with `ours`, the key lies where they keep the keys of others. */
  readonly numbered?: Readonly<Record<string, 'own' | 'ours'>>
  /** By system: fields that it does not hold. */
  readonly without?: Readonly<Record<string, readonly string[]>>
}

function metPlan({ systems, creates, whereTheyDiffer, second, numbered = {}, match = [], without = {} }: MetOptions): Plan {
  const fields = [
    field('code', { kind: 'text', maxLength: 5 }),
    field('name'),
    field('grade', { kind: 'int' }, { nullable: true }),
    field('notes'),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
    field('stock', { kind: 'decimal', precision: 12, scale: 3 }),
  ]
  const holders = (name: string) => systems.filter((each) => without[each]?.includes(name) !== true)
  const shared = (name: string, policy: PlanPolicy) => unit(name, '', holders(name), { policy })
  return plan({
    records: { vendors: { key: ['code'], fields, groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } } },
    systems: Object.fromEntries(
      systems.map((name) => [
        name,
        system(
          {
            vendors: binding(
              'vendor',
              names.filter((each) => without[name]?.includes(each) !== true).map((each) => column(each)),
              {
                ...(name === systems[1] && second !== undefined ? { detect: { kind: second } } : {}),
                ...(numbered[name] === undefined
                  ? {}
                  : { identity: { ownId: 'id', ...(numbered[name] === 'ours' ? { externalRef: 'code' } : {}) } }),
              },
            ),
          },
          { connector: { kind: 'sqlite', file: `${name}.sqlite` } },
        ),
      ]),
    ),
    flows: {
      vendors: flow(
        'vendors',
        systems,
        [
          unit('name', systems[0]!, systems),
          shared('grade', { kind: 'precedence', system: systems[1]! }),
          shared('notes', { kind: 'lastWriteWins', acceptLoss: 'remarks' }),
          shared('tags', { kind: 'union' }),
          shared('stock', { kind: 'delta' }),
        ],
        {
          firstSync: { match: [...match], whereTheyDiffer },
          lifecycle: {
            creates: [...creates],
            foreignCreate: 'report',
            deletes: [systems[0]!],
            foreignDelete: 'restore',
            againstUpdate: 'updateWins',
            onDelete: 'mirror',
            said: {},
          },
        },
      ),
    },
  })
}

/** New files that hold these rows, prepared; nothing is accepted yet. */
export async function met(project: Project, options: MetOptions, rows: Readonly<Record<string, readonly Vendor[]>>): Promise<Files> {
  const { systems, creates, whereTheyDiffer, second = '', numbered = {}, match = [], without = {} } = options
  const key = (name: string) => (options.keyed === false ? '' : numbered[name] === undefined ? ' PRIMARY KEY' : ' UNIQUE')
  const id = (name: string) => (numbered[name] === undefined ? '' : 'id INTEGER PRIMARY KEY, ')
  const table = (name: string) =>
    `CREATE TABLE vendor (${id(name)}code TEXT${key(name)}, name TEXT, grade INTEGER, notes TEXT, tags TEXT, stock TEXT)`
  const sql = Object.fromEntries(systems.map((name) => [name, [table(name), ...(rows[name] ?? []).map(insert)]]))
  return Files.make(
    project,
    `met-${systems.join('-')}-${creates.join('-')}-${whereTheyDiffer}${second}${Object.keys(without).join('')}${JSON.stringify(numbered).replace(/\W/g, '')}${match.join('')}`,
    () => metPlan(options),
    sql,
  )
}

export function vendor(code: string, more: Partial<Vendor> = {}): Vendor {
  return { code, name: 'Ada', grade: 1, notes: 'as found', tags: '["old"]', stock: '10.000', ...more }
}

export function insert(row: Vendor): string {
  const values = names.map((name) => (typeof row[name] === 'string' ? `'${row[name]}'` : row[name]))
  return `INSERT INTO vendor (${names.join(', ')}) VALUES (${values.join(', ')})`
}
