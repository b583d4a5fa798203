import { checksOf, type Check, type Definition } from './definition.ts'
import type { ValueType } from '../schema.ts'
import { supported, unsupported, type Reading } from './reading.ts'

/** zod parses these with code; the pattern accepts what that code accepts in practice. */
const patternsOfCode: Readonly<Record<string, string>> = { url: String.raw`^[A-Za-z][A-Za-z0-9+.\-]*:\S*$` }

/** A zod string: date and datetime by their formats, everything else text with its lengths and one pattern. */
export function textType(def: Definition): Reading {
  if (def.format === 'date') return supported({ kind: 'date' })
  if (def.format === 'datetime') return supported({ kind: 'datetime' })
  const checks = checksOf(def)
  const patterns: string[] = []
  for (const check of checks.filter((each) => each.check === 'string_format')) {
    const source = patternOf(check)
    if (source === undefined)
      return unsupported(`the format ${check.format} is checked by code, which the plan cannot carry: use z.string().regex(…)`)
    patterns.push(source)
  }
  const least = checks.flatMap((check) => lengths(check, 'min_length', check.minimum))
  const most = checks.flatMap((check) => lengths(check, 'max_length', check.maximum))
  const pattern = together(patterns)
  const text: ValueType = {
    kind: 'text',
    ...(least.length > 0 && { minLength: Math.max(...least) }),
    ...(most.length > 0 && { maxLength: Math.min(...most) }),
    ...(pattern !== undefined && { pattern }),
    ...(def.format !== undefined && { format: def.format }),
  }
  return supported(text)
}

function lengths(check: Check, name: string, limit: number | undefined): readonly number[] {
  const value = check.check === 'length_equals' ? check.length : check.check === name ? limit : undefined
  return value === undefined ? [] : [value]
}

/** Its source with the flags inside, so that `new RegExp(source)` means the same; none where flags cannot be said inside. */
function patternOf({ format, pattern }: Check): string | undefined {
  if (!pattern) return patternsOfCode[format ?? '']
  const flags = pattern.flags.replaceAll(/[dg]/g, '')
  if (/[^ims]/.test(flags)) return undefined
  return flags === '' ? pattern.source : `(?${flags}:${pattern.source})`
}

/** One pattern that holds where all hold. */
function together(patterns: readonly string[]): string | undefined {
  if (patterns.length < 2) return patterns[0]
  return `^${patterns.map((pattern) => String.raw`(?=[\s\S]*(?:${pattern}))`).join('')}`
}
