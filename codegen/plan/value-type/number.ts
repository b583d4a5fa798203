import { checksOf, type Definition } from './definition.ts'
import { supported, unsupported, type Reading } from './reading.ts'

const wholeFormats: Readonly<Record<string, readonly [number | undefined, number | undefined]>> = {
  safeint: [undefined, undefined],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
}

export function numberType(def: Definition): Reading {
  const checks = checksOf(def)
  const formats = checks.filter((check) => check.check === 'number_format').map((check) => wholeFormats[check.format ?? ''])
  const whole = formats.some((format) => format !== undefined)
  const least: number[] = []
  const most: number[] = []
  for (const format of formats) {
    if (format?.[0] !== undefined) least.push(format[0])
    if (format?.[1] !== undefined) most.push(format[1])
  }
  for (const { check, value, inclusive } of checks) {
    if (check === 'multiple_of')
      return unsupported('multipleOf cannot be carried into the plan: use z.int(), or field.decimal with the digits that are allowed')
    if (value === undefined) continue
    if (check === 'greater_than') least.push(inclusive === true ? value : above(value, whole))
    if (check === 'less_than') most.push(inclusive === true ? value : -above(-value, whole))
  }
  const limits = { ...(least.length > 0 && { min: Math.max(...least) }), ...(most.length > 0 && { max: Math.min(...most) }) }
  return supported({ kind: whole ? 'int' : 'number', ...limits })
}

/** The next number: limits of the plan are inclusive. */
function above(value: number, whole: boolean): number {
  if (whole) return Math.floor(value) + 1
  if (value === 0) return Number.MIN_VALUE
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}
