/** A value that a person types for a field or a group, in the words of the record. */
import type { Kernel } from '../../runtime/kernel.ts'
import type { Canonical } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'
import { Failure, usage } from '../failure.ts'

/** @param u index of the unit @throws Failure where some system could not store it */
export function typedValue(kernel: Kernel, u: number, text: string): Canonical[] {
  const { name, fields, at } = kernel.units[u]!
  const grouped = fields.length > 1 || fields[0] !== name
  const values = grouped ? members(fields, text) : [plain(kernel, at[0]!, text)]
  for (const { name: system, adapter, slots, holds } of kernel.systems) {
    if (!holds[u]!) continue
    for (const [i, slot] of slots[u]!.entries()) {
      try {
        adapter.fields[slot]!.decode(adapter.fields[slot]!.encode(values[i]!))
      } catch (error) {
        if (!(error instanceof ValueError)) throw error
        throw new Failure(
          'noValue',
          `${system} cannot store it: ${error.field}: ${error.message}`,
          'give a value of the field, or the name of a system',
        )
      }
    }
  }
  return values
}

function members(fields: readonly string[], text: string): Canonical[] {
  const value = json(text)
  if (value === null || value === undefined || typeof value !== 'object' || Array.isArray(value))
    throw usage(`a group is given whole`, `as JSON: {${fields.map((field) => `"${field}": …`).join(', ')}}`)
  const object = value as Readonly<Record<string, Canonical | undefined>>
  const missing = fields.filter((field) => object[field] === undefined)
  if (missing.length > 0) throw usage(`${missing.join(', ')} is missing`, 'a group is decided as one: name all of its fields')
  return fields.map((field) => object[field]!)
}

/** Text where the field is text; else JSON. */
function plain(kernel: Kernel, f: number, text: string): Canonical {
  const field = kernel.systems.flatMap(({ adapter, slot }) => (slot[f]! < 0 ? [] : [adapter.fields[slot[f]!]!]))[0]!
  const textual = !['int', 'number', 'boolean', 'json'].includes(field.type.kind)
  const value = json(text)
  if (textual) return typeof value === 'string' || (value === null && field.nullable) ? value : text
  if (value === undefined)
    throw new Failure('noValue', `${text} is no ${field.type.kind}`, 'give a value of the field, or the name of a system')
  return value
}

function json(text: string): Canonical | undefined {
  try {
    return JSON.parse(text) as Canonical
  } catch {
    return undefined
  }
}
