import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FunctionReference, Plan } from '../../codegen/plan/schema.ts'
import { plansOf, project } from './natively.ts'

const codec = 'z.codec(z.string(), z.string(), { decode: (text) => text.trim(), encode: (text) => text })'
const codecs = (text = codec) => `import { z } from 'zod'\nexport const trimmed = ${text}\n`
const makesLandscape = `const A = system({ connector: sqlite({ file: 'a' }), holds: { assets: binding('a') } })
const B = system({ connector: sqlite({ file: 'b' }), holds: { assets: binding('b') } })
export const { flow, portfolio } = landscape({ name: 'x', records: { assets }, systems: { A, B } })
`

/** The landscape, with one field that is stored by this codec. */
function landscapeWith(expression: string, ...lines: readonly string[]): string {
  return `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'
${lines.join('\n')}
const assets = record({ key: 'tag', fields: { tag: z.string(), name: z.string() } })
const binding = (name: string) => table(assets, name, { detect: 'outbox', columns: { name: { column: 'name', codec: ${expression} } } })
${makesLandscape}`
}

const flows = `import { flow, portfolio } from './landscape.ts'
export default portfolio({ assets: flow('assets').oneWay({ from: 'A', to: 'B' }) })
`
const imported = "import { trimmed } from './codecs/text.ts'"
const cutting = `import { cut } from '../cut.ts'\n${codecs(codec.replace('text.trim()', 'cut(text)'))}`

/** Projects by name: where the codec is used, and the other files. */
const projects = {
  imported: [landscapeWith('trimmed', imported), { 'codecs/text.ts': codecs() }],
  lower: [landscapeWith('trimmed', '', '', imported), { 'codecs/text.ts': codecs() }],
  otherBody: [landscapeWith('trimmed', imported), { 'codecs/text.ts': codecs(codec.replace('trim()', 'trimEnd()')) }],
  helper: [
    landscapeWith('trimmed', imported),
    { 'codecs/text.ts': cutting, 'cut.ts': 'export const cut = (text: string) => text.trim()\n' },
  ],
  otherHelper: [
    landscapeWith('trimmed', imported),
    { 'codecs/text.ts': cutting, 'cut.ts': 'export const cut = (text: string) => text.trimEnd()\n' },
  ],
  renamed: [landscapeWith('cut', "import { trimmed as cut } from './codecs/text.ts'"), { 'codecs/text.ts': codecs() }],
  namespace: [landscapeWith('codecs.trimmed', "import * as codecs from './codecs/text.ts'"), { 'codecs/text.ts': codecs() }],
  noExtension: [landscapeWith('trimmed', "import { trimmed } from './codecs/text'"), { 'codecs/text.ts': codecs() }],
  typeOfLandscape: [
    landscapeWith('trimmed', imported),
    { 'codecs/text.ts': `import type { flow } from '../landscape.ts'\nexport type F = typeof flow\n${codecs()}` },
  ],
  inPlace: [landscapeWith(codec), {}],
  partOf: [landscapeWith('all.trimmed', `const all = { trimmed: ${codec} }`), {}],
  notExported: [landscapeWith('trimmed', `const trimmed = ${codec}`), {}],
  beside: [landscapeWith('trimmed', `export const trimmed = ${codec}`), {}],
  reachesLandscape: [landscapeWith('trimmed', imported), { 'codecs/text.ts': `import '../landscape.ts'\n${codecs()}` }],
} as const satisfies Record<string, readonly [landscape: string, more: Readonly<Record<string, string>>]>

describe('where a codec comes from', () => {
  let found: Readonly<Record<keyof typeof projects, FunctionReference | undefined>>
  beforeAll(async () => {
    const names = Object.keys(projects) as (keyof typeof projects)[]
    const files = names.map((name) =>
      join(project({ 'landscape.ts': projects[name][0], 'flows.ts': flows, ...projects[name][1] }), 'flows.ts'),
    )
    const plans = await plansOf(...files)
    found = Object.fromEntries(names.map((name, n) => [name, codecOf(plans[n]!)])) as typeof found
  })

  function codecOf(plan: Plan): FunctionReference | undefined {
    return plan.systems['A']!.holds['assets']!.columns.find((column) => column.field === 'name')?.codec
  }
  function hash(name: keyof typeof projects): string | undefined {
    const reference = found[name]
    return reference && 'hash' in reference ? reference.hash : undefined
  }

  it.each(['imported', 'renamed', 'namespace', 'noExtension', 'typeOfLandscape'] as const)('is a module and a name there: %s', (name) => {
    expect(found[name]).toEqual({ module: './codecs/text.ts', name: 'trimmed', hash: expect.stringMatching(/^[0-9a-f]{12}$/) as string })
  })

  it('changes its hash with its body, and with what its module imports; not with the place where it is used, nor the folder', () => {
    expect(hash('lower')).toBe(hash('imported'))
    expect(hash('otherBody')).not.toBe(hash('imported'))
    expect(hash('helper')).not.toBe(hash('imported'))
    expect(hash('otherHelper')).not.toBe(hash('helper'))
  })

  it.each([
    ['inPlace', 'it is written in place'],
    ['partOf', 'all.trimmed is a part of another constant'],
    ['notExported', 'trimmed is not exported from landscape.ts'],
    ['beside', 'landscape.ts makes the landscape or the portfolio, which generated code must not import'],
    ['reachesLandscape', 'codecs/text.ts imports the landscape (landscape.ts), which generated code must not'],
  ] as const)('cannot be carried: %s', (name, unresolved) => {
    expect(found[name]).toEqual({ unresolved })
  })
})

it('finds the function of a merge', async () => {
  const landscape = `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'
const assets = record({ key: 'tag', fields: { tag: z.string(), name: z.string() } })
const binding = (name: string) => table(assets, name, { detect: 'outbox' })
${makesLandscape}`
  const merging = `import { flow, portfolio } from './landscape.ts'
import { longest } from './merges.ts'
export default portfolio({
  assets: flow('assets')
    .twoWay()
    .because('both know names')
    .merge('name', longest)
    .creates('A')
    .deletes('nobody'),
})
`
  const merges = 'export const longest = (_agreed: string | undefined, values: readonly string[]) => values.toSorted()[0]!\n'
  const [plan] = await plansOf(join(project({ 'landscape.ts': landscape, 'flows.ts': merging, 'merges.ts': merges }), 'flows.ts'))
  expect(plan!.flows['assets']!.units).toMatchObject([
    { name: 'name', policy: { kind: 'merge', decide: { module: './merges.ts', name: 'longest' } }, step: 5 },
  ])
})
