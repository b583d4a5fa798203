import { Big } from 'big.js'
import type { Sized } from '../field-type.ts'
import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/**
 * An exact decimal as text at its scale ("12.50"). A value with more decimals is refused, never rounded; only the noise of a binary float (an error of a
 * few units in its last place) is taken off numbers that a REAL column gives.
 */
export function decimal(options: Sized<'decimal'>): StoredType<string> {
  const { precision, scale } = options
  const whole = precision - scale
  const canonical = new RegExp(scale === 0 ? '^(?:0|-?[1-9]\\d*)$' : `^-?(?:0|[1-9]\\d*)\\.\\d{${scale}}$`)
  /** The same with fewer decimals, or none: zeros make it canonical. */
  const shorter = scale === 0 ? null : new RegExp(`^-?(?:0|[1-9]\\d*)(?:\\.\\d{1,${scale}})?$`)
  const padded = (value: string): string => {
    const point = value.indexOf('.')
    return point < 0 ? `${value}.${'0'.repeat(scale)}` : value.padEnd(point + 1 + scale, '0')
  }
  const fit = (value: string, shown: unknown, field: string): string => {
    const digits = value.length - (value.startsWith('-') ? 1 : 0) - (scale === 0 ? 0 : scale + 1)
    if (digits > whole && !(digits === 1 && value.replace('-', '').startsWith('0')))
      return refuse(field, shown, `needs more than ${precision} digits with ${scale} decimals`)
    return /^-[0.]*$/.test(value) ? value.slice(1) : value
  }
  const exact = (shown: string | number | bigint, field: string): string => {
    let big: Big
    try {
      big = new Big(typeof shown === 'string' ? shown.trim() : String(shown))
    } catch {
      return refuse(field, shown, 'is no decimal number')
    }
    const rounded = big.round(scale, Big.roundHalfUp)
    if (!rounded.eq(big)) {
      const noise = typeof shown === 'number' && Math.abs(Number(rounded) - shown) <= 4 * Number.EPSILON * Math.abs(shown)
      if (!noise) return refuse(field, shown, `has more than ${scale} decimals`)
    }
    return fit(rounded.toFixed(scale), shown, field)
  }
  return {
    type: { kind: 'decimal', ...options },
    nullable: false,
    plain: true,
    read: (raw, field) => {
      if (typeof raw === 'string') {
        if (canonical.test(raw)) return fit(raw, raw, field)
        return shorter?.test(raw) === true ? fit(padded(raw), raw, field) : exact(raw, field)
      }
      if (typeof raw === 'number' || typeof raw === 'bigint') return exact(raw, field)
      return refuse(field, raw, 'is no decimal number')
    },
    write: (value, field) => (typeof value === 'string' ? value : refuse(field, value, 'is no decimal number')),
  }
}
