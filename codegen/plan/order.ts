import type { PlanFlow } from './schema.ts'

/** Flows whose records are referred to come first; else, and inside a circle of references, the declared order. */
export function orderOf(flows: Readonly<Record<string, PlanFlow>>): string[] {
  const needs = needsOf(flows)
  const circleOf = circlesOf(needs)
  // Numbered by the flow of each that was declared first: of those that wait for none, the lowest is next.
  const circles = [...new Set([...needs.keys()].map((name) => circleOf(name)))]
  const numbers = new Map(circles.map((circle, number) => [circle, number]))
  const waitsFor = circles.map(
    (circle) => new Set(circle.flatMap((name) => [...needs.get(name)!].map((need) => numbers.get(circleOf(need))!))),
  )
  const waited = circles.map((): number[] => [])
  for (const [number, others] of waitsFor.entries()) {
    others.delete(number)
    for (const other of others) waited[other]!.push(number)
  }
  const ready = new Queue(waitsFor.flatMap((others, number) => (others.size === 0 ? [number] : [])))
  const order: string[] = []
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    order.push(...circles[next]!)
    for (const number of waited[next]!) {
      waitsFor[number]!.delete(next)
      if (waitsFor[number]!.size === 0) ready.add(number)
    }
  }
  return order
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>

/** The flows that each flow waits for, in the declared order of those that wait. */
function needsOf(flows: Readonly<Record<string, PlanFlow>>): Needs {
  const byRecord = Map.groupBy(Object.entries(flows), ([, { record }]) => record)
  return new Map(
    Object.entries(flows).map(([name, { references, record: own }]) => {
      const records = references.map(({ record }) => record).filter((record) => record !== own)
      return [name, new Set(records.flatMap((record) => byRecord.get(record) ?? []).map(([other]) => other))]
    }),
  )
}

/** By flow, the flows that wait for each other, as declared; most flows are in no circle and stand alone. */
function circlesOf(needs: Needs): (name: string) => readonly string[] {
  const tangled = tangledIn(needs)
  const circles = new Map<string, readonly string[]>()
  for (const name of needs.keys()) {
    if (circles.has(name)) continue
    const all = tangled.has(name) ? reached(name, needs) : new Set<string>()
    const circle = all.has(name) ? [...needs.keys()].filter((other) => all.has(other) && reached(other, needs).has(name)) : [name]
    for (const member of circle) circles.set(member, circle)
  }
  return (name) => circles.get(name)!
}

/** The flows that are in a circle, or wait for one: what is left when all go that wait for none that is left. */
function tangledIn(needs: Needs): ReadonlySet<string> {
  const open = new Map([...needs].map(([name, others]) => [name, others.size]))
  const waiting = new Map<string, string[]>()
  for (const [name, others] of needs) for (const other of others) waiting.set(other, [...(waiting.get(other) ?? []), name])
  const free = [...open].flatMap(([name, count]) => (count === 0 ? [name] : []))
  for (const name of free) {
    for (const other of waiting.get(name) ?? []) {
      open.set(other, open.get(other)! - 1)
      if (open.get(other) === 0) free.push(other)
    }
  }
  const gone = new Set(free)
  return new Set([...needs.keys()].filter((name) => !gone.has(name)))
}

/** All that a flow waits for, over others too. */
function reached(name: string, needs: Needs): ReadonlySet<string> {
  const found = new Set(needs.get(name))
  for (const one of found) for (const further of needs.get(one) ?? []) found.add(further)
  return found
}

/** Numbers, of which the lowest is taken first. */
class Queue {
  /** The lowest is the last. */
  readonly #numbers: number[]

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers.toSorted((a, b) => b - a)
  }

  add(number: number): void {
    let [from, to] = [0, this.#numbers.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#numbers[middle]! > number) from = middle + 1
      else to = middle
    }
    this.#numbers.splice(from, 0, number)
  }

  take(): number | undefined {
    return this.#numbers.pop()
  }
}
