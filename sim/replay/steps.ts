/**
 * The history of one record, as its audit tells it: what was seen in which system, in order, and what people decided. The audit keeps what each decision replaced, so
 * what was decided is read backwards: a value is what the next decision says that it replaced, and the newest is what the ledger holds.
 */
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Entry } from '../../runtime/entry.ts'
import type { Observed } from '../../runtime/observed.ts'
import type { AuditKind, AuditRow } from '../../runtime/ports.ts'
import type { Canonical } from '../../runtime/values.ts'
import { Unreplayable } from './unreplayable.ts'

export type Row = AuditRow & { readonly id: number }
type Values = readonly Canonical[]

/** What both kinds of steps have: the audit rows that it led to, and when the hub took it up. */
interface Told {
  readonly at: number
  readonly rows: readonly Row[]
}
export interface Seen extends Told, Omit<Observed, 'j' | 'at' | 'row' | 'values' | 'times' | 'on'> {
  readonly kind: 'seen'
  readonly system: string
  readonly commit: number | null
  readonly row: 'was' | Exclude<Observed['row'], undefined>
  readonly on: Readonly<Record<string, number>>
  readonly times: Readonly<Record<string, number | null>>
  /** By unit: what the row held where it was not what the hub knew. */
  readonly values: Readonly<Record<string, Values>>
}
export interface Ruled extends Told {
  readonly kind: 'ruled'
  readonly unit: string
  readonly value: Values
}
export type Step = Seen | Ruled

/** Rows that settle, or a person's decision, led to. */
const decisions: readonly AuditKind[] = ['decided', 'overruled', 'created', 'deleted', 'revived', 'conflict']

/** @param rows of the record, oldest first @throws Unreplayable */
export function stepsOf(flow: GeneratedFlow, rows: readonly Row[], entry: Entry): readonly Step[] {
  const groups = groupsOf(rows)
  const after = new Backwards(flow, entry)
  const steps: Step[] = []
  for (const group of groups.toReversed()) {
    steps.push(group[0]!.body['person'] === true ? ruled(group, after) : seen(flow, group, after))
    after.before(group)
  }
  return steps.reverse()
}

/** The rows of each image, and of each person's decision. */
function groupsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups: Row[][] = []
  for (const row of rows) {
    const { kind, body } = row
    if (kind === 'renumbered' || kind === 'linked') throw new Unreplayable('renumbered')
    // What only waits has no version: nothing was decided.
    if (!decisions.includes(kind) || body['version'] === undefined) continue
    if (row.unit === 'key') throw new Unreplayable('renumbered')
    if (body['seen'] !== undefined || body['person'] === true) groups.push([row])
    else if (groups.length === 0) throw new Unreplayable('older')
    else groups.at(-1)!.push(row)
  }
  if (groups.length === 0) throw new Unreplayable('older')
  for (const [first, ...others] of groups)
    if (others.some(({ at, body }) => at !== first!.at || body['change'] !== first!.body['change'])) throw new Unreplayable('older')
  return groups
}

/** What is decided of each unit, while the history is read backwards. */
class Backwards {
  readonly #flow: GeneratedFlow
  #g: Canonical[]

  constructor(flow: GeneratedFlow, { g }: Entry) {
    this.#flow = flow
    this.#g = [...g]
  }

  of(unit: string): Values {
    return this.#at(unit).map((f) => this.#g[f] ?? null)
  }

  before(group: readonly Row[]): void {
    for (const { kind, unit, body } of group.toReversed()) {
      const { was } = body
      if (!Array.isArray(was)) continue
      if (kind === 'decided') for (const [i, f] of this.#at(unit!).entries()) this.#g[f] = was[i] as Canonical
      else if (was.length === this.#g.length) this.#g = [...(was as Canonical[])]
      else throw new Unreplayable('reshaped')
    }
  }

  #at(name: string): readonly number[] {
    const unit = this.#flow.settle.units.find((each) => each.name === name)
    if (unit === undefined) throw new Unreplayable('reshaped')
    return unit.fields.map((field) => this.#flow.fields.indexOf(field))
  }
}

/** The only decision of a person that is carried out again is that a value stands. */
function ruled(group: readonly Row[], after: Backwards): Ruled {
  const stands = group.filter(({ kind }) => kind === 'decided')
  const [only] = stands
  if (stands.length !== 1 || only!.system !== undefined) throw new Unreplayable('person')
  return { kind: 'ruled', at: only!.at, rows: group, unit: only!.unit!, value: after.of(only!.unit!) }
}

function seen({ adapters, settle }: GeneratedFlow, group: readonly Row[], after: Backwards): Seen {
  const [first] = group as [Row, ...Row[]]
  const { by, at, values, row, on = {}, times = {}, ...more } = first.body['seen'] as Omit<Observed, 'j'> & { readonly by?: string }
  const system = by ?? first.system!
  const held = new Set(adapters[system]?.fields.map(({ field }) => field))
  const born = group.some(({ kind, system: of }) => kind === 'created' && of === system)
  const told: Record<string, Values> = {}
  if (born) for (const { name, fields } of settle.units) if (fields.every((field) => held.has(field))) told[name] = after.of(name)
  const own = group.filter(({ unit, system: of }) => unit !== undefined && of === system)
  for (const { kind, unit } of own) if (kind === 'decided') told[unit!] = after.of(unit!)
  for (const { kind, unit, body } of own) if (kind === 'conflict' && Array.isArray(body['lost'])) told[unit!] = body['lost'] as Values
  return {
    ...more,
    kind: 'seen',
    at: first.at,
    rows: group,
    system,
    commit: at ?? null,
    row: row ?? (born ? 'new' : 'was'),
    on,
    times,
    values: { ...told, ...values },
  }
}
