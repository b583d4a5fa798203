/** What a filter says of simulated rows is what its SQL says of real ones. */
import { describe, expect, it } from 'vitest'
import { boolean, decimal, key, nullable, stored, text } from '../../runtime/index.ts'
import type { Canonical } from '../../runtime/values.ts'
import { belongs } from '../../sim/filter.ts'
import { made } from './landscapes/made.ts'

const column = (field: string) => ({ field, column: field, param: field })
const fields = [
  stored({ ...column('name'), type: text({ maxLength: 20 }) }),
  stored({ ...column('active'), type: boolean() }),
  stored({ ...column('rating'), type: decimal({ precision: 6, scale: 2 }) }),
  stored({ ...column('website'), type: nullable(text({ maxLength: 20 })) }),
]
const rows: readonly (readonly [string, string, number, string, string | null])[] = [
  ['V1', 'Atlas', 1, '4.50', 'atlas.example'],
  ['V2', 'Borealis', 0, '2.00', null],
  ['V3', 'Cetus', 1, '10.25', null],
]

function carriedOf(where: Readonly<Record<string, Canonical>>): string[] {
  const flow = made('vendors', [{ name: 'vendors', systems: ['A', 'B'], units: [], where }]).flows['vendors']!
  const adapter = { ...flow.adapters['A']!, key: [key({ field: 'number', column: 'number', type: text({ maxLength: 9 }) })], fields }
  return rows.flatMap(([number, name, active, rating, website]) =>
    belongs(flow, adapter, { id: 1, columns: { number, name, active, rating, website }, hub: {}, times: {} }) ? [number] : [],
  )
}

describe('which rows a flow carries', () => {
  it.each([
    ['one value', { active: true }, ['V1', 'V3']],
    ['several values', { name: ['Atlas', 'Borealis'] }, ['V1', 'V2']],
    ['not', { name: { not: 'Atlas' } }, ['V2', 'V3']],
    ['none of', { name: { not: ['Atlas', 'Cetus'] } }, ['V2']],
    ['absent', { website: null }, ['V2', 'V3']],
    ['not absent', { website: { not: null } }, ['V1']],
    ['amounts in order, not as text', { rating: { from: '4.5', until: '10.26' } }, ['V1', 'V3']],
    ['until is outside', { rating: { until: '4.50' } }, ['V2']],
    ['an exact amount', { rating: '10.250' }, ['V3']],
    ['nothing is in no range', { website: { from: 'a' } }, ['V1']],
    ['the key', { number: { from: 'V2' } }, ['V2', 'V3']],
    ['several parts, all of which hold', { active: true, rating: { from: '5' } }, ['V3']],
  ])('%s', (_, where, want) => {
    expect(carriedOf(where)).toEqual(want)
  })
})
