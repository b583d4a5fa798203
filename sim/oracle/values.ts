/** What a field that all write must come to, by its policy: as far as the order of events decides it. Shares nothing with settle. */
import type { Canonical } from '../../runtime/values.ts'
import type { PolicyKind } from '../../runtime/policies/rule.ts'
import type { Causes, Edit } from './causes.ts'

/** What a policy was made with. */
export interface Terms {
  /** `precedence`: the system that wins. */
  readonly preferred?: number
  /** `lastWriteWins`: the width of a tie, in milliseconds. */
  readonly tieWithinMs?: number
  /** `merge`: what is made of values that all have been typed. */
  readonly merge?: (values: readonly (readonly Canonical[])[], agreed: readonly Canonical[] | null) => readonly Canonical[]
}

export type Foretold =
  | { readonly is: 'value'; readonly text: string }
  | { readonly is: 'oneOf'; readonly texts: ReadonlySet<string> }
  /** Each system keeps what it has, and a review is open. */
  | { readonly is: 'held' }
  /** The elements that must be in, and those that may be; no others. */
  | { readonly is: 'elements'; readonly has: ReadonlySet<string>; readonly may: ReadonlySet<string> }
  /** The history does not decide it. */
  | { readonly is: 'unknown'; readonly why: string }

interface Case {
  readonly causes: Causes
  readonly systems: number
  readonly first: boolean
  readonly terms: Terms
}

const unknown = (why: string): Foretold => ({ is: 'unknown', why })
const value = (text: string): Foretold => ({ is: 'value', text })

export const foretells: Readonly<Record<PolicyKind, (of: Case) => Foretold>> = {
  // Its writer's cell is looked at by the check of convergence, which also knows of foreign writes.
  owner: () => unknown('it has one writer'),
  precedence: (of) => chosen(of, (a, b) => rank(of.terms.preferred, b) - rank(of.terms.preferred, a)),
  lastWriteWins: (of) => {
    if (of.first && of.causes.open.length > 1) return unknown('what a first load finds has no time')
    return chosen(of, (a, b) => {
      const later = bucket(of.terms.tieWithinMs, a) - bucket(of.terms.tieWithinMs, b)
      return later === 0 ? b.system - a.system : later
    })
  },
  review: ({ causes, systems }) => {
    const only = alike(causes)
    const why = unsure(causes)
    if (why !== null) return unknown(why)
    if (only === null) return { is: 'held' }
    return systems > 2 && causes.open.length > 1 ? unknown('two of three agree') : value(only)
  },
  delta: ({ causes }) => summed(causes),
  union: ({ causes }) => joined(causes),
  merge: ({ causes, terms }) => {
    const { start, open, edits } = causes
    const only = alike(causes)
    const why = unsure(causes)
    if (why !== null) return unknown(why)
    if (only !== null && open.length <= 1) return value(only)
    if (terms.merge === undefined || open.length !== edits.length) return { is: 'oneOf', texts: new Set(edits.map(({ text }) => text)) }
    return value(
      JSON.stringify(
        terms.merge(
          open.map(({ values }) => values),
          start,
        ),
      ),
    )
  },
}

// ─── One of the values stands ────────────────────────────────────────────────────────────────────

/** The value that all open edits agree on, or the start where nobody edited; null: they differ. */
function alike({ start, open }: Causes): string | null {
  if (open.length === 0) return JSON.stringify(start)
  return open.every(({ text }) => text === open[0]!.text) ? open[0]!.text : null
}

/** The same typed in two places is agreed on as soon as somebody looks: before, only one of the two has been seen by who edits on top of it. */
function unsure({ edits, setBack }: Causes): string | null {
  if (setBack) return 'a value was set back'
  const texts = new Set(edits.map(({ text }) => text))
  return texts.size > 1 && texts.size < edits.length ? 'the same was typed twice' : null
}

/** @param better above 0: a beats b, where neither has seen the other */
function chosen({ causes, systems }: Case, better: (a: Edit, b: Edit) => number): Foretold {
  const { open, edits } = causes
  const only = alike(causes)
  const why = unsure(causes)
  if (why !== null) return unknown(why)
  if (only !== null) return value(only)
  const some: Foretold = { is: 'oneOf', texts: new Set(open.map(({ text }) => text)) }
  const beats = (a: Edit, b: Edit) => (a.system < 0 ? -1 : b.system < 0 ? 1 : better(a, b) || a.n - b.n)
  const best = (among: readonly Edit[]) => among.reduce((a, b) => (beats(b, a) > 0 ? b : a))
  const winner = best(open)
  if (
    Number.isNaN(
      better(
        winner,
        open.find((edit) => edit !== winner)!,
      ),
    )
  )
    return some
  // Where the hub looked in time, it lost to what was edited over since: a clock was set back in between.
  const overtaken = edits.some((edit) => !winner.saw.has(edit.n) && !edit.saw.has(winner.n) && beats(edit, winner) > 0)
  // Of three systems, who has seen the winner and edited over it may himself have lost to somebody.
  const contested = systems > 2 && best(edits) !== winner
  return overtaken || contested ? some : value(winner.text)
}

