/** Flows and systems that a person has paused: a setting of the ledger, which a run reads before each pass and between batches. */
import type { Ledger } from './ports.ts'

export const pausedSetting = 'paused'

export interface Pause {
  /** Epoch ms. */
  readonly at: number
  readonly by: string
  readonly why?: string
}

export interface Paused {
  readonly flows: Readonly<Record<string, Pause>>
  readonly systems: Readonly<Record<string, Pause>>
}

export function pausedOf(setting: string | null): Paused {
  return setting === null ? { flows: {}, systems: {} } : (JSON.parse(setting) as Paused)
}

/** @returns the setting; null: nothing is paused */
export function pausedText(paused: Paused): string | null {
  return Object.keys(paused.flows).length + Object.keys(paused.systems).length === 0 ? null : JSON.stringify(paused)
}

export async function readPaused(ledger: Pick<Ledger, 'setting'>): Promise<Paused> {
  return pausedOf(await ledger.setting(pausedSetting))
}
