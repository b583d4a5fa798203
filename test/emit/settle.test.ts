/** Every policy of the language as the call that generated code makes. */
import { afterAll, expect, it } from 'vitest'
import { generate } from '../../codegen/generate.ts'
import { everyPolicy } from './plans.ts'
import { project } from './project.ts'

const user = project()
afterAll(user.remove)

const text = generate(everyPolicy(), { outDir: `${user.dir}/generated/estate`, flowsDir: user.dir }).get('flows/stock/settle.ts')!

it.for([
  `policy: precedence(merge_2)`,
  `policy: lastWriteWins({ tieWithinMs: 5000 })`,
  `policy: review({ team: "buyers' desk", withinMs: 86400000 })`,
  `policy: union()`,
  `policy: delta()`,
  `policy: merge(ERP_2, ['cost', 'currency'])`,
  `policy: merge(decide)`,
  `import { ERP as ERP_2 } from '../../../../merges.ts'`,
  `import { default as decide } from '../../../../merges.ts'`,
])('%s', (line) => expect(text).toContain(line))

it('is loaded, with the facts of each policy', async () => {
  const { settle, adapters } = (await user.load(user.generate(everyPolicy()))).flows['stock']!
  expect(settle.units.map(({ policy }) => policy.kind)).toEqual(everyPolicy().flows['stock']!.units.map(({ policy }) => policy.kind))
  const tags = adapters['ERP']!.fields.find(({ field }) => field === 'tags')!
  expect(tags.encode(tags.decode('["b","a","b"]'))).toBe('["a","b"]')
})