function rank(preferred: number | undefined, { system }: Edit): number {
  return preferred === undefined ? NaN : system === preferred ? -1 : system
}
function bucket(tieWithinMs: number | undefined, { clock }: Edit): number {
  return tieWithinMs === undefined ? NaN : tieWithinMs === 0 ? clock : Math.floor(clock / tieWithinMs)
}

// ─── All of them count ───────────────────────────────────────────────────────────────────────────

/** Every edit's difference to what its user saw, added to the start. In whole units of their last digit, so that nothing is rounded. */
function summed({ start, edits }: Causes): Foretold {
  const creations = edits.filter(({ kind }) => kind === 'create')
  if (creations.length > 1) return unknown('two created it')
  const first = [...(start ?? creations[0]?.values ?? [])]
  const digits = first.map(decimals)
  let sum = first.map((quantity, i) => units(quantity, digits[i]!))
  for (const { kind, on, values } of edits) {
    if (kind !== 'update') continue
    sum = sum.map((so, i) => so + units(values[i]!, digits[i]!) - units(on?.[i] ?? null, digits[i]!))
  }
  if (sum.length === 0 || sum.some(Number.isNaN)) return unknown('there is no quantity')
  return value(JSON.stringify(sum.map((so, i) => (so / 10 ** digits[i]!).toFixed(digits[i]))))
}
/** Every value of a field has as many. */
function decimals(quantity: Canonical): number {
  return typeof quantity === 'string' ? (quantity.split('.')[1] ?? '').length : 0
}
function units(quantity: Canonical, digits: number): number {
  return typeof quantity === 'string' ? Math.round(Number(quantity) * 10 ** digits) : NaN
}

/** Somebody who put an element in or took it out. */
interface Touch {
  readonly edit: Edit
  readonly into: boolean
}

/** An element is in if the last who touched it put it in, whoever of them knew of the others. */
function joined({ start, edits }: Causes): Foretold {
  const has = new Set(elements(start))
  const may = new Set<string>()
  for (const [element, touches] of touchesOf(edits)) {
    const last = lastOf(touches, has.delete(element))
    if (last.every(({ into }) => into)) has.add(element)
    else if (last.some(({ into }) => into)) may.add(element)
  }
  return { is: 'elements', has, may }
}

function touchesOf(edits: readonly Edit[]): Map<string, Touch[]> {
  const out = new Map<string, Touch[]>()
  for (const edit of edits) {
    if (edit.kind === 'ruling') continue
    const before = new Set(elements(edit.on))
    const after = new Set(elements(edit.values))
    for (const element of new Set([...before, ...after])) {
      if (before.has(element) === after.has(element)) continue
      const known = out.get(element) ?? []
      out.set(element, [...known, { edit, into: after.has(element) }])
    }
  }
  return out
}

/** Those that nobody touched the element after who knew of them: at the same system, or where the hub can only have brought theirs. */
function lastOf(touches: readonly Touch[], atStart: boolean): Touch[] {
  const bySystem = new Map<number, Touch[]>()
  for (const touch of touches) bySystem.set(touch.edit.system, [...(bySystem.get(touch.edit.system) ?? []), touch])
  const lasts = [...bySystem.values()].map((each) => each.at(-1)!)
  return lasts.filter((one) => {
    const alike = touches.filter(({ into, edit }) => into === one.into && edit.system !== one.edit.system)
    return !lasts.some((other) => {
      if (other.edit.n < one.edit.n || other.into === one.into) return false
      const own = bySystem.get(other.edit.system)!
      const brought = (own.at(-2)?.into ?? (other.edit.on === null ? false : atStart)) !== one.into
      const sole = touches.filter(({ into, edit }) => into === one.into && edit.system === one.edit.system).length === 1
      return brought && sole && alike.every(({ edit }) => edit.system === other.edit.system)
    })
  })
}

function elements(values: readonly Canonical[] | null): string[] {
  return (values ?? []).flatMap((value) =>
    Array.isArray(value) ? (value as readonly Canonical[]).map((each) => JSON.stringify(each)) : [],
  )
}
