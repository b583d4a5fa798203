/** Values that users type and keys that they use, drawn from what a field is. */
import fc from 'fast-check'
import type { Adapter, Mapping } from '../runtime/door.ts'
import type { FieldType } from '../runtime/dialect/field-type.ts'
import { misfit } from '../runtime/dialect/json-schema.ts'
import type { Canonical } from '../runtime/values.ts'
import { valuesOf } from './arbitrary.ts'
import type { Random } from './random.ts'
import { exact, storable } from './storable.ts'

type Named = Mapping & { readonly field: string }

/** No value of a field can be made, so nothing of the flow can be tried. */
export class NoSample extends Error {
  override readonly name = 'NoSample'
  constructor({ field, type }: Named, what: string) {
    super(
      `nothing can be simulated: no ${what} of field "${field}" (${JSON.stringify(type)}) could be made that every system of the flow stores and reads back. ` +
        'Give the field a pattern, format, length or list of values that can be met, or mend the binding that refuses them',
    )
  }
}

const tries = 120
const pools = new WeakMap<Mapping, Map<string, readonly Canonical[]>>()

/** A value that every one of these mappings takes and gives back. @throws NoSample */
export function typed(mappings: readonly Named[], random: Random): Canonical {
  if (mappings.every((mapping) => mapping.nullable && storable(mapping, null)) && random.chance(0.15)) return null
  return random.pick(pool(mappings, random.below(8)))
}

/** Values of one field, the same for the same seed. @throws NoSample */
function pool(mappings: readonly Named[], seed: number): readonly Canonical[] {
  const first = mappings[0]!
  let known = pools.get(first)
  if (known === undefined) pools.set(first, (known = new Map()))
  const name = `${seed} of ${mappings.length}`
  let values = known.get(name)
  if (values === undefined) {
    values = drawn(first.type, seed).filter((value) => mappings.every((mapping) => storable(mapping, value)))
    known.set(name, values)
  }
  if (values.length === 0) throw new NoSample(first, 'value')
  return values
}

/** A type is made into an arbitrary once: a pattern takes far longer to read than values take to draw. */
const arbitraries = new WeakMap<FieldType, fc.Arbitrary<Canonical>>()

function arbitraryOf(type: FieldType): fc.Arbitrary<Canonical> {
  let known = arbitraries.get(type)
  if (known === undefined) arbitraries.set(type, (known = valuesOf(type)))
  return known
}

/** Values of the type, whatever any binding makes of them. */
export function drawn(type: FieldType, seed: number): Canonical[] {
  return fc.sample(arbitraryOf(type), { seed, numRuns: tries }).filter((value) => fits(type, value))
}

/** The simplest value that can be found of which it holds too. */
export function simplest(type: FieldType, value: Canonical, seed: number, holds: (value: Canonical) => boolean): Canonical {
  const property = fc.property(arbitraryOf(type), (each) => !fits(type, each) || !holds(each))
  return fc.check(property, { seed, numRuns: tries }).counterexample?.[0] ?? value
}
function fits(type: FieldType, value: Canonical): boolean {
  if (type.kind === 'json') return value !== null && misfit(type.schema, value) === null
  if (value === null) return false
  if (type.kind !== 'text' || typeof value !== 'string') return true
  const { minLength = 0, maxLength = Infinity, pattern } = type
  return value.length >= minLength && value.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(value))
}

// ─── Keys ────────────────────────────────────────────────────────────────────────────────────────

const enough = 5
const keys = new WeakMap<Adapter, readonly (readonly Canonical[])[]>()

/** A small pool of keys, so that systems meet on them: as many as the type of the key allows, at most five. Every system gives them back as they are. @throws NoSample */
export function keyPool(adapters: readonly Adapter[]): readonly (readonly Canonical[])[] {
  const [first] = adapters
  const known = keys.get(first!)
  if (known !== undefined) return known
  const parts = first!.key.map((part, i) => keyValues(part, adapters, i))
  let all: Canonical[][] = [[]]
  for (const values of parts.toReversed()) all = values.flatMap((value) => all.map((rest) => [value, ...rest])).slice(0, enough * enough)
  const made = spread(all)
  keys.set(first!, made)
  return made
}

/** Not the first five of twenty-five, which may all begin alike. */
function spread(all: readonly Canonical[][]): Canonical[][] {
  const step = Math.max(1, Math.floor(all.length / enough))
  return all.filter((_, n) => n % step === 0).slice(0, enough)
}

function keyValues(part: Named, adapters: readonly Adapter[], i: number): Canonical[] {
  const out = new Map<string, Canonical>()
  for (const value of [...plain(part.type), ...drawn(part.type, 1)]) {
    if (value === null || value === '' || out.size === enough) continue
    if (adapters.every((adapter) => exact(adapter.key[i]!, value))) out.set(JSON.stringify(value), value)
  }
  if (out.size === 0) throw new NoSample(part, 'key')
  return [...out.values()]
}

/** Short ones that are easy to follow in a timeline; where they do not fit, others are drawn. */
function plain({ kind }: FieldType): Canonical[] {
  const numbers = [1, 2, 3, 4, 5]
  if (kind === 'text') return [...numbers.map((n) => `K${n}`), ...numbers.map(String)]
  return kind === 'int' || kind === 'number' ? numbers : []
}
