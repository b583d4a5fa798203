/**
 * Fields that came to a flow that runs, or went from it. Entries keep what is known of the others. What has to be compared waits for a person, since it may be
 * written; what is gone is only forgotten, so a run does that by itself.
 *
 *   as stored    the ledger's entries are of the old fields; a run shows what it would do, and writes nothing
 *   comparing    they are of the new ones (`match --accept`); every record is looked at, a batch and its place in one commit
 *   at rest      every record was looked at
 */
import type { Ledger, LedgerCommit } from '../ports.ts'
import type { KeyText, Raw } from '../values.ts'
import { noCommit } from './context.ts'

/** How far the comparison has got. */
interface Comparison {
  /** null: not begun. */
  readonly after: KeyText | null
  /** The highest operation that was drawn before: what targets noted of those is by the fields of then. */
  readonly ops: number
  /** As in `Reshape`. */
  readonly slots: readonly (readonly number[])[]
}

const setting = (flow: string) => `compare:${flow}`

/** null: nothing has to be compared. */
export async function comparison(ledger: Pick<Ledger, 'setting'>, flow: string): Promise<Comparison | null> {
  const stored = await ledger.setting(setting(flow))
  return stored === null ? null : (JSON.parse(stored) as Comparison)
}

/** A row as an operation left it in system j, by the fields of now. */
export function storedNow(at: Comparison | null, op: number, j: number, stored: readonly Raw[]): readonly Raw[] {
  return at === null || op > at.ops ? stored : at.slots[j]!.map((was) => (was < 0 ? null : stored[was]!))
}

/** @param at null: every record was looked at */
export function comparisonSettings(flow: string, at: Comparison | null): NonNullable<LedgerCommit['settings']> {
  return [{ name: setting(flow), value: at === null ? null : JSON.stringify(at) }]
}

/** What has to be compared before anything else is written. */
export function grownBy(ledger: Pick<Ledger, 'reshapes'>, flow: string): readonly string[] {
  return ledger.reshapes().find((each) => each.flow === flow)?.added ?? []
}

/** A person takes in what came to the flow, or a dry run shows what that leads to. Nothing where its fields are those of the ledger. */
export async function takeIn(ledger: Ledger, flow: string, by: string, now: number): Promise<void> {
  const change = ledger.reshapes().find((each) => each.flow === flow)
  if (change === undefined) return
  const { added, removed, slots } = change
  // Also where nothing came, writes in doubt have to be read by the fields of then.
  const compares = added.length > 0 || (await ledger.pending()).some((open) => open.flow === flow)
  await ledger.reshape(flow, now, {
    ...noCommit,
    audit: [{ flow, key: '', at: now, kind: 'reshaped', body: { by, added, removed } }],
    settings: !compares ? [] : comparisonSettings(flow, { after: null, ops: await ledger.opHigh(), slots }),
  })
}

/** Forgets what is gone from these flows. @returns what was forgotten, by flow */
export async function forgetRemoved(
  ledger: Ledger,
  flows: readonly string[],
  now: number,
): Promise<readonly { flow: string; removed: readonly string[] }[]> {
  const shrunk = ledger.reshapes().filter(({ flow, added }) => flows.includes(flow) && added.length === 0)
  for (const { flow } of shrunk) await takeIn(ledger, flow, 'run', now)
  return shrunk
}
