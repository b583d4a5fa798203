/** Loads the product with all mutants in it, each behind its switch; none is on. */
import { registerHooks } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Mutant } from './mutants.ts'
import { mutated } from './mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What is mutated: everything that decides, and nothing else. */
const files = [
  'settle.ts',
  'contest.ts',
  'decide.ts',
  'plan.ts',
  ...['delta', 'handed-over', 'last-write-wins', 'merge', 'owner', 'precedence', 'review', 'rule', 'union'].map(
    (name) => `policies/${name}.ts`,
  ),
].map((name) => `runtime/${name}`)

export interface AllMutants {
  readonly mutants: readonly Mutant[]
  /** By file, as it is. */
  readonly sources: ReadonlyMap<string, string>
  /** By address of the file, with all mutants in it. */
  readonly texts: ReadonlyMap<string, string>
}

export function allMutants(): AllMutants {
  const mutants: Mutant[] = []
  const sources = new Map(files.map((file) => [file, readFileSync(root + file, 'utf8')]))
  const texts = new Map<string, string>()
  for (const [file, source] of sources) {
    const made = mutated(file, source, mutants.length)
    mutants.push(...made.mutants)
    texts.set(pathToFileURL(root + file).href, made.text)
  }
  return { mutants, sources, texts }
}

/** From here on what is imported is the mutated text. */
export function load(texts: ReadonlyMap<string, string>): void {
  registerHooks({
    load: (url, context, next) => {
      const source = texts.get(url)
      return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}
