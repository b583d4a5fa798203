/** The declared normalisations of a system, applied to a value before it is sent: what is sent is then what is stored. */
import { Big } from 'big.js'
import type { Canonical } from '../values.ts'
import type { FieldType, Stores } from './field-type.ts'

export type Normalise = (value: Canonical) => Canonical

/** @returns null where there is nothing to apply. */
export function normaliser(stores: readonly Stores[], type: FieldType): Normalise | null {
  if (stores.length === 0) return null
  const steps = stores.map((store) => step(store, type))
  // Cutting may leave a blank at the end that trimming takes: what is sent must be what the system then leaves as it is. Every further round makes it shorter.
  return (value) => {
    let made = value
    for (let before: Canonical; ;) {
      before = made
      made = steps.reduce((v, apply) => apply(v), before)
      if (made === before) return made
    }
  }
}

function step(store: Stores, type: FieldType): Normalise {
  if (store === 'trim') return onText((text) => text.trim())
  if (store === 'upper') return onText((text) => text.toUpperCase())
  if (store === 'blankAsNull') return onText((text) => (text.trim() === '' ? null : text))
  if ('scale' in store) return rounded(store.scale, type)
  if ('length' in store) return onText((text) => Array.from(text).slice(0, store.length).join(''))
  return onText((text) => truncated(text, store.precision === 's' ? 0 : 3))
}

function onText(apply: (text: string) => Canonical): Normalise {
  return (value) => (typeof value === 'string' ? apply(value) : value)
}

/** Half away from zero, as databases round decimals; shown at the scale of the field. */
function rounded(scale: number, type: FieldType): Normalise {
  return (value) => {
    if (typeof value === 'number') return Number(new Big(value).round(scale, Big.roundHalfUp))
    if (typeof value !== 'string' || type.kind !== 'decimal') return value
    return new Big(value).round(scale, Big.roundHalfUp).toFixed(type.scale)
  }
}

/** Cuts the fraction of seconds, as clocks of lower precision do. */
function truncated(text: string, digits: number): string {
  return text.replace(/\.(\d+)(?=Z$)/, (_, fraction: string) => {
    const kept = fraction.slice(0, digits).replace(/0+$/, '')
    return kept === '' ? '' : `.${kept}`
  })
}
