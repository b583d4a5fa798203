/** How many mutants of clean portfolios the checker catches, by kind. */
import fc from 'fast-check'
import { checked, errorsOf } from './checked.ts'
import { drafts } from './drawn.ts'
import { mutations } from './mutations.ts'
import { inFolders, type Runs } from './run.ts'
import { flowText } from './text.ts'

export interface Caught {
  readonly kind: string
  readonly code: string
  tried: number
  caught: number
  /** The flow file of the first mutant that was passed, or got another code, and what was found in it. */
  missed: string | null
}

/** One mutant of each kind for each portfolio that is clean and has a place for it. */
export async function caught({ seed, runs }: Runs): Promise<readonly Caught[]> {
  const out = Object.entries(mutations).map(([kind, { code }]): Caught => ({ kind, code, tried: 0, caught: 0, missed: null }))
  await inFolders(async (next) => {
    for (const [n, draft] of fc.sample(drafts, { seed, numRuns: runs }).entries()) {
      if (draft.flows.length === 0) continue
      const clean = await checked(draft, next())
      if (clean.thrown !== undefined || errorsOf(clean).length > 0) continue
      const known = clean.findings.map(({ code }) => code)
      for (const told of out) {
        // What was found before cannot be told from what the mutation brings.
        if (known.includes(told.code)) continue
        const mutants = mutations[told.kind]!.mutants(draft)
        const mutant = mutants[n % mutants.length]
        if (mutant === undefined) continue
        const { findings } = await checked(mutant, next())
        told.tried++
        if (findings.some(({ code }) => code === told.code)) told.caught++
        else told.missed ??= `${flowText(mutant)}\n${findings.map(({ code }) => code).join(' ')}`
      }
    }
  })
  return out
}
