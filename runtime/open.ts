/** From generated code, a place and a ledger file to an engine: what every tool that touches systems starts with. */
import type { Place } from './connect.ts'
import { opener } from './connect.ts'
import type { GeneratedLandscape } from './door.ts'
import type { EngineOptions } from './engine/engine.ts'
import { Engine, systemClock } from './engine/engine.ts'
import { openLedger, shapesOf } from './ledger/index.ts'
import type { Ledger } from './ports.ts'

/** @param place a file, or the URL of a Postgres database @throws LedgerError */
export async function openLedgerOf(
  landscape: GeneratedLandscape,
  place: string,
  options: { readonly create?: boolean; readonly readOnly?: boolean; readonly id?: string } = {},
): Promise<Ledger> {
  return openLedger(place, { landscape: landscape.name, flows: shapesOf(landscape), ...options })
}

export interface OpenEngine extends Partial<Pick<EngineOptions, 'acceptance' | 'clock' | 'flows' | 'watcher' | 'limits'>> {
  /** Make the ledger where it is absent. */
  readonly create?: boolean
}

/** The engine closes the ledger with itself. @throws LedgerError */
export async function openEngine(
  landscape: GeneratedLandscape,
  place: Place,
  ledgerPlace: string,
  options: OpenEngine = {},
): Promise<Engine> {
  const { create = false, clock = systemClock(), ...rest } = options
  const ledger = await openLedgerOf(landscape, ledgerPlace, { create })
  return new Engine({ landscape, ledger, clock, open: opener(landscape, place), ...rest })
}
