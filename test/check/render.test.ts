import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { flows } from '../../codegen/check/example-estate.ts'
import { renderGrouped } from '../../codegen/check/grouped.ts'
import { renderAllowed } from '../../codegen/check/render.ts'
import { renderFindings, type Finding } from '../../codegen/index.ts'
import { findingsOf, project, workshop } from './projects.ts'

const inside = workshop()
const text = flows(`there: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),
\tback: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),
c: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).maxDeletes(-1),`)
const file = project(inside, 'two', { 'flows.ts': text })
const findings = findingsOf([file])[file] ?? []

test('findings stand in the order of their places', () => {
  expect(findings.map(({ code, at }) => [code, at.line])).toEqual([
    ['TW105', 5],
    ['TW104', 6],
    ['TW312', 6],
  ])
})

test('a person sees place, severity, code, message, source, way out and the other places', () => {
  const [first] = renderFindings(findings, { folder: dirname(file) }).split('\n\n')
  expect(first)
    .toBe(`flows.ts:5:10  error TW105  description and status go from EAM to ERP by the flow there, and back by the flow back: a two-way flow that nobody declared; nothing decides between edits that are on their way at the same time
  5 |   \tback: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),
    |   \t      ^
  → make one flow of the two: .twoWay('EAM', 'ERP') with an owner for each field, or .returnPath('…', 'ERP') in there for the one or two fields that come back
  also flows.ts:4:10`)
})

test('without the folder, and where the file is gone, the source line is left out', () => {
  const shown = renderFindings(findings.slice(0, 1))
  expect(shown.split('\n')).toHaveLength(4)
  expect(renderFindings(findings.slice(0, 1), { folder: '/nowhere' })).toBe(shown)
})

test('as JSON it is one document with the sentences', () => {
  const document = JSON.parse(renderFindings(findings, { json: true })) as { findings: Record<string, unknown>[] }
  expect(document.findings.map(({ code }) => code)).toEqual(['TW105', 'TW104', 'TW312'])
  expect(document.findings[2]).toMatchObject({
    severity: 'error',
    at: { file: 'flows.ts', line: 6 },
    flow: 'c',
    message: '.maxDeletes has -1 for the rows',
    wayOut: 'write a whole number, 0 or more',
  })
})

test('nothing found is no text', () => {
  expect(renderFindings([])).toBe('')
  expect(JSON.parse(renderFindings([], { json: true }))).toEqual({ findings: [] })
})

test('what flows allow stands in a block of its own, with the reason and where it is', () => {
  const [finding] = findings
  expect(renderAllowed([{ finding: finding!, because: 'so be it', at: { file: 'flows.ts', line: 9, column: 3 } }])).toMatch(
    /^Allowed:\n {2}flows\.ts:5:10 {2}TW105 {2}description and status go .*\n {4}flows\.ts:9:3 {2}because so be it\n$/,
  )
  expect(renderAllowed([])).toBe('')
})

const many = (count: number, code: string, severity: Finding['severity'], file = 'flows.ts'): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    ...findings.find((finding) => finding.code === code)!,
    severity,
    at: { file, line: index + 1, column: 3 },
  }))

test('more than a screenful are told by their codes: the first whole, the others by their places, errors first', () => {
  const found = [...many(2, 'TW104', 'warning'), ...many(14, 'TW105', 'error'), ...many(1, 'TW105', 'error', 'more.ts')]
  const [error, warning, ...rest] = renderGrouped(found, dirname(file)).split('\n\n')
  expect(error).toBe(
    `${renderFindings(found.slice(2, 3), { folder: dirname(file) })}  and 14 more: flows.ts:2:3, 3:3, 4:3, 5:3, 6:3, 7:3, 8:3, 9:3, 10:3, 11:3, 12:3, 13:3, …`,
  )
  expect(warning).toMatch(/^flows\.ts:1:3 {2}warning TW104 [^]*\n {2}and 1 more: flows\.ts:2:3\n$/)
  expect(rest).toEqual([])
})

test('places of another file name it', () => {
  const found = [...many(2, 'TW105', 'error'), ...many(2, 'TW105', 'error', 'more.ts')]
  expect(renderGrouped(found, dirname(file))).toMatch(/\n {2}and 3 more: flows\.ts:2:3, more\.ts:1:3, 2:3\n$/)
})

test('a thousand findings are printed at once, each whole as well', () => {
  const found = many(1_000, 'TW105', 'error')
  const started = performance.now()
  expect(renderGrouped(found, dirname(file))).toContain('  and 999 more: ')
  expect(renderFindings(found, { folder: dirname(file) }).match(/error TW105/g)).toHaveLength(1_000)
  expect(performance.now() - started).toBeLessThan(1_000)
})
