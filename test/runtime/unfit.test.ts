/** A value that one of the systems has no form for: the record waits in the dead letters, told once, and goes on as soon as it is mended. */
import { expect, it } from 'vitest'
import type { AdapterDetect, GeneratedLandscape } from '../../runtime/door.ts'
import { ValueError } from '../../runtime/values.ts'
import { simulate } from '../../sim/simulate.ts'
import { made } from '../sim/landscapes/made.ts'

/** Users of A type what the flow to B knows nothing of: they know what the one to C takes. */
function narrow(kind: AdapterDetect['kind'], life: { readonly creates?: readonly number[] }): GeneratedLandscape {
  const units = [{ fields: { name: 'note' }, owner: 0 }] as const
  const detect = { A: kind }
  const wide = made('wide', [{ name: 'wide', systems: ['A', 'C'], units, detect }])
  const landscape = made('narrow', [{ name: 'narrow', systems: ['A', 'B'], units, detect, life }])
  const narrow = landscape.flows['narrow']!
  const mapping = narrow.adapters['B']!.fields[0]!
  const { encode } = mapping
  Object.assign(mapping, {
    identity: false,
    encode: (value: string | null) => {
      if (value !== null && /[^a-z]/.test(value)) throw new ValueError('name', `B has no form for ${value}`)
      return encode(value)
    },
  })
  Object.assign(narrow.adapters['A']!, { place: wide.flows['wide']!.adapters['A']!.place })
  return { ...landscape, systems: { ...landscape.systems, ...wide.systems }, flows: { ...wide.flows, ...landscape.flows } }
}

it.each([
  ['snapshot', {}],
  ['outbox', {}],
  ['outbox', { creates: [0, 1], deletes: [0, 1] }],
] as const)('changes are told by %s, and its life is %j', async (kind, life) => {
  const landscape = narrow(kind, life)
  const broken: string[] = []
  for (let seed = 1; seed <= 40; seed++)
    for (const { check, what } of (await simulate({ landscape, seed })).violations) broken.push(`${seed}: ${check}: ${what}`)
  expect(broken).toEqual([])
})
