/** What the docs tell of policies and conflicts is what the engine does: the scenarios are played again, and give the pages on disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { policyPages } from '../../scripts/policy-pages/pages.ts'

const docs = join(import.meta.dirname, '../../docs')
const folders = ['policies', 'conflicts']
const onDisk = new Map(
  folders.flatMap((folder) =>
    readdirSync(join(docs, folder)).map((name) => [`${folder}/${name}`, readFileSync(join(docs, folder, name), 'utf8')]),
  ),
)

test('docs/policies and docs/conflicts are what the scenarios give: run node scripts/policy-pages.ts', async () => {
  const pages = await policyPages()
  expect([...onDisk.keys()].sort()).toEqual([...pages.keys()].sort())
  expect(Object.fromEntries(onDisk)).toEqual(Object.fromEntries(pages))
})

test('every link leads to a page', () => {
  for (const [path, text] of onDisk)
    for (const [, link] of text.matchAll(/\]\(([^)#]+)\)/g))
      expect({ path, link, there: existsSync(join(docs, dirname(path), link!)) }).toMatchObject({ there: true })
})
