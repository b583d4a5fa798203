/** Everything that can happen to one record of a flow within a small bound, through the real settle and plan. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Told } from '../story.ts'
import { checkOf } from './checks.ts'
import type { Explored } from './explore.ts'
import { explore } from './explore.ts'
import type { Scope } from './scopes.ts'
import { scopesOf } from './scopes.ts'
import { startOf } from './start.ts'
import type { Part } from './state.ts'

export interface ExhaustiveOptions {
  readonly landscape: GeneratedLandscape
  readonly flows: readonly string[]
  /** Epoch ms at which it ends, whatever is left. */
  readonly until: number
  /** Of one scope. */
  readonly maxStates?: number
  /** Parts of the protocol to take away: something must then not hold. */
  readonly without?: readonly Part[]
  readonly progress?: (states: number) => void
}

export interface ScopeExplored {
  readonly name: string
  readonly systems: readonly string[]
  readonly units: readonly string[]
  /** `closed`: every state was seen. `bound`: those that up to `depth` steps lead to. */
  readonly outcome: 'closed' | 'bound' | 'broken'
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** The scope that is the same but for its names, whose search this is; null: its own. */
  readonly as: string | null
}

/** What does not hold: a shortest way into it. */
export interface CounterExample {
  readonly scope: string
  readonly check: string
  readonly what: string
  readonly systems: readonly string[]
  readonly told: readonly Told[]
}

export interface FlowExplored {
  readonly flow: string
  readonly scopes: readonly ScopeExplored[]
  readonly left: readonly string[]
  readonly broken: CounterExample | null
}

export interface Exhausted {
  readonly flows: readonly FlowExplored[]
  /** Each search counted once. */
  readonly states: number
  readonly transitions: number
  readonly ms: number
}

const defaultMaxStates = 2_000_000
/** There is no time in this; steps are shown a second apart. */
const stepMs = 1_000
const morning = Date.UTC(2026, 0, 5, 8)

interface Known {
  readonly name: string
  readonly explored: Explored
}

/** A flow of which something does not hold is left at that. What closes early leaves its time to the others. */
export function exhaust(options: ExhaustiveOptions): Exhausted {
  const { landscape, until, maxStates = defaultMaxStates } = options
  const from = performance.now()
  const all = options.flows.map((name) => ({ name, ...scopesOf(landscape.flows[name]!, options.without ?? []) }))
  const searches = new Set(all.flatMap(({ scopes }) => scopes.map(({ alike }) => alike)))
  const known = new Map<string, Known>()
  let before = 0
  const search = ({ config, alike, name }: Scope): Known => {
    let found = known.get(alike)
    if (found !== undefined) return found
    const left = searches.size - known.size
    const share = Math.max(0, until - Date.now()) / left
    const explored = explore(config, startOf(config), {
      maxStates,
      until: Date.now() + share,
      progress: (states) => options.progress?.(before + states),
    })
    before += explored.states
    known.set(alike, (found = { name, explored }))
    return found
  }
  const flows = all.map(({ name, scopes, left }) => flowExplored(name, scopes, left, search))
  const done = [...known.values()].map(({ explored }) => explored)
  return {
    flows,
    states: done.reduce((sum, { states }) => sum + states, 0),
    transitions: done.reduce((sum, { transitions }) => sum + transitions, 0),
    ms: performance.now() - from,
  }
}

const outcomes = { HOLDS: 'closed', OPEN: 'bound', BROKEN: 'broken' } as const

function flowExplored(flow: string, scopes: readonly Scope[], left: readonly string[], search: (scope: Scope) => Known): FlowExplored {
  const done: ScopeExplored[] = []
  for (const scope of scopes) {
    const { name, explored } = search(scope)
    const { verdict, states, transitions, depth, found } = explored
    const { systems, units } = scope
    done.push({
      name: scope.name,
      systems,
      units,
      outcome: outcomes[verdict],
      states,
      transitions,
      depth,
      as: name === scope.name ? null : name,
    })
    if (found === null) continue
    const told = found.trace.map(({ who, system, what }, n) => ({
      at: morning + n * stepMs,
      what,
      who,
      system: system === null ? null : systems[system]!,
    }))
    return { flow, scopes: done, left, broken: { scope: scope.name, ...checkOf(found.why), systems, told } }
  }
  return { flow, scopes: done, left, broken: null }
}
