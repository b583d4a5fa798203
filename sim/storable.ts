/** What a system makes of a value: does it take it, and does it give back the same. */
import type { Mapping } from '../runtime/door.ts'
import { sameCanonical } from '../runtime/kernel.ts'
import type { Canonical } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'

export function storable(mapping: Mapping, value: Canonical): boolean {
  try {
    const read = mapping.decode(mapping.encode(value))
    return value !== null || read === null
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

export function exact(mapping: Mapping, value: Canonical): boolean {
  try {
    return sameCanonical(mapping.decode(mapping.encode(value)), value)
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}
