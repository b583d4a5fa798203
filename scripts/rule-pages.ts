// node scripts/rule-pages.ts
//
// Writes docs/rules from the rules themselves: a page for each kind of finding, and the list of them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rulePages } from '../codegen/check/pages.ts'

const folder = fileURLToPath(new URL('../docs/rules/', import.meta.url))
const pages = rulePages()
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(folder + name)
for (const [name, text] of pages) writeFileSync(folder + name, text)
