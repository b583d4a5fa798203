import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSite } from '../../dsl/call-site.ts'
import type { CallSite, PortfolioData } from '../../dsl/data.ts'

const repository = realpathSync(join(import.meta.dirname, '../..'))
const source = readFileSync(join(import.meta.dirname, 'fixtures/placed.ts'), 'utf8')

/** A folder whose path an URL has to encode, with the flow file in it: run as Node runs it, by stripping its types. */
let folder: string
let held: PortfolioData
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'thalweg näme with 100% ')))
  mkdirSync(join(folder, 'node_modules'))
  for (const [name, target] of [
    ['thalweg', repository],
    ['zod', join(repository, 'node_modules/zod')],
  ] as const)
    symlinkSync(target, join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'placed.ts'), source)
  writeFileSync(join(folder, 'print.ts'), `import made from './placed.ts'\nconsole.log(JSON.stringify(made[Symbol.for('thalweg.data')]))\n`)
  const run = spawnSync(process.execPath, ['print.ts'], { cwd: folder, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr)
  held = JSON.parse(run.stdout) as PortfolioData
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Where the nth occurrence of a text stands in the flow file, plus so many characters. */
function placeOf(words: string, { nth = 1, plus = 0 } = {}): CallSite {
  let index = -1
  for (let found = 0; found < nth; found++) index = source.indexOf(words, index + 1)
  if (index < 0) throw new Error(`no ${words} in the flow file`)
  const before = source.slice(0, index + plus).split('\n')
  return { file: join(folder, 'placed.ts'), line: before.length, column: before.at(-1)!.length + 1 }
}

test('a plain call is placed where it starts', () => {
  const { landscape, at } = held
  expect(landscape.records['orders']!.at).toEqual(placeOf('record({'))
  expect(landscape.systems['A']!.holds['orders']!.at).toEqual(placeOf('table<'))
  expect([landscape.systems['A']!.at, landscape.systems['B']!.at]).toEqual([placeOf('system({'), placeOf('system({', { nth: 2 })])
  expect(landscape.at).toEqual(placeOf('landscape({'))
  expect(at).toEqual(placeOf('portfolio({'))
})

test('a flow is placed where it names its record', () => {
  const { both, copied, listed } = held.flows
  expect([both!.at, copied!.at, listed!.at]).toEqual([
    placeOf(`flow('orders')`),
    placeOf('flow(name)'),
    placeOf(`flow('orders')`, { nth: 2 }),
  ])
})

test('a call on a flow is placed at the name of its method', () => {
  const placed = held.flows['both']!.calls.map(({ call, at }) => [call, at])
  const expected = ['because', 'owner', 'creates', 'deletes'].map((call) => [call, placeOf(`.${call}(`, { plus: 1 })])
  expect(placed).toEqual(expected)
})

test('also within a function that somebody else calls, and within one that the engine calls', () => {
  expect(held.flows['copied']!.calls[0]!.at).toEqual(placeOf('.every(', { plus: 1 }))
  expect(held.flows['listed']!.calls[0]!.at).toEqual(placeOf('.guard(', { plus: 1 }))
})

test('looking for the place leaves the hooks of stack traces as they were', () => {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    const own = (_error: Error, frames: NodeJS.CallSite[]) => `${frames.length} frames`
    Error.prepareStackTrace = own
    Error.stackTraceLimit = 3
    expect(callSite().file).toBe(import.meta.filename)
    expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual([own, 3])
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
})
