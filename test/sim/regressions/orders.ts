/** Orders of EAM with copies in others, in real SQLite files with really generated code: the least landscape in which each of the regressions can happen. */
import type { Plan, PlanBinding, PlanFlow, PlanPolicy } from '../../../codegen/plan/schema.ts'
import type { Opener } from '../../../runtime/engine/reach.ts'
import type { Bound } from '../../../runtime/ports.ts'
import { SystemError } from '../../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../../emit/plans.ts'
import type { Project } from '../../emit/project.ts'
import type { Row } from '../../runtime/files.ts'
import { Files } from '../../runtime/files.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const fields = [
  field('number'),
  field('title'),
  field('due', { kind: 'datetime' }, { nullable: true }),
  field('remark', { kind: 'text' }, { nullable: true }),
  field('code', { kind: 'text' }, { nullable: true }),
  field('notes'),
  field('hours', { kind: 'decimal', precision: 9, scale: 2 }),
  field('amount', { kind: 'decimal', precision: 12, scale: 2 }),
]
const approval: PlanPolicy = { kind: 'owner', system: 'ERP', returnPath: true, answers: ['amount'] }
const names = fields.map(({ name }) => name)

export interface Setting {
  /** In the order in which the flow declares them. Default: EAM and ERP. */
  readonly systems?: readonly string[]
  /** By system; an outbox where nothing is said. */
  readonly detect?: Readonly<Record<string, PlanBinding['detect']>>
  /** By system: fields that it does not hold. */
  readonly without?: Readonly<Record<string, readonly string[]>>
  readonly life?: Partial<PlanFlow['lifecycle']>
  readonly where?: PlanFlow['where']
  /** The code of ERP is its approval of the amount. */
  readonly approves?: true
  /** A system whose rows have an id of their own, and nothing that keeps a number from being there twice. */
  readonly numbersRows?: string
  /** What its table is made with. */
  readonly sql?: Readonly<Record<string, readonly string[]>>
}

/** EAM owns title, due, remark and amount, ERP the code; of notes the later write stands, hours are added up. */
function ordersPlan({ systems = ['EAM', 'ERP'], detect = {}, without = {}, life = {}, where, approves, numbersRows }: Setting): Plan {
  const held = (system: string) => names.filter((name) => without[system]?.includes(name) !== true)
  const holders = (name: string) => systems.filter((system) => held(system).includes(name))
  const owned = (name: string, by: string) => unit(name, by, holders(name))
  return plan({
    records: { orders: { key: ['number'], fields, groups: {}, at } },
    systems: Object.fromEntries(
      systems.map((name) => [
        name,
        system(
          {
            orders: binding(
              'orders',
              held(name).map((each) => column(each)),
              {
                detect: detect[name] ?? { kind: 'outbox' },
                ...(name === numbersRows && { identity: { ownId: 'id', externalRef: 'number' } }),
              },
            ),
          },
          { connector: { kind: 'sqlite', file: `${name}.sqlite` } },
        ),
      ]),
    ),
    flows: {
      orders: flow(
        'orders',
        systems,
        [
          ...['title', 'due', 'remark', 'amount'].map((name) => owned(name, 'EAM')),
          approves === true ? unit('code', 'ERP', holders('code'), { step: 2, policy: approval }) : owned('code', 'ERP'),
          unit('notes', '', holders('notes'), { policy: { kind: 'lastWriteWins', acceptLoss: 'remarks' } }),
          unit('hours', '', holders('hours'), { policy: { kind: 'delta' } }),
        ],
        {
          ...(where !== undefined && { where }),
          lifecycle: {
            creates: ['EAM'],
            foreignCreate: 'report',
            deletes: ['EAM'],
            foreignDelete: 'restore',
            againstUpdate: 'deleteWins',
            onDelete: 'mirror',
            said: {},
            ...life,
          },
        },
      ),
    },
  })
}

export class Orders {
  readonly files: Files
  readonly systems: readonly string[]
  private constructor(files: Files, systems: readonly string[]) {
    this.files = files
    this.systems = systems
  }

