/** Users get the five stages and nothing beside them: none of their files may need more. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const stages = ['dsl', 'codegen', 'runtime', 'sim', 'cli']

it.each(stages)('%s imports only what is shipped with it', (stage) => {
  const outside: string[] = []
  for (const name of readdirSync(join(root, stage), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:ts|mjs)$/.test(name)) continue
    const file = join(root, stage, name)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const [top] = relative(root, join(dirname(file), path!)).split(sep)
      if (!stages.includes(top!)) outside.push(`${stage}/${name}: ${path!}`)
    }
  }
  expect(outside).toEqual([])
})
