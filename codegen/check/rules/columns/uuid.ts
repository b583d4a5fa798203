import type { ValueType } from '../../../plan/schema.ts'

/** Every one has as many characters. */
export function uuidLength(type: Extract<ValueType, { readonly kind: 'text' }>): number | undefined {
  return type.format === 'uuid' || type.format === 'guid' ? 36 : undefined
}
