import { join } from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { Finding } from '../../codegen/check/finding.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import { failureFinding } from '../../codegen/load/failure.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import { natively, placeIn, project, type Native } from './natively.ts'

const landscape = `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'
export const assets = record({ key: 'tag', fields: { tag: z.string(), name: z.string() } })
const A = system({ connector: sqlite({ file: 'a' }), holds: { assets: table(assets, 'a', { detect: 'outbox' }) } })
const B = system({ connector: sqlite({ file: 'b' }), holds: { assets: table(assets, 'b', { detect: 'outbox' }) } })
export const { flow, portfolio } = landscape({ name: 'x', records: { assets }, systems: { A, B } })
export interface Shape {
  readonly tag: string
}
`
const flows = `import { flow, portfolio } from './landscape.ts'

export default portfolio({
  assets: flow('assets')
    .oneWay({ from: 'A', to: 'B' })
    .every('1h'),
})
`

interface Failing {
  readonly files: Readonly<Record<string, string>>
  readonly code: string
  /** The file that is to blame, and the text where the blame begins; none: the top of it. */
  readonly blamed: readonly [file: string, text?: string]
  readonly facts: unknown
}

const failing = {
  absent: { files: {}, code: 'TW001', blamed: ['flows.ts'], facts: { file: expect.stringMatching(/flows\.ts$/) as string } },
  syntax: {
    files: { 'flows.ts': flows.replace("'assets')", "'assets' 1)") },
    code: 'TW002',
    blamed: ['flows.ts', '1)\n'],
    facts: { message: expect.stringContaining('Expected') as string },
  },
  syntaxElsewhere: {
    files: { 'flows.ts': flows, 'landscape.ts': landscape.replace('export const assets =', 'export const assets = =') },
    code: 'TW002',
    blamed: ['landscape.ts', '= record'],
    facts: { message: expect.stringContaining('Unexpected') as string },
  },
  noSuchExport: {
    files: { 'flows.ts': flows.replace('{ flow, portfolio }', '{ flow, portfolios }') },
    code: 'TW002',
    blamed: ['flows.ts', 'portfolios }'],
    facts: { message: "The requested module './landscape.ts' does not provide an export named 'portfolios'" },
  },
  throws: {
    files: { 'flows.ts': `const settings: { a?: { b: number } } = {}\nexport const b = settings.a!.b\n${flows}` },
    code: 'TW003',
    blamed: ['flows.ts', 'b\nimport'],
    facts: { kind: 'error', name: 'TypeError', message: "Cannot read properties of undefined (reading 'b')" },
  },
  throwsText: {
    files: { 'flows.ts': "throw 'not today'\n" },
    code: 'TW003',
    blamed: ['flows.ts'],
    facts: { kind: 'value', message: 'not today' },
  },
  rejectsWithAnObject: {
    files: { 'flows.ts': "await Promise.reject({ reason: 'no' })\n" },
    code: 'TW003',
    blamed: ['flows.ts'],
    facts: { kind: 'value', message: "{ reason: 'no' }" },
  },
  throwsWhatIsNoText: {
    files: { 'flows.ts': 'throw Object.create(null)\n' },
    code: 'TW003',
    blamed: ['flows.ts'],
    facts: { kind: 'value', message: '[Object: null prototype] {}' },
  },
  throwsWithoutAMessage: {
    files: { 'flows.ts': 'export const text = 1\nthrow new Error()\n' },
    code: 'TW003',
    blamed: ['flows.ts', 'new Error'],
    facts: { kind: 'error', name: 'Error', message: 'without a message' },
  },
  throwsWithoutAStack: {
    files: { 'flows.ts': "throw Object.assign(new Error('x'), { message: 5, stack: 5 })\n" },
    code: 'TW003',
    blamed: ['flows.ts'],
    facts: { kind: 'error', name: 'Error', message: '5' },
  },
  modulesThatImportEachOther: {
    files: {
      'flows.ts': `import './a.ts'\n${flows}`,
      'a.ts': "import { b } from './b.ts'\nexport const a = { b }\n",
      'b.ts': "import './c.ts'\nexport const b = 1\n",
      'c.ts': "import { a } from './a.ts'\nexport const c = a.b\n",
    },
    code: 'TW003',
    blamed: ['c.ts', 'a.b'],
    facts: { kind: 'circle', message: "Cannot access 'a' before initialization", modules: ['c.ts', 'a.ts', 'b.ts'] },
  },
  usedBeforeItIsThere: {
    files: { 'flows.ts': 'export const b = a\nconst a = 1\n' },
    code: 'TW003',
    blamed: ['flows.ts', 'a\nconst'],
    facts: { kind: 'error', name: 'ReferenceError', message: "Cannot access 'a' before initialization" },
  },
  throwsInTheLanguage: {
    files: { 'flows.ts': flows, 'landscape.ts': landscape.replace("connector: sqlite({ file: 'a' })", 'connector: undefined as never') },
    code: 'TW007',
    blamed: ['landscape.ts', 'system({ connector: undefined'],
    facts: {
      kind: 'refused',
      place: 'the connector of this system',
      found: 'undefined (do its modules import each other?)',
      write: 'sqlite({ file }) or another connector',
    },
  },
  noDefault: {
    files: { 'flows.ts': flows.replace('default ', 'const all = ').replace('portfolio({', 'portfolio({') },
    code: 'TW004',
    blamed: ['flows.ts'],
    facts: { found: 'nothing' },
  },
  object: { files: { 'flows.ts': 'export default {}\n' }, code: 'TW004', blamed: ['flows.ts'], facts: { found: 'object' } },
  flow: {
    files: { 'flows.ts': "import { flow } from './landscape.ts'\nexport default flow('assets').oneWay({ from: 'A', to: 'B' })\n" },
    code: 'TW004',
    blamed: ['flows.ts'],
    facts: { found: 'flow' },
  },
  missingModule: {
    files: { 'flows.ts': flows.replace('./landscape.ts', './landscapes.ts') },
    code: 'TW005',
    blamed: ['flows.ts', './landscapes.ts'],
    facts: { wanted: './landscapes.ts' },
  },
  missingPackage: {
    files: { 'flows.ts': `import 'no-such-package'\n${flows}` },
    code: 'TW005',
    blamed: ['flows.ts', 'no-such-package'],
    facts: { wanted: 'no-such-package' },
  },
  missingFromElsewhere: {
    files: { 'flows.ts': flows, 'landscape.ts': `import './names.ts'\n${landscape}` },
    code: 'TW005',
    blamed: ['landscape.ts', './names.ts'],
    facts: { wanted: './names.ts' },
  },
} as const satisfies Record<string, Failing>

