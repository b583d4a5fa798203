/**
 * The few values that a field takes while everything is tried, as numbers. A simulated system stores such a number; what it stands for goes through the mapping of
 * the real binding first, so that what that makes of it counts.
 */
import type { Mapping } from '../../runtime/door.ts'
import { stable } from '../../runtime/kernel.ts'
import type { PolicyKind } from '../../runtime/policies/rule.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { drawn } from '../sample.ts'
import { exact } from '../storable.ts'
import type { FieldKind } from './state.ts'

type Named = Mapping & { readonly field: string }

export interface Domain {
  readonly kind: FieldKind
  /** How many values users type; amounts and sets have no such number. */
  readonly size: number
  readonly of: (n: number) => Canonical
  readonly number: (value: Canonical) => number
}

/** A field of which nothing can be tried. */
export class NoDomain extends Error {
  override readonly name = 'NoDomain'
}

const most = 3

const kinds: Readonly<Record<PolicyKind, FieldKind>> = {
  owner: 'value',
  precedence: 'value',
  lastWriteWins: 'value',
  review: 'value',
  union: 'set',
  delta: 'amount',
  merge: 'merged',
}

/** @param mappings of the field in each system @throws NoDomain */
export function domainOf(mappings: readonly Named[], policy: PolicyKind, keepWhenBlank: boolean): Domain {
  const kind = kinds[policy]
  if (kind === 'amount') return amounts(mappings)
  if (kind === 'set') return sets(mappings)
  const samples = samplesOf(mappings, most)
  const blank = keepWhenBlank ? blanks.find((value) => mappings.every((mapping) => exact(mapping, value))) : undefined
  return blank === undefined
    ? listed(kind, samples)
    : listed('blank', [blank, ...samples.filter((value) => value !== blank)].slice(0, most))
}

const blanks: readonly Canonical[] = [null, '']

function listed(kind: FieldKind, samples: readonly Canonical[]): Domain {
  const values = [...samples]
  const numbers = new Map(values.map((value, n) => [stable(value), n]))
  return {
    kind,
    size: samples.length,
    of: (n) => values[n]!,
    // A function may make values that nobody typed.
    number: (value) => {
      const text = stable(value)
      let n = numbers.get(text)
      if (n === undefined) {
        n = values.push(value) - 1
        numbers.set(text, n)
      }
      return n
    },
  }
}

function samplesOf(mappings: readonly Named[], count: number): readonly Canonical[] {
  const [first] = mappings as readonly [Named]
  const some = new Map<string, Canonical>()
  for (const value of drawn(first.type, 1))
    if (value !== null && value !== '' && mappings.every((mapping) => exact(mapping, value))) some.set(stable(value), value)
  const samples = [...some.keys()].sort(easyFirst).map((text) => some.get(text)!)
  if (samples.length < 2)
    throw new NoDomain(`of field "${first.field}" there are no two values that every system gives back as it got them`)
  return samples.slice(0, count)
}
/** What is short and ordinary is easy to follow in a timeline. */
function easyFirst(a: string, b: string): number {
  return awkward(a) - awkward(b) || a.length - b.length || (a < b ? -1 : 1)
}
function awkward(text: string): number {
  return /^"?[\dA-Za-z][\w. :-]*"?$/.test(text) && !/^"[01]\d{3}-/.test(text) ? 0 : 1
}

function amounts(mappings: readonly Named[]): Domain {
  const [first] = mappings as readonly [Named]
  const of = (n: number): Canonical => first.decode(first.encode(String(n)))
  const fits = [-1, 0, 1, 2].every((n) => mappings.every((mapping) => exact(mapping, of(n))))
  if (!fits) throw new NoDomain(`of field "${first.field}" not every system gives back the amounts from -1 to 2 as it got them`)
  return { kind: 'amount', size: Infinity, of, number: Number }
}

/** Two elements, in and out. */
function sets(mappings: readonly Named[]): Domain {
  const [first] = mappings as readonly [Named]
  const elements = new Map<string, Canonical>()
  for (const value of drawn(first.type, 1)) for (const element of listOf(value)) elements.set(stable(element), element)
  const all = [...elements.keys()].sort(easyFirst)
  const two = all
    .filter((text) => mappings.every((mapping) => exact(mapping, [elements.get(text)!])))
    .slice(0, 2)
    .sort()
  const of = (n: number): Canonical => two.filter((_, bit) => (n >> bit) & 1).map((text) => elements.get(text)!)
  if (two.length < 2 || ![0, 3].every((n) => mappings.every((mapping) => exact(mapping, of(n)))))
    throw new NoDomain(`of field "${first.field}" there are no two elements that every system gives back as it got them`)
  return {
    kind: 'set',
    size: Infinity,
    of,
    number: (value) => listOf(value).reduce<number>((n, element) => n | (1 << two.indexOf(stable(element))), 0),
  }
}
function listOf(value: Canonical): readonly Canonical[] {
  return Array.isArray(value) ? (value as readonly Canonical[]) : []
}

/** The mapping of a system that stores numbers, and makes of what they stand for what the real one makes of it. */
export function numbered<M extends Mapping>(mapping: M, domain: Domain): M {
  const known = new Map<string, number>()
  return {
    ...mapping,
    identity: false,
    decode: (raw: Raw) => (typeof raw === 'number' ? domain.of(raw) : null),
    // Where nothing is decided yet, something is stored: the first value.
    encode: (value: Canonical): Raw => {
      if (value === null) return 0
      const text = stable(value)
      let n = known.get(text)
      if (n === undefined) known.set(text, (n = domain.number(mapping.decode(mapping.encode(value)))))
      return n
    },
  }
}
