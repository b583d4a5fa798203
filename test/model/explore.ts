/** Breadth first over every order of acts and effects: a trace is a shortest one. States are known by a 53-bit hash (cyrb53, by bryc, public domain). */
import { compact, expand } from './start.ts'
import { hub } from './hub.ts'
import { atRest } from './rest.ts'
import type { Config, State } from './state.ts'
import type { Step } from './users.ts'
import { users } from './users.ts'

export interface Found {
  readonly why: string
  readonly trace: readonly string[]
}
export interface Explored {
  readonly verdict: 'HOLDS' | 'BROKEN' | 'OPEN'
  readonly states: number
  readonly atRest: number
  readonly depth: number
  readonly mostWrites: number
  readonly ms: number
  readonly found: Found | null
}

export function explore(config: Config, start: State, limits: { readonly maxStates: number }): Explored {
  const from = performance.now()
  const parents = new Map<number, readonly [parent: number, label: string] | null>()
  let frontier: { readonly state: string; readonly hash: number }[] = []
  const first = compact(start)
  parents.set(hashOf(first), null)
  frontier.push({ state: first, hash: hashOf(first) })
  let rest = 0
  let depth = 0
  let mostWrites = 0
  let verdict: Explored['verdict'] = 'HOLDS'
  let found: Found | null = null
  const trace = (hash: number): string[] => {
    const out: string[] = []
    for (let at = parents.get(hash); at; at = parents.get(at[0])) out.push(at[1])
    return out.reverse()
  }
  search: while (frontier.length > 0) {
    const next: typeof frontier = []
    for (const { state: text, hash } of frontier) {
      const state = expand(text)
      const steps: Step[] = []
      users(state, config, steps)
      const active = hub(state, config, steps)
      if (!active && state.net.length === 0) {
        rest++
        const why = atRest(state, config)
        if (why !== null) {
          found = { why, trace: trace(hash) }
          break search
        }
      }
      for (const step of steps) {
        const text = compact(step.state)
        const known = hashOf(text)
        if (parents.has(known)) continue
        parents.set(known, [hash, step.label])
        mostWrites = Math.max(mostWrites, step.state.writes)
        const why =
          step.state.bad ??
          (step.state.writes > config.maxWrites ? `LOOP: more than ${config.maxWrites} writes for ${step.state.acts.length} acts` : null)
        if (why !== null) {
          found = { why, trace: trace(known) }
          break search
        }
        next.push({ state: text, hash: known })
      }
      if (parents.size > limits.maxStates) {
        verdict = 'OPEN'
        break search
      }
    }
    frontier = next
    depth++
  }
  if (found !== null) verdict = 'BROKEN'
  return { verdict, states: parents.size, atRest: rest, depth, mostWrites, ms: performance.now() - from, found }
}

function hashOf(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 2654435761)
    b = Math.imul(b ^ c, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
