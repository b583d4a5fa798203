/**
 * The highest operation that a system is known to have: noted in the same commit as the answer, so that a system that lacks it later is known to be an older state
 * of itself, also where this process died right after.
 */
import type { Ledger, LedgerCommit } from '../ports.ts'

const nameOf = (system: string) => `landed:${system}`

export async function landedHigh(ledger: Pick<Ledger, 'setting'>, system: string): Promise<number> {
  return Number((await ledger.setting(nameOf(system))) ?? 0)
}

export function landedHighIs(system: string, op: number): NonNullable<LedgerCommit['settings']>[number] {
  return { name: nameOf(system), value: String(op) }
}
