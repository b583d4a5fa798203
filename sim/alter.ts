/** What systems make of values that they are given, beyond what their bindings declare: they trim, round, and fold the case. */
import { Big } from 'big.js'
import type { Adapter, GeneratedFlow, Mapping } from '../runtime/door.ts'
import type { Canonical, Raw } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'
import { alterable } from './occasions.ts'
import type { Random } from './random.ts'

/** By system and field. */
export type Alters = Readonly<Record<string, Readonly<Record<string, (raw: Raw) => Raw>>>>

const ofText: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.trim(),
  (text) => text.trimEnd(),
]

/** Draws what each system does, with this chance for each field. Two flows with a field of one name at one system are given the same. */
export function drawAlters(flows: readonly GeneratedFlow[], chance: number, random: Random): Alters {
  const out: Record<string, Record<string, (raw: Raw) => Raw>> = {}
  if (chance === 0) return out
  for (const flow of flows)
    for (const adapter of Object.values(flow.adapters))
      for (const mapping of alterable(flow, adapter))
        if (random.chance(chance) && !writesElsewhere(flows, flow, adapter, mapping.field))
          (out[adapter.system] ??= {})[mapping.field] ??= alteration(mapping, random.pick(ofText))
  return out
}

/** Has another flow a field of that name there which it may not store otherwise. */
function writesElsewhere(flows: readonly GeneratedFlow[], flow: GeneratedFlow, { system }: Adapter, field: string): boolean {
  return flows.some((other) => {
    const adapter = other.adapters[system]
    if (other === flow || adapter === undefined || !adapter.fields.some((each) => each.field === field)) return false
    return !alterable(other, adapter).some((each) => each.field === field)
  })
}

/** What would be none of the field's values, or blank, stays as it is. */
function alteration(mapping: Mapping, ofTexts: (text: string) => string): (raw: Raw) => Raw {
  const made = (value: Canonical): Canonical => {
    if (mapping.type.kind === 'decimal') return typeof value === 'string' ? new Big(value).round(0).toFixed(mapping.type.scale) : value
    if (typeof value === 'number') return Math.trunc(value)
    return typeof value === 'string' ? ofTexts(value) : value
  }
  return (raw) => {
    try {
      const value = made(mapping.decode(raw))
      if (value === null || value === '') return raw
      const altered = mapping.encode(value)
      mapping.decode(altered)
      return altered
    } catch (error) {
      if (error instanceof ValueError) return raw
      throw error
    }
  }
}