/** What type stripping alone cannot run, and positions have to be exact all the same. */
const transpiled = {
  enum: flows.replace('export default', "enum Every {\n  Hour = '1h',\n}\n\nexport default").replace("'1h')", 'Every.Hour)'),
  noExtension: flows.replace('./landscape.ts', './landscape'),
  typeImportedAsValue: flows
    .replace('{ flow, portfolio }', '{ flow, portfolio, Shape }')
    .replace('export default', 'export type Tag = Shape["tag"]\nexport default'),
  pathOfTsconfig: flows.replace('./landscape.ts', '@/landscape.ts'),
} as const

describe('a flow file that cannot be loaded', () => {
  const names = Object.keys(failing) as (keyof typeof failing)[]
  let found: Readonly<Record<string, Native>>
  beforeAll(async () => {
    const files = names.map((name) => join(project({ 'landscape.ts': landscape, ...failing[name].files }), 'flows.ts'))
    const results = await natively(...files)
    found = Object.fromEntries(names.map((name, n) => [name, results[n]!]))
  })

  it.each(names)('is one finding at its place: %s', (name) => {
    const { code, facts, files, blamed }: Failing = failing[name]
    const [file, text] = blamed
    const place = text === undefined ? { line: 1, column: 1 } : placeIn(files[file]!, text)
    expect(found[name]).toEqual({ findings: [{ code, severity: 'error', at: { file, ...place }, facts }] })
  })

  it('shows no stack and no frame of the language', () => {
    for (const native of Object.values(found)) {
      const { facts }: Finding =
        'findings' in native
          ? native.findings[0]!
          : { code: '', severity: 'error', at: { file: '', line: 1, column: 1 }, facts: 'no finding' }
      expect(JSON.stringify(facts)).not.toMatch(/\\n| at .*:\d+:\d+|node:internal/)
    }
  })
})

test('a file that may not be read is blamed itself, with the reason', () => {
  const denied = Object.assign(new Error("EACCES: permission denied, open '/p/records/a.ts'"), {
    code: 'EACCES',
    syscall: 'open',
    path: '/p/records/a.ts',
    stack: 'Error: EACCES\n    at async load (node:internal/modules/esm/load:41:17)',
  })
  const finding = failureFinding(denied, { file: '/p/flows.ts', folder: '/p' })
  expect(finding).toEqual({
    code: 'TW003',
    severity: 'error',
    at: { file: 'records/a.ts', line: 1, column: 1 },
    facts: { kind: 'unreadable', reason: 'EACCES' },
  })
  expect(sentenceOf(finding).message).toBe('the file is there and cannot be read: EACCES')
})

describe('a flow file that type stripping cannot run', () => {
  it.each(Object.entries(transpiled))('is transpiled, with the places of the source as written: %s', async (_, text) => {
    const tsconfig = '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }'
    const [native] = await natively(join(project({ 'landscape.ts': landscape, 'flows.ts': text, 'tsconfig.json': tsconfig }), 'flows.ts'))
    const plan = readPlan(native !== undefined && 'text' in native ? native.text : JSON.stringify(native))
    expect(plan.flows['assets']!.at).toEqual({ file: 'flows.ts', ...placeIn(text, "flow('assets')") })
    expect(plan.flows['assets']!.rhythm).toEqual({ kind: 'every', ms: 3_600_000, at: { file: 'flows.ts', ...placeIn(text, 'every(') } })
    expect(plan.systems['B']!.at).toEqual({ file: 'landscape.ts', ...placeIn(landscape, "system({ connector: sqlite({ file: 'b'") })
  })
})
