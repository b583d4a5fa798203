/** What is found in the example estate, which uses every construct of the language, and in the examples that people start with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import { findingsOf, root } from './projects.ts'

const estate = join(root, 'test', 'types', 'estate.ts')
const examples = ['work-orders', 'co-owned', 'estate'].map((name) => join(root, 'examples', name, 'flows.ts'))
const findings = findingsOf([estate, ...examples])

test('the examples have no findings', () => {
  for (const example of examples) expect(findings[example]).toEqual([])
})

/** Code, the call that is blamed, and how many times. */
const expected: readonly (readonly [code: string, call: string, times: number])[] = [
  ['TW110', 'guard', 1],
  ['TW111', 'flow', 1],
  ['TW128', 'firstSync', 2],
  ['TW141', 'flow', 1],
  ['TW203', 'flow', 1],
  ['TW204', 'flow', 1],
  ['TW911', 'entitySet', 1],
  ['TW914', 'system', 1],
  ['TW915', 'entitySet', 1],
  ['TW917', 'entitySet', 1],
]

test('each construct of the estate that is not yet carried out gives one finding, at its own call', () => {
  const lines = readFileSync(estate, 'utf8').split('\n')
  const counts = new Map<string, number>()
  for (const { code, at } of findings[estate] ?? []) {
    const call = /^\w+/.exec(lines[at.line - 1]?.slice(at.column - 1) ?? '')?.[0]
    const name = `${code} ${call}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected.map(([code, call, times]) => [`${code} ${call}`, times])))
})

test('no place has the same finding twice', () => {
  const places = (findings[estate] ?? []).map(({ code, at, facts }) => JSON.stringify([code, at, facts]))
  expect(new Set(places).size).toBe(places.length)
})

test('what is not yet carried out says so in one sentence', () => {
  const sentences = (findings[estate] ?? []).filter(({ code }) => code.startsWith('TW9')).map((finding) => sentenceOf(finding).message)
  expect(sentences).not.toHaveLength(0)
  for (const sentence of sentences) expect(sentence).toMatch(/^[^.]+ is not yet carried out$/)
})
