/** The properties of the checker, each as a function of a number of runs and a seed: a quick test and a long one call them alike. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { Draft } from './draft.ts'
import { checked, errorsOf } from './checked.ts'
import { damaged } from './damaged.ts'
import { drafts } from './drawn.ts'
import { broken, emitted, workshop } from './simulated.ts'
import { flowText } from './text.ts'
import { untold } from './told.ts'

export interface Runs {
  readonly seed: number
  readonly runs: number
}

/** A folder that is gone afterwards, with a new folder inside for each portfolio. */
export async function inFolders<T>(work: (next: () => string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'thalweg-drawn-'))
  let last = 0
  workshop(folder)
  try {
    return await work(() => path.join(folder, String(++last)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws with the smallest draft that fails as a flow file, what is wrong with it, and how to see it again */
async function holds<T>(
  what: string,
  arbitrary: fc.Arbitrary<T>,
  show: (value: T) => Draft,
  { seed, runs }: Runs,
  wrong: (value: T) => Promise<readonly string[]>,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const found = await wrong(value)
    if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'))
  })
  const result = await fc.check(property, { seed, numRuns: runs, ...again() })
  if (!result.failed) return
  const replay = `THALWEG_SEED=${result.seed} THALWEG_PATH=${result.counterexamplePath ?? ''} npx vitest run --config vitest.full.config.ts test/full/checker.test.ts -t "${what}"`
  const text = result.counterexample === null ? '' : flowText(show(result.counterexample[0]))
  throw new Error(`${what}: ${String(result.errorInstance)}\n\n${text}\nagain: ${replay}`)
}

/** What a replay asks for. */
function again(): { seed?: number; path?: string } {
  const [seed, at] = [process.env['THALWEG_SEED'], process.env['THALWEG_PATH']]
  return { ...(seed !== undefined && { seed: Number(seed) }), ...(at !== undefined && at !== '' && { path: at }) }
}

/**
 * What is passed without an error runs, settles, and has an answer to every conflict it meets.
 * @param simulations of each portfolio @returns how many were passed
 */
export async function sound(runs: Runs, simulations = 1): Promise<number> {
  let passed = 0
  await inFolders(async (next) =>
    holds(
      'what the checker passes is sound',
      drafts,
      (draft) => draft,
      runs,
      async (draft) => {
        const folder = next()
        const { plan, findings, thrown } = await checked(draft, folder)
        if (thrown !== undefined) return [inspect(thrown)]
        if (plan === undefined || errorsOf({ findings }).length > 0 || draft.flows.length === 0) return []
        passed++
        const made = await emitted(plan, folder)
        for (let seed = runs.seed; seed < runs.seed + simulations; seed++) {
          const found = await broken(made, seed)
          if (found.length > 0) return [`seed ${seed}`, ...found]
        }
        return []
      },
    ),
  )
  return passed
}

/** The same portfolio has the same findings each time, and those of its records and systems do not depend on the order in which they are declared. */
export async function drawnAlike(runs: Runs): Promise<void> {
  await inFolders(async (next) => {
    const what = 'the checker is deterministic and knows no order of flows and systems'
    const said = async (draft: Draft) => {
      const { findings, thrown } = await checked(draft, next())
      if (thrown !== undefined) throw new Error(inspect(thrown))
      return [...new Set(findings.map(({ code }) => code))].sort().join(' ')
    }
    await holds(
      what,
      drafts,
      (draft) => draft,
      runs,
      async (draft) => {
        const first = await said(draft)
        const second = await said(draft)
        const turned = await said({ ...draft, systems: draft.systems.toReversed(), flows: draft.flows.toReversed() })
        return first === second && first === turned ? [] : [`first ${first}, again ${second}, in another order ${turned}`]
      },
    )
  })
}

/** Whatever is wrong with a portfolio is told, at a place in its files; and what is passed is written. */
export async function told(runs: Runs): Promise<void> {
  await inFolders(async (next) =>
    holds(
      'whatever is wrong with a portfolio is told at its place',
      damaged,
      (draft) => draft,
      runs,
      async (draft) => untold(draft, next()),
    ),
  )
}
