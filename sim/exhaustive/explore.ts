/** Breadth first over every order of acts and effects: a trace is a shortest one. States are known by a 53-bit hash (cyrb53, by bryc, public domain). */
import { compact, expand } from './start.ts'
import { hub } from './hub.ts'
import { atRest } from './rest.ts'
import type { Config, State } from './state.ts'
import type { Line, Step } from './users.ts'
import { users } from './users.ts'

export interface Found {
  readonly why: string
  /** The way into it: each step as it is told, with what the systems hold afterwards. */
  readonly trace: readonly Line[]
}
export interface Explored {
  /** `OPEN`: a limit was reached before every state was seen; what was seen holds. */
  readonly verdict: 'HOLDS' | 'BROKEN' | 'OPEN'
  readonly states: number
  readonly transitions: number
  readonly atRest: number
  /** Every state that so many steps lead to was seen. */
  readonly depth: number
  readonly mostWrites: number
  readonly ms: number
  readonly found: Found | null
}
export interface Limits {
  readonly maxStates: number
  /** Epoch ms. */
  readonly until?: number
  readonly progress?: (states: number) => void
}

/** Looked at the clock after so many states. */
const between = 100

export function explore(config: Config, start: State, limits: Limits): Explored {
  const from = performance.now()
  const search = new Search(config, start)
  let verdict: Explored['verdict'] = 'HOLDS'
  let asked = 0
  while (search.found === null) {
    if (search.states > limits.maxStates || (limits.until !== undefined && asked > 0 && Date.now() >= limits.until)) {
      verdict = 'OPEN'
      break
    }
    asked++
    if (!search.some(between)) break
    limits.progress?.(search.states)
  }
  const { states, transitions, atRest: rest, depth, mostWrites } = search
  const found = search.found === null ? null : { why: search.found.why, trace: traceOf(config, start, search.wayTo(search.found.hash)) }
  if (found !== null) verdict = 'BROKEN'
  return { verdict, states, transitions, atRest: rest, depth, mostWrites, ms: performance.now() - from, found }
}

class Search {
  transitions = 0
  atRest = 0
  depth = 0
  mostWrites = 0
  found: { readonly why: string; readonly hash: number } | null = null
  readonly #config: Config
  /** By state, the one from which it was reached first. */
  readonly #parents = new Map<number, number | null>()
  #frontier: string[] = []
  #next: string[] = []
  #at = 0

  constructor(config: Config, start: State) {
    this.#config = config
    const first = compact(start)
    this.#parents.set(hashOf(first), null)
    this.#frontier.push(first)
  }

  get states(): number {
    return this.#parents.size
  }

  /** @returns is there anything left to explore */
  some(count: number): boolean {
    for (let n = 0; n < count && this.found === null; n++) {
      if (this.#at === this.#frontier.length) {
        this.#frontier = this.#next
        this.#next = []
        this.#at = 0
        this.depth++
        if (this.#frontier.length === 0) return false
      }
      this.#expand(this.#frontier[this.#at++]!)
    }
    return true
  }

  #expand(text: string): void {
    const config = this.#config
    const state = expand(text)
    const hash = hashOf(text)
    const steps: Step[] = []
    const active = stepsOf(state, config, steps)
    if (!active && state.net.length === 0) {
      this.atRest++
      const why = atRest(state, config)
      if (why !== null) return this.#broken(why, hash)
    }
    this.transitions += steps.length
    for (const step of steps) {
      const after = compact(step.state)
      const known = hashOf(after)
      if (this.#parents.has(known)) continue
      this.#parents.set(known, hash)
      this.mostWrites = Math.max(this.mostWrites, step.state.writes)
      const why = step.state.bad ?? looped(config, step.state)
      if (why !== null) return this.#broken(why, known)
      this.#next.push(after)
    }
  }

  #broken(why: string, hash: number): void {
    this.found = { why, hash }
  }

  /** The states on the way, the start first. */
  wayTo(hash: number): number[] {
    const out: number[] = []
    for (let at: number | null | undefined = hash; at !== null && at !== undefined; at = this.#parents.get(at)) out.push(at)
    return out.reverse()
  }
}

/** @returns is there anything left to do for the hub */
function stepsOf(state: State, config: Config, out: Step[]): boolean {
  users(state, config, out)
  return hub(state, config, out)
}

function looped({ maxWrites }: Config, { writes, acts }: State): string | null {
  return writes > maxWrites ? `LOOP: more than ${maxWrites} writes for ${acts.length} acts` : null
}

/** Taken once more, since only then anybody asks what the steps are. */
function traceOf(config: Config, start: State, way: readonly number[]): Line[] {
  let state = start
  return way.slice(1).map((hash) => {
    const steps: Step[] = []
    stepsOf(state, config, steps)
    const step = steps.find((each) => hashOf(compact(each.state)) === hash)!
    state = expand(compact(step.state))
    return step.told()
  })
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
