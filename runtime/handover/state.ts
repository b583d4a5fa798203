/**
 * How far fields have come on their way from one owner to another: a setting of the ledger for each flow. The flow file says between whom (`owner('status', 'ERP',
 * { from: 'EAM' })`), this says who decides now.
 *
 *   not begun   `from` decides; what `to` enters is a foreign write as before
 *   shadow      `from` decides; what `to` enters is recorded and left where it is
 *   switched    `to` decides; foreign writes of `from` are settled as the flow says
 *   backedOut   `from` decides again
 *   finished    as switched, and there is no way back but another handover
 *
 * A phase that changes who decides comes to each record of the flow once (`walk`), in the order of keys: what was in flight there is settled first. Whoever
 * touches a record before that takes it through.
 */
import type { Ledger, LedgerCommit } from '../ports.ts'
import type { KeyText } from '../values.ts'

/** Whose value stands where the two differ at the switch; `review`: a person says so for each record. */
export type Take = 'old' | 'new' | 'review'

export interface Handover {
  /** Names of systems. */
  readonly from: string
  readonly to: string
  readonly phase: 'shadow' | 'switched' | 'backedOut' | 'finished'
  /** Epoch ms: the beginning of the shadow, and of the phase. */
  readonly startedAt: number
  readonly at: number
  readonly by: string
  readonly take?: Take
  /** Backed out before anything was switched. */
  readonly onlyShadow?: true
  /** Records behind this key (null: all) have not been come to. Absent: all have. */
  readonly walk?: { readonly after: KeyText | null }
}

/** By name of the unit. */
export type Handovers = Readonly<Record<string, Handover>>

const settingOf = (flow: string) => `handover:${flow}`

export async function readHandovers(ledger: Pick<Ledger, 'setting'>, flow: string): Promise<Handovers> {
  const stored = await ledger.setting(settingOf(flow))
  return stored === null ? {} : (JSON.parse(stored) as Handovers)
}

/** @param handover null: nothing is known of it any more */
export function withHandover(flow: string, all: Handovers, unit: string, handover: Handover | null): NonNullable<LedgerCommit['settings']> {
  const { [unit]: _, ...others } = all
  const now: Handovers = handover === null ? others : { ...others, [unit]: handover }
  return [{ name: settingOf(flow), value: Object.keys(now).length === 0 ? null : JSON.stringify(now) }]
}
