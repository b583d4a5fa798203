/** Values to show a flow with, made from what its fields are: few, and easy to tell apart. */
import type { FieldType } from '../../runtime/dialect/field-type.ts'
import { misfit } from '../../runtime/dialect/json-schema.ts'
import type { Mapping } from '../../runtime/door.ts'
import type { Canonical } from '../../runtime/values.ts'
import { exact, storable } from '../../sim/storable.ts'
import { Failure } from '../failure.ts'

type Named = Mapping & { readonly field: string }

/** As many as one case needs: what was there, and what up to three people type. */
export const enough = 4

/**
 * Values that every one of these mappings of a field takes, first those that all give back as they are.
 * @throws Failure where none can be made
 */
export async function samplesOf(mappings: readonly Named[]): Promise<readonly Canonical[]> {
  const [{ field, type }] = mappings as [Named]
  for (const candidates of [plain, drawn]) {
    const storables = (await candidates(type)).filter((value) => fits(type, value) && mappings.every((mapping) => storable(mapping, value)))
    const kept = storables.filter((value) => mappings.every((mapping) => exact(mapping, value)))
    const made = distinct([...kept, ...storables]).slice(0, enough)
    if (made.length > 0) return made
  }
  throw new Failure(
    'noSample',
    `no value of ${field} (${JSON.stringify(type)}) could be made that every system of the flow stores and reads back`,
    'npm install fast-check, which makes values of patterns and formats; or mend the binding that refuses them',
  )
}

const words = ['red', 'green', 'blue', 'amber']
const formats: Readonly<Record<string, (word: string) => string>> = {
  email: (word) => `${word}@example.org`,
  uri: (word) => `https://example.org/${word}`,
  hostname: (word) => `${word}.example.org`,
  uuid: (word) => `00000000-0000-4000-8000-${word.length.toString().padStart(12, '0')}`,
}

const makers: { readonly [K in FieldType['kind']]: (type: Extract<FieldType, { kind: K }>) => readonly Canonical[] } = {
  text: ({ minLength = 0, maxLength = 20, format = '' }) => {
    const sized = (word: string) => word.padEnd(minLength, word).slice(0, maxLength)
    const numbers = [1, 2, 3, 4].map((n) => String(n).padStart(minLength, '0'))
    const codes = [1, 2, 3, 4].map((n) => `A${n}`.padEnd(minLength, '0'))
    // Of three letters each: a currency, more often than not.
    const threes = maxLength === 3 ? ['EUR', 'USD', 'GBP', 'CHF'] : []
    return [...threes, ...words.map(formats[format] ?? sized), ...words.map((word) => sized(word.toUpperCase())), ...codes, ...numbers]
  },
  int: ({ min = 0, max = Number.MAX_SAFE_INTEGER }) => [100, 120, 90, 150, min, min + 1, min + 2].filter((n) => n >= min && n <= max),
  number: ({ min = 0, max = Number.MAX_VALUE }) => [100, 120.5, 90, 150, min, (min + max) / 2].filter((n) => n >= min && n <= max),
  decimal: ({ precision, scale }) => {
    const whole = precision - scale
    const size = whole >= 3 ? 1 : whole === 2 ? 0.1 : whole === 1 ? 0.01 : 0.001
    return [100, 120, 90, 150].map((n) => (n * size).toFixed(scale))
  },
  boolean: () => [false, true],
  date: () => ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'],
  datetime: () => ['2026-03-02T08:00:00Z', '2026-03-09T08:00:00Z', '2026-03-16T08:00:00Z', '2026-03-23T08:00:00Z'],
  enum: ({ values }) => values,
  json: () => [['a'], ['a', 'b'], ['a', 'c'], ['b'], [1], [1, 2], [1, 3], { a: 1 }, { a: 2 }, { a: 3 }],
}

async function plain<K extends FieldType['kind']>(type: Extract<FieldType, { kind: K }>): Promise<readonly Canonical[]> {
  return (makers[type.kind] as (type: Extract<FieldType, { kind: K }>) => readonly Canonical[])(type)
}

/** fast-check is there where the emitted tests are run, and need not be. */
async function drawn(type: FieldType): Promise<readonly Canonical[]> {
  try {
    return (await import('../../sim/sample.ts')).drawn(type, 1)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return []
    throw error
  }
}

function fits(type: FieldType, value: Canonical): boolean {
  if (type.kind === 'json') return misfit(type.schema, value) === null
  if (type.kind !== 'text' || typeof value !== 'string') return value !== null
  const { minLength = 0, maxLength = Infinity, pattern } = type
  return value.length >= minLength && value.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(value))
}

function distinct(values: readonly Canonical[]): Canonical[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
