import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, compilers, type Compiler } from './compiler.ts'
import { project, repository, writeEstate, type Project } from './project.ts'
import { messagesByLine, refusalsIn, sentencesOf, speaking } from './sentences.ts'

const here = join(repository, 'test/types')
const read = (path: string) => readFileSync(path, 'utf8')
const files = ['refusals-of-flows.test-d.ts', 'refusals-of-bindings.test-d.ts'] as const
const stated = files.flatMap((file) => refusalsIn(read(join(here, file))).map((refusal) => ({ file, ...refusal })))

describe.each(Object.keys(compilers) as Compiler[])('what %s prints', (compiler) => {
  const printed = new Map<string, ReadonlyMap<number, readonly string[]>>()
  let sources: Project

  beforeAll(() => {
    sources = project()
    writeEstate(sources)
    for (const file of files) sources.write(file, speaking(read(join(here, file))))
    const output = compile(compiler, sources.folder)
    for (const file of files) {
      const own = output.split(/\n(?=\S)/).filter((message) => !files.some((other) => other !== file && message.startsWith(other)))
      printed.set(file, messagesByLine(own.join('\n'), file))
    }
  })
  afterAll(() => sources.remove())

  test.each(stated)('$file:$line  $expected', ({ file, line, expected }) => {
    const messages = printed.get(file)?.get(line) ?? []
    expect(messages, 'one mistake is one error').toHaveLength(1)
    expect(answerIn(messages[0]!, expected)).toBe(expected.split(' | ').sort().join(' | '))
  })

  test.each(files)('%s is refused nowhere else', (file) => {
    const lines = stated.filter((refusal) => refusal.file === file).map(({ line }) => line)
    expect([...printed.get(file)!.keys()].sort((a, b) => a - b)).toEqual(lines)
  })
})

/** Our own sentences must be printed whole and alone; of the compiler's own messages a telling part is enough. */
function answerIn(message: string, expected: string): string {
  const sentences = sentencesOf(message)
  if (sentences.length > 0) return sentences.join(' | ')
  return message.includes(expected) ? expected : message
}

test('every sentence of the types is the answer to some refused line', () => {
  const folder = join(repository, 'dsl/types')
  const code = readdirSync(folder).map((file) => read(join(folder, file)).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, ''))
  const templates = code.flatMap((text) =>
    [...text.matchAll(/`([^`]+)`|'([^'\n]*)'/g)].map(([, template, literal]) => template ?? literal ?? ''),
  )
  const sentences = templates.filter((template) => /\w \w/.test(template.replaceAll(/\$\{[^}]*\}/g, 'X')))
  expect(sentences.length).toBeGreaterThan(25)

  const unseen = sentences.filter((sentence) => {
    const pattern = sentence
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replaceAll(/[.()|*+?{}[\]\\^$]/g, '\\$&'))
      .join('\\S+')
    return !stated.some(({ expected }) => new RegExp(`(^|\\| |^\\S+ )${pattern}($| \\|)`).test(expected))
  })
  expect(unseen).toEqual([])
})
