// node scripts/policy-pages.ts
//
// Plays the scenarios of the docs and writes docs/policies and docs/conflicts: a page for each policy and each conflict kind, and the lists of them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { policyPages } from './policy-pages/pages.ts'

const docs = fileURLToPath(new URL('../docs/', import.meta.url))
const pages = await policyPages()
for (const folder of ['policies/', 'conflicts/']) {
  mkdirSync(docs + folder, { recursive: true })
  for (const name of readdirSync(docs + folder)) if (!pages.has(folder + name)) rmSync(docs + folder + name)
}
for (const [path, text] of pages) writeFileSync(docs + path, text)
