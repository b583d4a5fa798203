/** The records that a case is played with: their keys, and the values of their fields, such that they refer to each other and belong to what flows carry. */
import type { Adapter, GeneratedFlow, GeneratedLandscape, Mapping } from '../../runtime/door.ts'
import { belongs, namedIn } from '../../runtime/filter.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { exact } from '../../sim/storable.ts'
import { enough, samplesOf } from './samples.ts'

type Named = Mapping & { readonly field: string }

/** By record and field: several flows may carry the same rows. */
export class Cast {
  readonly #values: ReadonlyMap<string, readonly Canonical[]>

  private constructor(values: ReadonlyMap<string, readonly Canonical[]>) {
    this.#values = values
  }

  /** @throws Failure where no value of a field can be made */
  static async of(landscape: GeneratedLandscape): Promise<Cast> {
    const flows = Object.values(landscape.flows)
    const values = new Map<string, readonly Canonical[]>()
    // Flows are in the order of their references.
    for (const flow of flows) {
      for (const field of [...flow.key, ...flow.fields]) {
        const name = nameOf(flow.record, field)
        if (values.has(name)) continue
        const mappings = mappingsOf(flows, flow.record, field)
        values.set(name, referred(flow, field, mappings, values) ?? carried(flows, flow.record, field, await samplesOf(mappings)))
      }
    }
    return new Cast(values)
  }

  /** @param n 0 is what was there before */
  valueOf({ record }: GeneratedFlow, field: string, n: number): Canonical {
    const values = this.#values.get(nameOf(record, field))!
    return values[n % values.length]!
  }
  /** As stored there. */
  keyOf(flow: GeneratedFlow, n: number, adapter: Adapter): Raw[] {
    return adapter.key.map((mapping) => mapping.encode(this.valueOf(flow, mapping.field, n)))
  }
  /** How many records can be made that differ in their key. */
  recordsOf({ record, key }: GeneratedFlow): number {
    return Math.min(enough, Math.max(...key.map((field) => this.#values.get(nameOf(record, field))!.length)))
  }
}

/** Keys of the records that it refers to. No record is its own parent, if it need not have one. */
function referred(
  { record, references }: GeneratedFlow,
  field: string,
  mappings: readonly Named[],
  values: ReadonlyMap<string, readonly Canonical[]>,
): readonly Canonical[] | undefined {
  const parent = references.find((each) => each.field === field)?.record
  if (parent === undefined) return undefined
  const keys = [...values].find(([name]) => (JSON.parse(name) as string[])[0] === parent)?.[1]
  const optional = parent === record && mappings.every(({ nullable }) => nullable)
  return keys === undefined || !optional ? keys : [null, ...keys.slice(1)]
}

export function refersToItself({ record, references }: GeneratedFlow): boolean {
  return references.some((reference) => reference.record === record)
}

/** Where a flow carries some rows only, values with which it does. */
function carried(flows: readonly GeneratedFlow[], record: string, field: string, values: readonly Canonical[]): readonly Canonical[] {
  return flows
    .filter((flow) => flow.record === record)
    .reduce((kept, { filter, adapters }) => {
      const bound = filter?.rows[field]
      if (filter === undefined || bound === undefined) return kept
      const adapter = adapters[filter.system]!
      const mapping = [...adapter.key, ...adapter.fields].find((each) => each.field === field)!
      const named = namedIn(mapping, bound).filter((value) => mappingsOf(flows, record, field).every((each) => exact(each, value)))
      const inside = [...kept, ...named].filter((value) => belongs(mapping, mapping.encode(value), bound))
      return inside.length === 0 ? kept : inside
    }, values)
}

function mappingsOf(flows: readonly GeneratedFlow[], record: string, field: string): readonly Named[] {
  return flows
    .filter((flow) => flow.record === record)
    .flatMap(({ adapters }) => Object.values(adapters))
    .flatMap(({ key, fields }) => [...key, ...fields].filter((mapping) => mapping.field === field))
}

function nameOf(record: string, field: string): string {
  return JSON.stringify([record, field])
}
