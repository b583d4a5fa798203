/** How the day is told: one line for each policy, made from what `thalweg trace --json` says. */
import type { Contest } from './contests.ts'

export interface Traced {
  readonly units: readonly {
    readonly values: Readonly<Record<string, unknown>>
    readonly review: number | null
    readonly held: readonly { readonly system: string; readonly values: Readonly<Record<string, unknown>> }[]
  }[]
  /** Numbers grow with time. */
  readonly history: readonly {
    readonly id: number
    readonly kind: string
    readonly conflict?: string
    readonly system?: string
    readonly body: Readonly<Record<string, unknown>>
  }[]
}

/** Under these what both wrote is in what stands. */
const keepsBoth: readonly string[] = ['union', 'delta']

/** What a contest led to: only decisions after `since` are told. */
export function contestLine(contest: Contest, { units, history }: Traced, since: number): string {
  const { policy, flow, unit, key, writes } = contest
  const { values, review, held } = units[0]!
  const recent = history.filter(({ id }) => id > since)
  const counted = recent.flatMap(({ conflict }) => conflict ?? [])
  const wrote = Object.entries(writes).map(([database, { set }]) => `${database.toUpperCase()} wrote ${named(set)}`)
  const sides = held.map(({ system, values: there }) => `${system} keeps ${shown(Object.values(there))}`)
  const stands = review === null ? `${shown(Object.values(values))} stands` : `${sides.join(', ')}, and review ${review} is open`
  return [
    `  ${policy.padEnd(13)} ${flow}.${unit} ${key} (${counted.length === 0 ? 'no conflict' : counted.join(', ')})`,
    `    ${[...wrote, stands].join('; ')}`,
    `    ${review !== null || keepsBoth.includes(policy) ? 'nothing is lost' : lost(recent)}`,
  ].join('\n')
}

/** The value that a conflict is about, or else the one that was written over by what was decided last. */
function lost(history: Traced['history']): string {
  const told = history.find(({ kind, body }) => kind === 'conflict' && Array.isArray(body['lost']))
  if (told !== undefined) return `lost: ${shown(told.body['lost'] as unknown[])} of ${told.system}, kept in the audit as ${told.id}`
  const last = history.filter(({ kind }) => kind === 'decided').toSorted((a, b) => b.id - a.id)[0]
  if (last === undefined) return 'nothing is lost'
  return `lost: ${shown(last.body['was'] as unknown[])} of ${String(last.body['by'])}, kept in the audit as ${last.id}`
}

function named(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${shown([value])}`)
    .join(', ')
}
function shown(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')
}
