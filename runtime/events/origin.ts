/**
 * Who is behind a captured change: users and programs of the system itself, or a flow that wrote there what came about elsewhere. A flow writes what stands at
 * that moment, so behind its write is the newest decision that was made before it.
 */
import type { GeneratedFlow, GeneratedLandscape } from '../door.ts'
import type { AuditRow, CapturedChange, Ledger } from '../ports.ts'
import type { KeyText } from '../values.ts'

export interface Origin {
  /** The systems whose changes it is made of. Empty: a person decided it, or the ledger does not know. */
  readonly systems: readonly string[]
  /** The flow that wrote it, and its operation; absent where the system's own users or programs did. */
  readonly flow?: string
  readonly operation?: number
  /** Those changes, in the words of the ledger: `outbox 17`, `review 3, ERP taken by anna`. */
  readonly changes?: readonly string[]
}

interface Cause {
  readonly system: string | null
  readonly change: string
}

/** A trigger's clock counts whole milliseconds from a fraction of a day. */
const roundedMs = 2

export class Origins {
  readonly #ledger: Pick<Ledger, 'read' | 'audit'>
  /** Flows that may write the record at the source. */
  readonly #writers: readonly GeneratedFlow[]
  readonly #system: string

  constructor(landscape: GeneratedLandscape, ledger: Pick<Ledger, 'read' | 'audit'>, system: string, record: string) {
    this.#ledger = ledger
    this.#system = system
    this.#writers = Object.values(landscape.flows).filter(
      (flow) => flow.record === record && (flow.adapters[system]?.writes.length ?? 0) > 0,
    )
  }

  /** @param ahead how far the system's clock is ahead of the hub's: ms */
  async of(change: CapturedChange, key: KeyText | null, changed: readonly string[], ahead: number): Promise<Origin> {
    if (change.op === null) return { systems: [this.#system] }
    const known = key === null ? null : await this.#writtenBy(change, key, changed, change.at - ahead + roundedMs)
    if (known === null) return { systems: [], operation: change.op }
    const { flow, causes } = known
    const systems = flow.systems.filter((name) => causes.some(({ system }) => system === name))
    return { systems, flow: flow.name, operation: change.op, changes: [...new Set(causes.map((cause) => cause.change))] }
  }

  async #writtenBy(change: CapturedChange, key: KeyText, changed: readonly string[], until: number) {
    for (const flow of this.#writers) {
      const causes = await this.#causes(flow, change, key, changed, until)
      if (causes.length > 0) return { flow, causes }
    }
    return null
  }

  async #causes(flow: GeneratedFlow, { kind }: CapturedChange, key: KeyText, changed: readonly string[], until: number): Promise<Cause[]> {
    const units = flow.settle.units.flatMap((unit, u) => (unit.fields.some((field) => changed.includes(field)) ? [{ ...unit, u }] : []))
    if (kind === 'update' && units.length === 0) return []
    const [entry] = await this.#ledger.read(flow.name, [key])
    if (entry === null || entry === undefined) return []
    const audit = (await this.#ledger.audit({ flow: flow.name, key })).filter(({ at }) => at <= until).toSorted((a, b) => b.id - a.id)
    if (kind === 'delete') return lifeCause(audit, 'deleted')
    const born = kind === 'create' ? lifeCause(audit, 'created', 'revived') : []
    const decided = units.map(({ name, u }): Cause => {
      const row = audit.find((each) => each.kind === 'decided' && each.unit === name)
      if (row !== undefined) return { system: (row.body['by'] as string | null) ?? null, change: String(row.body['change']) }
      // Never decided otherwise than it was when the record was first seen.
      const { origin, change } = entry.stamp[u]!
      return lifeCause(audit, 'created', 'revived')[0] ?? { system: flow.systems[origin] ?? null, change }
    })
    return [...born, ...decided]
  }
}

function lifeCause(audit: readonly AuditRow[], ...kinds: readonly AuditRow['kind'][]): Cause[] {
  const row = audit.find(({ kind }) => kinds.includes(kind))
  return row === undefined ? [] : [{ system: row.system ?? null, change: String(row.body['change']) }]
}
