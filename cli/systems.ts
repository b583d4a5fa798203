import type { Opener } from '../runtime/engine/reach.ts'
import type { Ledger } from '../runtime/ports.ts'
import type { Estate } from './estate.ts'
import { Failure } from './failure.ts'
import { shown } from './shown.ts'

function systemsOf(flows: readonly { readonly systems: readonly string[] }[]): ReadonlySet<string> {
  return new Set(flows.flatMap((flow) => flow.systems))
}

/** @throws Failure that names everything the environment lacks for these systems, at once. */
export async function requireNames(estate: Estate, systems: ReadonlySet<string>): Promise<void> {
  const { missingNames } = await import('../runtime/connect.ts')
  const names = missingNames(estate.landscape, process.env, systems)
  if (names.length === 0) return
  throw new Failure(
    'env.missing',
    `not set: ${names.join(', ')}`,
    `set ${names.length === 1 ? 'it' : 'them'} in the environment, or in ${shown(estate.project.folder)}/.env`,
  )
}

/** How the systems of these flows are reached. */
export async function openerOf(estate: Estate, flows: readonly { readonly systems: readonly string[] }[]): Promise<Opener> {
  await requireNames(estate, systemsOf(flows))
  const { opener } = await import('../runtime/connect.ts')
  return opener(estate.landscape, { folder: estate.project.folder, env: process.env })
}

/** `read` works beside a run; `write` and `make` hold the ledger until it is closed, and `make` makes it where it is absent. @throws LedgerError */
export async function ledgerOf(estate: Estate, use: 'read' | 'write' | 'make'): Promise<Ledger> {
  const { openLedgerOf } = await import('../runtime/open.ts')
  return openLedgerOf(estate.landscape, estate.ledger, { readOnly: use === 'read', create: use === 'make' })
}

/** Is there a ledger at all; what a full disk left of one is none. @throws LedgerError */
export async function hasLedger(estate: Estate): Promise<boolean> {
  const { ledgerIsThere } = await import('../runtime/ledger/index.ts')
  return ledgerIsThere(estate.ledger, estate.landscape.name)
}

/** A ledger that remembers nothing and is gone with the process: for what is shown before there is one. */
export async function blankLedger(estate: Estate): Promise<Ledger> {
  const { openLedgerOf } = await import('../runtime/open.ts')
  return openLedgerOf(estate.landscape, ':memory:', { create: true })
}
