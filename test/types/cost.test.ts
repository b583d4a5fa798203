import { expect, test } from 'vitest'
import { compile } from './compiler.ts'
import { portfolioOf } from './portfolio-of.ts'
import { project } from './project.ts'

/** What the compiler may instantiate for one flow; the count is the same on every machine. */
const BUDGET = 900
/** Fewer would mean that the flows were not looked at. */
const AT_LEAST = 300

test.each([10, 100, 1000])('a flow of twenty fields costs the same among %i flows', (flows) => {
  const perFlow = (instantiations(flows, true) - instantiations(flows, false)) / flows
  expect(perFlow).toBeLessThanOrEqual(BUDGET)
  expect(perFlow).toBeGreaterThan(AT_LEAST)
})

function instantiations(records: number, withFlows: boolean): number {
  const sources = project()
  try {
    sources.write('flows.ts', portfolioOf(records, withFlows))
    const printed = compile('TypeScript 7.0', sources.folder, '--singleThreaded', '--extendedDiagnostics')
    expect(printed).not.toContain('error TS')
    const [, count] = /^Instantiations:\s+(\d+)$/m.exec(printed) ?? []
    expect(count).toBeDefined()
    return Number(count)
  } finally {
    sources.remove()
  }
}
