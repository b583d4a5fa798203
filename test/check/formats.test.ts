/** Findings as other programs read them. SARIF is held against what the standard demands of each object that is in it (OASIS SARIF 2.1.0, section 3). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { annotations } from '../../codegen/check/annotations.ts'
import type { Finding } from '../../codegen/check/finding.ts'
import { renderFindings } from '../../codegen/check/render.ts'
import { kinds } from '../../codegen/check/rules/index.ts'
import { sarif } from '../../codegen/check/sarif.ts'

const at = { file: 'flows/work orders.ts', line: 8, column: 15 }
const finding: Finding = {
  code: 'TW101',
  severity: 'error',
  at,
  also: [{ file: 'landscape.ts', line: 3, column: 1 }],
  flow: 'work,Orders: 100%',
  facts: { record: 'workOrders', fields: ['price'] },
}
const known: Finding = { code: 'TW131', severity: 'warning', at, flow: 'assets', facts: { allowed: 'TW203', again: false } }

const text = z.strictObject({ text: z.string().min(1) })
const level = z.enum(['none', 'note', 'warning', 'error'])
const physicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\\ :]+$/), uriBaseId: z.string() }),
  region: z.strictObject({ startLine: z.int().positive(), startColumn: z.int().positive() }),
})
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string(),
            version: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                shortDescription: text,
                fullDescription: text,
                help: text,
                defaultConfiguration: z.strictObject({ level }),
              }),
            ),
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().nonnegative(),
            level,
            message: text,
            locations: z.array(z.strictObject({ physicalLocation })).min(1),
            relatedLocations: z.array(z.strictObject({ id: z.int().nonnegative(), physicalLocation })).optional(),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.enum(['inSource', 'external']),
                  justification: z.string(),
                  location: z.strictObject({ physicalLocation }),
                }),
              )
              .optional(),
          }),
        ),
      }),
    )
    .min(1),
})

describe('SARIF', () => {
  const made = log.parse(sarif([finding], [{ finding: known, because: 'known', at }], { version: '1.2.3', kinds }))
  const [run] = made.runs
  it('has every rule once, and each result points at its own', () => {
    const ids = run!.tool.driver.rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(kinds.length)
    expect(run!.results.map(({ ruleId, ruleIndex }) => [ruleId, ids[ruleIndex]])).toEqual([
      ['TW101', 'TW101'],
      ['TW131', 'TW131'],
    ])
  })
  it('has the place as a URI, other places beside it, and the way out in the message', () => {
    const [first] = run!.results
    expect(first!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'flows/work%20orders.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 8, startColumn: 15 },
    })
    expect(first!.relatedLocations).toHaveLength(1)
    expect(first!.message.text).toMatch(/^no policy says who writes price of workOrders\n→ give it a writer/)
    expect(first!.suppressions).toBeUndefined()
  })
  it('has what a flow allows as suppressed in its source, with the reason', () => {
    expect(run!.results[1]!.suppressions).toMatchObject([{ kind: 'inSource', justification: 'known' }])
  })
})

describe('annotations of GitHub', () => {
  it('are a line each, escaped as workflow commands are', () => {
    const lines = annotations([finding, known]).split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      /^::error file=flows\/work orders\.ts,line=8,col=15,title=TW101 work%2COrders%3A 100%25::no policy says who writes price of workOrders%0A→ give it a writer/,
    )
    expect(lines[1]).toMatch(/^::warning file=/)
  })
})

describe('the problem matcher of the docs', () => {
  it('takes what check prints', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
    const [, escaped] = /"regexp": "(.*)",/.exec(docs)!
    const [line] = renderFindings([finding]).split('\n')
    const [, file, row, column, severity, code, message] = new RegExp(JSON.parse(`"${escaped}"`) as string).exec(line!)!
    expect([file, row, column, severity, code]).toEqual([at.file, '8', '15', 'error', 'TW101'])
    expect(message).toMatch(/^no policy says who writes/)
  })
})
