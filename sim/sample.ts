/** Values that users type, drawn from what a field is. */
import type { Adapter, Mapping } from '../runtime/door.ts'
import type { FieldType } from '../runtime/dialect/field-type.ts'
import type { Canonical } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import type { Random } from './random.ts'

type Sample<K extends FieldType['kind']> = (type: Extract<FieldType, { kind: K }>, random: Random) => Canonical

const words = ['', 'a', 'B', ' pump ', 'Ölpumpe', "O'Brien", 'valve 7', '水', '0', 'null']

const samples: { readonly [K in FieldType['kind']]: Sample<K> } = {
  text: (type, random) => {
    const word = random.pick(words)
    const least = type.minLength ?? 0
    return (word.length < least ? word.padEnd(least, 'x') : word).slice(0, type.maxLength ?? 40)
  },
  int: ({ min = -3, max = 40 }, random) => min + random.below(Math.min(max - min, 40) + 1),
  number: ({ min = -3, max = 40 }, random) => min + random.below(8 * Math.min(max - min, 40) + 1) / 8,
  decimal: ({ precision, scale }, random) => {
    const digits = String(random.below(10 ** Math.min(precision, 6)))
    const padded = digits.padStart(scale + 1, '0')
    const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
    return random.chance(0.1) && Number(text) !== 0 ? `-${text}` : text
  },
  boolean: (_, random) => random.chance(0.5),
  date: (_, random) => new Date(Date.UTC(2026, 0, 1 + random.below(700))).toISOString().slice(0, 10),
  datetime: (_, random) => new Date(Date.UTC(2026, 0, 1, 0, random.below(1_000_000))).toISOString().replace('.000Z', 'Z'),
  enum: ({ values }, random) => random.pick(values),
  json: ({ collection }, random) =>
    collection ? ['a', 'b', 'c'].filter(() => random.chance(0.5)) : { n: random.below(5), of: random.pick(words) },
}

function sampleOf<K extends FieldType['kind']>(type: Extract<FieldType, { kind: K }>, random: Random): Canonical {
  return samples[type.kind](type, random)
}

/** A value that every one of these mappings takes and gives back; null where chance found none. */
export function typed(mappings: readonly Mapping[], random: Random): { readonly value: Canonical } | null {
  const nullable = mappings.every((mapping) => mapping.nullable)
  for (let tries = 0; tries < 40; tries++) {
    const value = nullable && random.chance(0.15) ? null : sampleOf(mappings[0]!.type, random)
    if (mappings.every((mapping) => stores(mapping, value))) return { value }
  }
  return null
}
function stores(mapping: Mapping, value: Canonical): boolean {
  try {
    mapping.decode(mapping.encode(value))
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

/** A key of a small pool, so that systems meet on it. */
export function keyParts(adapters: readonly Adapter[], n: number): Canonical[] {
  const [first] = adapters
  return first!.key.map(({ type }, i) => {
    if (type.kind === 'int' || type.kind === 'number') return (type.min ?? 0) + n + 1
    if (type.kind === 'date') return `2026-02-${String(n + 1).padStart(2, '0')}`
    if (type.kind === 'enum') return type.values[n % type.values.length]!
    const text = i === 0 ? `K${n + 1}` : 'x'
    return type.kind === 'text' ? text.padEnd(type.minLength ?? 0, 'x') : text
  })
}
