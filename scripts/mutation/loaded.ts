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
  ...['delta', 'last-write-wins', 'merge', 'owner', 'precedence', 'review', 'union'].map((name) => `policies/${name}.ts`),
].map((name) => `runtime/${name}`)

export function allMutants(): { readonly mutants: readonly Mutant[]; readonly texts: ReadonlyMap<string, string> } {
  const mutants: Mutant[] = []
  const texts = new Map<string, string>()
  for (const file of files) {
    const made = mutated(file, readFileSync(root + file, 'utf8'), mutants.length)
    mutants.push(...made.mutants)
    texts.set(pathToFileURL(root + file).href, made.text)
  }
  return { mutants, texts }
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
