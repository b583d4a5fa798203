/** Tries mutants, one at a time, as the parent asks: `number` in, `Tried` out. A mutant that never ends is ended with this process. */
import { allMutants, load } from './loaded.ts'

export interface Tried {
  readonly mutant: number
  /** Null: no step noticed it. */
  readonly noticed: { readonly step: string; readonly what: string } | null
  /** Steps that reach it. */
  readonly reached: number
}

let active = -1
let reached: Set<number> | null = null
const switched = globalThis as unknown as { mutant: (n: number) => boolean }
switched.mutant = (n) => {
  reached?.add(n)
  return n === active
}

load(allMutants().texts)
const { steps } = await import('./suite.ts')
const all = steps()
const reaching = new Map<number, number[]>()
for (const [i, step] of all.entries()) {
  reached = new Set()
  const broken = await step.run()
  if (broken !== null) throw new Error(`${step.name} does not hold without any mutant: ${broken}`)
  for (const n of reached) reaching.set(n, [...(reaching.get(n) ?? []), i])
}
reached = null
switched.mutant = (n) => n === active

process.on('message', (mutant: number) => void attempt(mutant).then((tried) => process.send!(tried)))
process.send!('ready')

async function attempt(mutant: number): Promise<Tried> {
  const some = reaching.get(mutant) ?? []
  active = mutant
  try {
    for (const i of some) {
      const what = await outcome(all[i]!)
      if (what !== null) return { mutant, noticed: { step: all[i]!.name, what }, reached: some.length }
    }
    return { mutant, noticed: null, reached: some.length }
  } finally {
    active = -1
  }
}

/** What fails has been noticed, too. */
async function outcome({ run }: (typeof all)[number]): Promise<string | null> {
  try {
    return await run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
