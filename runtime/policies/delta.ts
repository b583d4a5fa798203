/**
 * Every holder writes a quantity, and what counts is by how much: what stands is what is decided plus the edit's difference to its own base, in exact decimals. The
 * same value from two systems is two differences. Without a base (both created the record) there is no difference to add: equal values agree, others are reviewed;
 * so is an edit that makes the quantity absent while somebody else changes it.
 */
import { Big } from 'big.js'
import type { Canonical } from '../values.ts'
import type { Policy } from './rule.ts'
import { decided, held, waits } from './rule.ts'

export function delta(): Policy {
  return {
    kind: 'delta',
    writer: null,
    composes: true,
    equalCounts: true,
    judge: (edit) => {
      if (edit.told) return decided
      const { base } = edit
      if (base === null) return held
      const sums = edit.value.map((x, i) => sum(edit.decided[i]!, base[i]!, x))
      return sums.includes(null) ? held : { to: 'composed', value: sums, loses: false }
    },
    clash: 'the differences of both are added up',
    outcomes: {
      bothChanged: 'the differences of both are added up exactly; nothing is lost',
      bothCreated: 'equal values agree; different ones are held and a review is open, since there is nothing to compare them with',
      constraint: waits,
    },
  }
}

function sum(decidedValue: Canonical, base: Canonical, value: Canonical): string | null {
  if (typeof decidedValue !== 'string' || typeof base !== 'string' || typeof value !== 'string') return null
  const scale = Math.max(scaleOf(decidedValue), scaleOf(base), scaleOf(value))
  return new Big(decidedValue).plus(value).minus(base).toFixed(scale)
}
function scaleOf(decimal: string): number {
  const point = decimal.indexOf('.')
  return point < 0 ? 0 : decimal.length - point - 1
}
