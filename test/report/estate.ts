/** A small estate whose ledger holds something of all that a report tells, made by the real engine on real files. */
import type { Plan, PlanPolicy, PlanUnit } from '../../codegen/plan/schema.ts'
import { recordDrift } from '../../cli/reconcile/record.ts'
import type { EstateReport } from '../../cli/report/model.ts'
import { reportOf } from '../../cli/report/model.ts'
import type { Reads } from '../../cli/report/reads.ts'
import { readsOf } from '../../cli/report/reads.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from '../runtime/files.ts'

export const hourMs = 3_600_000
const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['EAM', 'ERP']
const three = ['EAM', 'ERP', 'SHOP']

function shared(name: string, policy: PlanPolicy, step: number): PlanUnit {
  return unit(name, '', both, { policy, step })
}

/** Orders that two systems write, by every kind of rule; parts that one system owns and two hold, one of which answers. */
export function estatePlan(): Plan {
  const orders = ['id', 'name', 'note', 'ceiling', 'code']
  const parts = ['no', 'title', 'verdict']
  const back: PlanPolicy = { kind: 'owner', system: 'SHOP', returnPath: true }
  const table = (name: string, columns: readonly string[]) =>
    binding(
      name,
      columns.map((each) => column(each)),
    )
  const connector = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  const fields = (names: readonly string[]) => names.map((name) => field(name))
  return plan({
    records: {
      orders: { key: ['id'], fields: fields(orders), groups: {}, at },
      parts: { key: ['no'], fields: fields(parts), groups: {}, at },
    },
    systems: {
      EAM: system({ orders: table('orders', orders), parts: table('parts', parts) }, connector('EAM')),
      ERP: system({ orders: table('orders', orders), parts: table('parts', ['no', 'title']) }, connector('ERP')),
      SHOP: system({ parts: table('parts', parts) }, connector('SHOP')),
    },
    flows: {
      orders: flow(
        'orders',
        both,
        [
          unit('name', 'EAM', both),
          shared('note', { kind: 'precedence', system: 'ERP' }, 4),
          shared('ceiling', { kind: 'review', team: 'credit <control>', withinMs: 2 * 24 * hourMs }, 5),
          unit('code', 'ERP', both),
        ],
        { because: 'operations & finance share them', expect: { conflictsPerDay: 1 } },
      ),
      parts: flow(
        'parts',
        three,
        [unit('title', 'EAM', three, { step: 1 }), unit('verdict', 'SHOP', ['EAM', 'SHOP'], { policy: back, step: 2 })],
        { direction: 'oneWay', because: undefined },
      ),
    },
  })
}

/** What users type that a page or a terminal must not take for its own. */
export const hostile = {
  script: `<script>alert("1")</script>&amp;'`,
  rightToLeft: '\u202Eשלום',
  emoji: '🧑‍🔧 done',
} as const

/** Two orders and a part are agreed; then both sides write, a target refuses, and the systems are compared. */
export async function filledEstate(): Promise<Files> {
  const files = await Files.of(estatePlan())
  files.sql(
    'EAM',
    "INSERT INTO orders VALUES ('1', 'one', 'n', '10', 'c'), ('2', 'two', 'n', '20', 'c')",
    "INSERT INTO parts VALUES ('P', 'bolt', '')",
  )
  await files.start()
  const set = (system: string, ...values: readonly string[]) => files.sql(system, ...values.map((each) => `UPDATE orders SET ${each}`))
  set(
    'EAM',
    `note = ${quoted(hostile.script)} WHERE id = '1'`,
    "ceiling = '11' WHERE id = '1'",
    `name = ${quoted(hostile.emoji)} WHERE id = '2'`,
  )
  set('ERP', `note = ${quoted(hostile.rightToLeft)} WHERE id = '1'`, "ceiling = '12' WHERE id = '1'", "name = 'mine' WHERE id = '2'")
  files.sql(
    'ERP',
    "CREATE TRIGGER refuse BEFORE INSERT ON orders WHEN NEW.id = '<u>3</u>' BEGIN SELECT RAISE(ABORT, 'no <i>such</i> order'); END",
  )
  files.sql('EAM', "INSERT INTO orders VALUES ('<u>3</u>', 'three', 'n', '30', 'c')")
  await files.run()
  files.later = 25 * hourMs
  await files.run()
  await files.with(async ({ ledger }) =>
    recordDrift(
      ledger,
      [{ flow: 'orders', drift: 1, rows: { EAM: 3, ERP: 2 }, unreferenced: {}, notCompared: [] }],
      Date.now() + files.later,
    ),
  )
  return files
}

export async function reads(
  files: Files,
  asked: { readonly since?: string; readonly now?: number; readonly flows?: readonly string[] } = {},
): Promise<Reads> {
  const { landscape } = files
  const { since = '48h', flows = Object.keys(landscape.flows), ...rest } = asked
  return files.read(async (ledger) =>
    readsOf(ledger, { landscape, plan: estatePlan(), flows: flows.map((name) => landscape.flows[name]!), since, ...rest }),
  )
}

export async function report(files: Files, asked: Parameters<typeof reads>[1] = {}): Promise<EstateReport> {
  return reportOf(await reads(files, asked))
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
