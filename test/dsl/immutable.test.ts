import { z } from 'zod'
import { expect, test } from 'vitest'
import { record, sqlite, system, table } from 'thalweg'
import { data } from '../../dsl/data.ts'
import estate, { flow as estateFlow } from '../types/estate.ts'
import { orders, smallLandscape } from './small-landscape.ts'

/** The paths under a value that could still be written to; zod schemas and functions are the engineer's own. */
function writable(value: unknown, path: string, seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null || value instanceof z.ZodType || seen.has(value)) return []
  seen.add(value)
  const inside = Reflect.ownKeys(value).flatMap((name) => writable(Reflect.get(value, name), `${path}.${String(name)}`, seen))
  return Object.isFrozen(value) ? inside : [path, ...inside]
}

test('a whole estate is frozen, down to the last column', () => {
  expect(writable(estate, 'estate')).toEqual([])
  expect(writable(estateFlow('assets'), 'start')).toEqual([])
})

test('a call changes no flow that was there before it', () => {
  const { flow } = smallLandscape()
  const start = flow('orders').twoWay()
  const left = start.owner('text', 'A')
  const right = start.owner('text', 'B').because('x')
  expect(start[data].calls).toHaveLength(0)
  expect(left[data].calls).toMatchObject([{ system: 'A' }])
  expect(right[data].calls).toMatchObject([{ system: 'B' }, { call: 'because' }])
})

test('editing what was passed in changes nothing afterwards', () => {
  const columns: Record<string, string> = { text: 'txt' }
  const omit: ('notes' | 'tags')[] = ['notes']
  const bound = table(orders, 'orders', { columns, omit })
  const answers: ('text' | 'price')[] = ['text']
  const made = smallLandscape().flow('orders').oneWay({ from: 'A', to: 'B' }).returnPath('state', 'B', { answers })
  const fields = { id: z.string(), extra: z.string() }
  const made2 = record({ key: 'id', fields })
  const holds = { orders: bound }
  const place = system({ connector: sqlite({ file: 'a.db' }), holds })

  columns['text'] = 'changed'
  omit.push('tags')
  answers.push('price')
  Reflect.deleteProperty(fields, 'extra')
  Reflect.deleteProperty(holds, 'orders')

  expect(bound[data].options).toEqual({ columns: { text: 'txt' }, omit: ['notes'] })
  expect(made[data].calls[0]).toMatchObject({ answers: ['text'] })
  expect(Object.keys(made2[data].fields)).toEqual(['id', 'extra'])
  expect(Object.keys(made2.fields)).toEqual(['id', 'extra'])
  expect(Object.keys(place[data].holds)).toEqual(['orders'])
  expect(Object.isFrozen(columns)).toBe(false)
})
