/** A generated flow prepared for settling: names become indexes once, so that a record costs comparisons and nothing else. */
import type { Adapter, GeneratedFlow, Mapping } from './door.ts'
import type { Lifecycle, Policy, UnitRule } from './policies/rule.ts'
import type { Canonical, Raw } from './values.ts'

export interface KernelUnit extends Omit<UnitRule, 'answers'> {
  /** Field indexes in the flow. */
  readonly at: readonly number[]
  /** Indexes of the units that it answers. */
  readonly answers: readonly number[]
}

export interface KernelSystem {
  readonly name: string
  readonly adapter: Adapter
  /** How a row gets another key: in place, or by taking it away, so that it is made anew; null: not at all. */
  readonly renumbers: 'rekey' | 'delete' | null
  /** Flow field index → adapter field index, -1 where the system does not hold it. */
  readonly slot: readonly number[]
  /** Adapter field index → flow field index. */
  readonly field: readonly number[]
  /** By unit: does the system hold all of it. */
  readonly holds: readonly boolean[]
  /** Indexes of the units that it holds. */
  readonly units: readonly number[]
  /** By unit: the adapter field indexes; empty where not held. */
  readonly slots: readonly (readonly number[])[]
  /**
   * By unit that is written here: the units, written by users here alone, that must not have moved. An answer and what it was given for are two edits that may
   * not pass each other unseen.
   */
  readonly unmoved: readonly (readonly number[])[]
}

export interface Kernel {
  readonly flow: GeneratedFlow
  readonly units: readonly KernelUnit[]
  /** Indexes of the units that answer others. */
  readonly answering: readonly number[]
  readonly systems: readonly KernelSystem[]
  /** Has any of them own ids, by which a renumbered row could be told. */
  readonly numbered: boolean
  /** Field indexes by which rows without a reference are paired with records. */
  readonly match: readonly number[]
  readonly life: Lifecycle
  readonly whereTheyDiffer: 'byPolicy' | 'review'
}

const compiled = new WeakMap<GeneratedFlow, Kernel>()

/** A flow as it is generated: prepared once, however often it is started. */
export function compile(flow: GeneratedFlow): Kernel {
  let kernel = compiled.get(flow)
  if (kernel === undefined) compiled.set(flow, (kernel = compileWith(flow, new Map())))
  return kernel
}

/** @param rules by unit: what takes the place of the policy that the flow says, while the unit is handed over */
export function compileWith(flow: GeneratedFlow, rules: ReadonlyMap<number, Policy>): Kernel {
  const names = flow.settle.units.map(({ name }) => name)
  const units = flow.settle.units.map((unit, u) => ({
    ...unit,
    policy: rules.get(u) ?? unit.policy,
    at: unit.fields.map((name) => flow.fields.indexOf(name)),
    answers: (unit.answers ?? []).map((name) => names.indexOf(name)),
  }))
  const systems = flow.systems.map((name, j) => {
    const adapter = flow.adapters[name]
    if (adapter === undefined) throw new Error(`flow ${flow.name} has no adapter for ${name}`)
    const slot = flow.fields.map((field) => adapter.fields.findIndex((f) => f.field === field))
    const holds = units.map((unit) => unit.at.every((f) => slot[f]! >= 0))
    return {
      name,
      adapter,
      renumbers: renumbersBy(adapter),
      slot,
      field: adapter.fields.map((f) => flow.fields.indexOf(f.field)),
      holds,
      units: units.flatMap((_, u) => (holds[u]! ? [u] : [])),
      slots: units.map((unit, u) => (holds[u] ? unit.at.map((f) => slot[f]!) : [])),
      unmoved: units.map((written, u) =>
        units.flatMap((unit, v) => (unit.policy.writer === j && (written.answers.includes(v) || unit.answers.includes(u)) ? [v] : [])),
      ),
    }
  })
  const answering = units.flatMap(({ answers }, u) => (answers.length > 0 ? [u] : []))
  const { life, whereTheyDiffer = 'byPolicy' } = flow.settle
  const numbered = systems.some(({ adapter }) => adapter.identity !== undefined)
  const match = (flow.match ?? []).map((name) => flow.fields.indexOf(name))
  return { flow, units, answering, systems, numbered, match, life, whereTheyDiffer }
}

function renumbersBy({ writes, identity }: Adapter): KernelSystem['renumbers'] {
  if (writes.includes('rekey')) return 'rekey'
  return identity === undefined && writes.includes('insert') && writes.includes('delete') ? 'delete' : null
}

/** Systems that create come first, so that their rows are the records and the others' are compared with them. */
export function readingOrder({ systems, life }: Kernel): number[] {
  const creates = (j: number) => (life.creates.includes(j) ? 0 : 1)
  return systems.map((_, j) => j).sort((a, b) => creates(a) - creates(b) || a - b)
}

/** Is what is decided of the unit a blank that leaves what others hold alone. */
export function leavesOthers({ keepWhenBlank, at }: KernelUnit, g: readonly Canonical[]): boolean {
  return keepWhenBlank === true && at.every((f) => isBlank(g[f]!))
}
/** The same of values of the unit, in its order. */
export function wouldLeaveOthers({ keepWhenBlank }: KernelUnit, values: readonly Canonical[]): boolean {
  return keepWhenBlank === true && values.every(isBlank)
}
function isBlank(value: Canonical): boolean {
  return value === null || value === ''
}

/** Decided values as system `j` stores them, by adapter field index. */
export function encodeAll(kernel: Kernel, j: number, g: readonly Canonical[]): Raw[] {
  const { adapter, field } = kernel.systems[j]!
  const out: Raw[] = new Array<Raw>(field.length)
  for (let k = 0; k < field.length; k++) {
    const mapping = adapter.fields[k]!
    const value = g[field[k]!] ?? null
    out[k] = mapping.identity ? (value as Raw) : mapping.encode(value)
  }
  return out
}

/** Are two stored values the same: null-safe, by bytes, never by collation. */
export function sameRaw(a: Raw | undefined, b: Raw | undefined): boolean {
  if (a === b || Object.is(a, b)) return true
  if (typeof a === 'bigint' || typeof b === 'bigint')
    return (typeof a === 'number' || typeof a === 'bigint') && (typeof b === 'number' || typeof b === 'bigint') && BigInt(a) === BigInt(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => byte === b[i])
  return false
}

/** Do two stored values stand for the same value of the field: `200` and `'200.00'` in a column that turns text into numbers. */
export function sameStored(mapping: Mapping, a: Raw | undefined, b: Raw | undefined): boolean {
  if (sameRaw(a, b)) return true
  if (a === undefined || b === undefined || a === null || b === null) return false
  try {
    return sameCanonical(mapping.decode(a), mapping.decode(b))
  } catch {
    return false
  }
}

/** Does a stored value stand for this one: as it is, or as the system stores it. */
export function storesAs(mapping: Mapping, raw: Raw, value: Canonical): boolean {
  try {
    return sameCanonical(mapping.decode(raw), value) || sameStored(mapping, raw, mapping.encode(value))
  } catch {
    return false
  }
}

/** Are two canonical values the same. */
export function sameCanonical(a: Canonical, b: Canonical): boolean {
  if (a === b || Object.is(a, b)) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  return stable(a) === stable(b)
}

/** JSON with sorted names: equal values give equal text. */
export function stable(value: Canonical): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  const object = value as { readonly [name: string]: Canonical }
  return `{${Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${stable(object[name]!)}`)
    .join(',')}}`
}
