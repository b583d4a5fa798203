import { noCommit } from '../../runtime/engine/context.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Comparison } from '../../runtime/reconcile.ts'

const hourMs = 3_600_000

/** What the last comparison of a flow found: one of the four figures. */
export interface Reconciled {
  /** Epoch ms. */
  readonly at: number
  /** Records. */
  readonly drift: number
  readonly rows: Comparison['rows']
  /** Rows without a reference to a record, by system. Absent in what an earlier version has kept. */
  readonly unreferenced?: Comparison['unreferenced']
}

type Told = Pick<Comparison, 'flow' | 'drift' | 'rows' | 'unreferenced' | 'notCompared'>

/** A comparison that a system did not answer to says nothing of drift, and is not kept. */
export async function recordDrift(ledger: Ledger, compared: readonly Told[], at: number): Promise<void> {
  const whole = compared.filter(({ notCompared }) => notCompared.length === 0)
  if (whole.length === 0) return
  const hour = Math.floor(at / hourMs) * hourMs
  await ledger.commit({
    ...noCommit,
    settings: whole.map(({ flow, drift, rows, unreferenced }) => ({
      name: nameOf(flow),
      value: JSON.stringify({ at, drift, rows, unreferenced } satisfies Reconciled),
    })),
    figures: whole.flatMap(({ flow, drift }) => [
      { flow, hour, name: 'reconciled', add: 1 },
      { flow, hour, name: 'drift', add: drift },
    ]),
  })
}

export async function lastReconciled(ledger: Ledger, flow: string): Promise<Reconciled | null> {
  const text = await ledger.setting(nameOf(flow))
  return text === null ? null : (JSON.parse(text) as Reconciled)
}

function nameOf(flow: string): string {
  return `reconciled:${flow}`
}
