import type { Plan, Position } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export type Facts = { readonly what: 'landscape' | 'flow' | 'system'; readonly name: string } & (
  | { readonly kind: 'clash'; readonly other: string }
  | { readonly kind: 'characters'; readonly characters: readonly string[] }
  | { readonly kind: 'reserved' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'edge' }
)

const written = (name: string) => whole({ name })

export const folderName = {
  code: 'TW304',
  severity: 'error',
  title: 'a landscape, system or flow whose name no folder can have',
  why: 'Generated code lies in a folder per landscape and flow, and in a file per system, on every machine that checks it out. Two names that differ in the case of letters alone are one folder on some of them.',
  example: { failing: written('plant/north'), at: [13, 29], mended: written('plant-north') },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...named('landscape', [[plan.landscape, plan.at]]),
    ...named(
      'system',
      Object.entries(plan.systems).map(([name, { at }]) => [name, at]),
    ),
    ...named(
      'flow',
      Object.entries(plan.flows).map(([name, { at }]) => [name, at]),
    ),
  ],
} as const satisfies Rule

/** Names that one operating system or another keeps for itself. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i
/** Beside the files of the systems lie files of these names. */
const taken = new Set(['index', 'settle', 'convergence.test'])

function named(what: Facts['what'], names: readonly (readonly [string, Position])[]): readonly Found<Facts>[] {
  const first = new Map<string, readonly [string, Position]>()
  return names.flatMap(([name, at]) => {
    const earlier = first.get(name.toLowerCase())
    if (!earlier) first.set(name.toLowerCase(), [name, at])
    const facts = earlier ? { kind: 'clash' as const, other: earlier[0] } : reasonAgainst(what, name)
    return facts
      ? [{ at, ...(earlier && { also: [earlier[1]] }), ...(what === 'flow' && { flow: name }), facts: { what, name, ...facts } }]
      : []
  })
}

function reasonAgainst(what: Facts['what'], name: string) {
  if (name === '') return { kind: 'empty' as const }
  const characters = [...new Set(name.match(/[\p{Cc}/\\<>:"|?*]/gu))]
  if (characters.length > 0) return { kind: 'characters' as const, characters }
  if (/^\s|[\s.]$/u.test(name)) return { kind: 'edge' as const }
  return reserved.test(name) || (what === 'system' && taken.has(name.toLowerCase())) ? { kind: 'reserved' as const } : undefined
}
