/** What a binding stores it reads back, in every field and in the key: up to what it declares that its system makes of values, and from then on exactly. */
import type { Adapter, Mapping } from '../runtime/door.ts'
import { normaliser } from '../runtime/dialect/stores.ts'
import { sameCanonical, sameRaw } from '../runtime/kernel.ts'
import type { Canonical } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import { tryCodec } from './codec.ts'
import { drawn, NoSample, simplest } from './sample.ts'

type Named = Mapping & { readonly field: string }

/** @throws Error naming system, field and value. @throws NoSample where the binding takes none of the field's values */
export function roundTrip(adapter: Adapter, seed: number): void {
  for (const mapping of [...adapter.key, ...adapter.fields]) {
    const values = drawn(mapping.type, seed)
    if (mapping.nullable) values.push(null)
    let taken = 0
    for (const value of values) {
      if (tried(mapping, value) === 'refused') continue
      taken++
      const what = lost(mapping, value)
      if (what === null) continue
      const simple = value === null ? value : simplest(mapping.type, value, seed, (each) => lost(mapping, each) !== null)
      throw new Error(`${adapter.system} stores ${mapping.field}=${JSON.stringify(simple)} ${lost(mapping, simple) ?? what}`)
    }
    if (taken === 0) throw new NoSample(mapping, 'value')
    if (mapping.codec === true) tryCodec(adapter, mapping, values, seed)
  }
}

function lost(mapping: Named, value: Canonical): string | null {
  const what = tried(mapping, value)
  return what === 'kept' || what === 'refused' ? null : what
}

/** A value that the binding refuses to store is told in the dead letters; one that it stores and does not read back as it was is lost. */
function tried(mapping: Named, value: Canonical): string {
  const wanted = declared(mapping, value)
  let stored
  try {
    stored = mapping.encode(value)
  } catch (error) {
    return refused(error, 'refused')
  }
  try {
    const read = mapping.decode(stored)
    if (!sameCanonical(read, wanted) && !isEmpty(mapping, stored, read)) return `as ${String(stored)}, and reads ${JSON.stringify(read)}`
    const again = mapping.encode(read)
    const same = sameRaw(again, stored) && sameCanonical(mapping.decode(again), read)
    return same ? 'kept' : `as ${String(stored)}, reads ${JSON.stringify(read)}, and stores that as ${String(again)}`
  } catch (error) {
    // What is made of the value by the system, as declared, may be none of the field's.
    return refused(error, fits(mapping, value, wanted) ? `as ${String(stored)}, and cannot read that` : 'refused')
  }
}

function refused(error: unknown, what: string): string {
  if (error instanceof ValueError) return what
  throw error
}

/** What the system makes of the value, by its own declaration. */
function declared({ stores, type, nullable }: Named, value: Canonical): Canonical {
  const made = normaliser(stores, type)?.(value) ?? null
  if (stores.length === 0) return value
  return made === null && !nullable ? '' : made
}
function fits(mapping: Named, value: Canonical, wanted: Canonical): boolean {
  return mapping.stores.length === 0 || sameCanonical(value, wanted)
}

/** The value that stands for none (`whenNull`) reads as none: where it is stored as it is. */
function isEmpty(mapping: Named, stored: unknown, read: Canonical): boolean {
  return read === null && mapping.nullable && mapping.empty !== undefined && mapping.empty === stored
}
