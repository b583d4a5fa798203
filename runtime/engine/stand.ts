/**
 * Where a flow stands at a system, as the ledger keeps it:
 *   nothing      the system was never read: the first load starts, from the head of its detection as it is now
 *   `page`       the first load has got to a key; a restart goes on there. `again`: it was loaded before, and its detection lost what changed since
 *   `at`         loaded; changes are read from there on. Of a content that has a name: what was last read whole, and by which version of the flow
 */
import type { Kernel } from '../kernel.ts'
import type { LedgerCommit, Position } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'

export type Stand =
  | { readonly page: KeyText | null; readonly head: Position | null; readonly seen: number; readonly again?: true }
  | {
      readonly at: Position | null
      readonly seen: number
      readonly version?: string
      /** When the newest change of the system's own was read, epoch ms. */
      readonly since?: number
    }

/** The position from which a flow needs everything that detection tells; null: it has not begun, or nothing is told. @param text as the ledger keeps it */
export function neededFrom(text: string | null): Position | null {
  if (text === null) return null
  const stand = JSON.parse(text) as Stand
  return 'page' in stand ? stand.head : stand.at
}

export class Stands {
  readonly #context: Context
  readonly #kernel: Kernel

  constructor(context: Context, kernel: Kernel) {
    this.#context = context
    this.#kernel = kernel
  }

  async at(j: number): Promise<Stand | null> {
    const text = await this.#context.ledger.position(this.#kernel.flow.name, this.#kernel.systems[j]!.name)
    return text === null ? null : (JSON.parse(text) as Stand)
  }

  /** As a commit holds it. */
  moved(j: number, stand: Stand): Pick<LedgerCommit, 'positions'> {
    return { positions: [{ flow: this.#kernel.flow.name, system: this.#kernel.systems[j]!.name, position: JSON.stringify(stand) }] }
  }
}