  /** In a project that a test file shares: `count` orders in EAM, `1` and so on, and everywhere once they are first synced. */
  static async of(user: Project, count: number, setting: Setting = {}): Promise<Orders> {
    const orders = await Orders.before(user, count, setting)
    await orders.files.start()
    return orders
  }
  /** The same before the first sync. */
  static async before(user: Project, count: number, setting: Setting = {}): Promise<Orders> {
    const { sql: with_ = {}, ...said } = setting
    const systems = setting.systems ?? ['EAM', 'ERP']
    const sql = Object.fromEntries(systems.map((name) => [name, [table(name, setting), ...(with_[name] ?? [])]]))
    const files = await Files.make(user, `orders${JSON.stringify(said).replace(/\W/g, '')}`, () => ordersPlan(setting), sql)
    const orders = new Orders(files, systems)
    orders.enter('EAM', ...Array.from({ length: count }, (_, i) => String(i + 1)))
    return orders
  }

  enter(system: string, ...numbers: readonly string[]): void {
    const rows = numbers.map((number) => `('${number}', 'order ${number}', '', '10.00', '100.00')`)
    if (rows.length > 0) this.files.sql(system, `INSERT INTO orders (number, title, notes, hours, amount) VALUES ${rows.join(', ')}`)
  }
  /** A user's edit. `when`: by the clock of the system, epoch ms; default: now. */
  edit(system: string, set: string, number = '1', when?: number): void {
    const timed = `UPDATE thalweg_outbox_orders SET at = ${when} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_orders)`
    this.files.sql(system, `UPDATE orders SET ${set} WHERE number = '${number}'`, ...(when === undefined ? [] : [timed]))
  }
  remove(system: string, number = '1'): void {
    this.files.sql(system, `DELETE FROM orders WHERE number = '${number}'`)
  }
  row(system: string, number = '1'): Row | undefined {
    return this.files.rows(system, `SELECT * FROM orders WHERE number = '${number}'`)[0]
  }
  /** What each system holds of a field, in the order of the systems; undefined: no row. */
  held(name: string, number = '1'): unknown[] {
    return this.systems.map((system) => this.row(system, number)?.[name])
  }
  numbers(system: string): unknown[] {
    return this.files.rows(system, 'SELECT number FROM orders ORDER BY CAST(number AS INTEGER)').map(({ number }) => number)
  }

  /** Runs until nothing moves, which must be soon. */
  async settle(): Promise<void> {
    for (let i = 0; i < 5; i++) if (!(await this.files.run()).moved) return
    throw new Error('it does not come to rest')
  }
  /** A run that these systems do not answer. */
  async runWithout(...silent: readonly string[]): Promise<void> {
    const open: Opener = async (name) => {
      if (silent.includes(name)) throw new SystemError('unreachable', 'unreachable', name, 'no answer', 'it is tried again')
      return this.files.open(name)
    }
    await this.files.run({ open })
  }
  /** How engines reach the systems where one answers otherwise. */
  otherwise(system: string, change: (bound: Bound) => Partial<Bound>): Opener {
    return async (name) => {
      const made = await this.files.open(name)
      if (name !== system) return made
      return new Proxy(made, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target)
          if (property === 'bind')
            return async (...args: Parameters<typeof made.bind>) => {
              const bound = await target.bind(...args)
              const changed = change(bound)
              return new Proxy(bound, {
                get: (of, each) => {
                  const own: unknown = Reflect.get(each in changed ? changed : of, each, each in changed ? changed : of)
                  return typeof own === 'function' && !(each in changed) ? (own.bind(of) as unknown) : own
                },
              })
            }
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    }
  }

  /** Of every conflict of a record: kind, system and what was lost. */
  async lost(number = '1'): Promise<unknown[]> {
    const audit = await this.files.audit('orders', number)
    return audit.filter(({ kind }) => kind === 'conflict').map(({ conflict, system, body }) => [conflict, system, body['lost']])
  }
}

function table(name: string, { without = {}, detect = {}, numbersRows }: Setting): string {
  const columns = names.slice(1).filter((each) => without[name]?.includes(each) !== true)
  const key = name === numbersRows ? 'id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT' : 'number TEXT PRIMARY KEY'
  const kept = detect[name]?.kind === 'updatedAt' ? ', updated TEXT' : ''
  return `CREATE TABLE orders (${key}, ${columns.map((each) => `${each} TEXT`).join(', ')}, internal TEXT${kept})`
}
