import { expect, test } from 'vitest'
import { flows } from '../../codegen/check/example-estate.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import { besides, findingsOf, project, workshop } from './projects.ts'

/** A flow file, and everything that is found in it. */
export interface Case {
  readonly it: string
  readonly flows: string
  /** The flow files of other repositories that it is checked together with. */
  readonly beside?: readonly string[]
  /** Code, and what the message says; in the order in which they are shown. */
  readonly finds: readonly (readonly [code: string, message: string])[]
}

/** One test a case; all their flow files are checked in one process. */
export function runCases(cases: readonly Case[]): void {
  const inside = workshop()
  const written = cases.map((each, index) => ({
    ...each,
    file: project(inside, String(index), { 'flows.ts': each.flows, ...besides(...(each.beside ?? [])) }),
  }))
  const findings = findingsOf(written.map(({ file }) => file))
  test.each(written)('$it', ({ file, finds }) => {
    const found = (findings[file] ?? []).map((finding) => [finding.code, sentenceOf(finding).message])
    expect(found).toEqual(finds.map(([code, message]) => [code, expect.stringContaining(message)]))
  })
}

/** A two-way flow of assets between EAM and ERP, with these calls. */
export function shared(calls: string): string {
  return flows(`assets: flow('assets').twoWay().because('finance scraps')${calls},`)
}

/** A one-way flow of assets from EAM to ERP, with these calls. */
export function sent(calls: string): string {
  return flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`)
}

/** Who creates and deletes, for flows that are not about it. */
export const life = `.creates('EAM').deletes('EAM')`
