/**
 * Where a flow stands at a system, as the ledger keeps it:
 *   nothing      the system was never read: the first load starts, from the head of its detection as it is now
 *   `page`       the first load has got to a key; a restart goes on there. `again`: it was loaded before, and its detection lost what changed since, or
 *                the flow reads it `otherwise` than it did
 *   `at`         loaded; changes are read from there on. Of a content that has a name: what was last read whole, and by which version of the flow
 */
import type { Kernel } from '../kernel.ts'
import type { LedgerCommit, Position } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'

export type Stand =
  | {
      readonly page: KeyText | null
      readonly head: Position | null
      readonly seen: number
      readonly again?: true
      readonly otherwise?: true
    }
  | {
      readonly at: Position | null
      readonly seen: number
      readonly version?: string
      /** When the newest change of the system's own was read, epoch ms. */
      readonly since?: number
    }

/** The position from which a flow needs everything that detection tells; null: it has not begun, or nothing is told. @param text as the ledger keeps it */
export function neededFrom(text: string | null): Position | null {
  return text === null ? null : readFrom(JSON.parse(text) as Stand)
}

/** The same. */
export function readFrom(stand: Stand): Position | null {
  return 'page' in stand ? stand.head : stand.at
}

/**
 * All that the system holds is read once more, and changes go on from where they are. A first load begins anew and stays one.
 * @param text as the ledger keeps it @param toldAlike its changes are told in the same way as before; else from where they stand when it is read
 */
export function fromTheStart(text: string, toldAlike: boolean): Position {
  const stand = JSON.parse(text) as Stand
  const loaded = !('page' in stand) || stand.again === true
  const from: Stand = {
    page: null,
    head: toldAlike ? neededFrom(text) : null,
    seen: toldAlike ? stand.seen : 0,
    ...(loaded && { again: true }),
    otherwise: true,
  }
  return JSON.stringify(from)
}

export class Stands {
  readonly #context: Context
  readonly #kernel: Kernel
  /** By system, as it was read last: a pass asks several times for what has not moved. */
  readonly #read: { text: string; stand: Stand }[] = []

  constructor(context: Context, kernel: Kernel) {
    this.#context = context
    this.#kernel = kernel
  }

  async at(j: number): Promise<Stand | null> {
    const text = await this.#context.ledger.position(this.#kernel.flow.name, this.#kernel.systems[j]!.name)
    if (text === null) return null
    if (this.#read[j]?.text !== text) this.#read[j] = { text, stand: JSON.parse(text) as Stand }
    return this.#read[j].stand
  }

  /** As a commit holds it. */
  moved(j: number, stand: Stand): Pick<LedgerCommit, 'positions'> {
    return { positions: [{ flow: this.#kernel.flow.name, system: this.#kernel.systems[j]!.name, position: JSON.stringify(stand) }] }
  }
}
