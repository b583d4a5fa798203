/**
 * What holds of a codec of an engineer's own beyond its round trip. It is total: it writes every value that its field can have, since any of them may be decided
 * elsewhere; and whatever a column holds, it reads as the same value each time, or says that it is none. What it reads it writes so that it reads the same again:
 * else each look at the row would be an edit.
 */
import type { Adapter, Mapping } from '../runtime/door.ts'
import { sameCanonical } from '../runtime/kernel.ts'
import type { Canonical, Raw } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import { simplest } from './sample.ts'

type Named = Mapping & { readonly field: string }

/** What users and other programs leave in columns. */
const odd: readonly Raw[] = ['', ' ', '0', '-', 'n/a', '\u0000', 0, -1, 1.5, 2 ** 53]

/** @param values of the field @throws Error naming system, field and value */
export function tryCodec({ system }: Adapter, mapping: Named, values: readonly Canonical[], seed: number): void {
  const named = `the codec of ${mapping.field} at ${system}`
  const unwritten = values.find((value) => value !== null && writes(mapping, value) !== null)
  if (unwritten !== undefined) {
    const simple = simplest(mapping.type, unwritten, seed, (value) => writes(mapping, value) !== null)
    throw new Error(`${named} cannot write ${JSON.stringify(simple)}, which the field may hold: ${writes(mapping, simple)}`)
  }
  const stored = [...odd, ...values.flatMap((value) => likeness(mapping.encode(value)))]
  // The shortest is the easiest to understand.
  const wrong = stored.filter((raw) => misread(mapping, raw) !== null).sort((a, b) => shown(a).length - shown(b).length)
  if (wrong.length > 0) throw new Error(`${named} reads ${shown(wrong[0]!)} ${misread(mapping, wrong[0]!)}`)
}

/** Why it does not; null: it does. What the system is declared to make of a value may be none of the field's. */
function writes(mapping: Named, value: Canonical): string | null {
  try {
    mapping.encode(value)
    return null
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return mapping.stores.length > 0 ? null : error.message
  }
}

/** The same as somebody else would have typed it. */
function likeness(stored: Raw): readonly Raw[] {
  if (typeof stored === 'number') return [stored + 1, stored - 1, String(stored)]
  if (typeof stored !== 'string') return []
  return [
    ` ${stored}`,
    `${stored} `,
    stored.toUpperCase(),
    stored.toLowerCase(),
    `0${stored}`,
    stored.slice(0, -1),
    stored.replace(/^0+/, ''),
  ]
}

/** What is wrong; null: nothing is. */
function misread(mapping: Named, raw: Raw): string | null {
  const value = read(mapping, raw)
  if (value === undefined) return null
  const again = read(mapping, raw)
  if (again === undefined || !sameCanonical(again, value)) return `as ${told(value)}, and the next time as ${told(again)}`
  try {
    const stored = mapping.encode(value)
    const back = read(mapping, stored)
    if (back !== undefined && sameCanonical(back, value)) return null
    return `as ${told(value)}, writes that as ${shown(stored)}, and reads ${told(back)}`
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return mapping.stores.length > 0 ? null : `as ${told(value)}, and cannot write that: ${error.message}`
  }
}

/** Undefined: it is told that it is none. */
function read(mapping: Named, raw: Raw): Canonical | undefined {
  try {
    return mapping.decode(raw)
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}

function told(value: Canonical | undefined): string {
  return value === undefined ? 'no value' : JSON.stringify(value)
}
function shown(raw: Raw): string {
  return typeof raw === 'string' ? JSON.stringify(raw) : String(raw)
}
