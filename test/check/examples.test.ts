/** Every kind of finding has an example that shows it, at that line and column and nothing else, and the same mended, which shows nothing. */
import { expect, test } from 'vitest'
import { kinds } from '../../codegen/check/rules/index.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import type { Finding } from '../../codegen/index.ts'
import { besides, findingsOf, project, workshop } from './projects.ts'

const inside = workshop()
const projects = kinds.map(({ code, example }) => {
  const written = (which: 'failing' | 'mended') =>
    project(inside, `${code}-${which}`, {
      ...example.files,
      ...(example[which] !== '' && { 'flows.ts': example[which] }),
      ...(example.beside && besides(example.beside)),
    })
  return { code, example, failing: written('failing'), mended: written('mended') }
})
const findings = findingsOf(projects.flatMap(({ failing, mended }) => [failing, mended]))

function placed({ code, at }: Finding): string {
  return `${code} ${at.file}:${at.line}:${at.column}`
}

test('no code is given twice, and no two examples are the same', () => {
  expect(new Set(kinds.map(({ code }) => code)).size).toBe(kinds.length)
  expect(new Set(kinds.map(({ example }) => example.failing + (example.beside ?? ''))).size).toBe(kinds.length)
})

test.each(projects)('$code is found in its example, there and nowhere else', ({ code, example, failing }) => {
  const [line, column] = example.at
  const found = findings[failing]?.filter((finding) => !example.besides?.includes(finding.code)) ?? []
  expect(found.map(placed)).toEqual([`${code} ${example.file ?? 'flows.ts'}:${line}:${column}`])
})

test.each(projects)('$code is gone in the mended example, and nothing else is found', ({ example, mended }) => {
  expect(findings[mended]?.filter((finding) => !example.besides?.includes(finding.code)).map(placed)).toEqual([])
})

test.each(projects)('what $code needs besides is found, or it would not have to be named', ({ example, failing, mended }) => {
  const codes = new Set([...(findings[failing] ?? []), ...(findings[mended] ?? [])].map(({ code }) => code))
  for (const code of example.besides ?? []) expect(codes).toContain(code)
})

test.each(projects)('$code says what is wrong and what to write instead', ({ code, failing }) => {
  const finding = findings[failing]?.find((each) => each.code === code)
  const { message, wayOut } = sentenceOf(finding!)
  for (const sentence of [message, wayOut]) {
    expect(sentence).not.toMatch(/undefined|\[object|NaN|nothing to|\.$|\n/)
    expect(sentence.length).toBeGreaterThan(10)
  }
})
