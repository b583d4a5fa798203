/** `check`: how much it says, and the plans of other repositories. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { refuseSameLandscape } from '../../cli/check/beside.ts'
import { check } from '../../cli/commands/check.ts'
import { Failure } from '../../cli/failure.ts'
import { Input } from '../../cli/input.ts'
import { findingsText } from '../../cli/plan.ts'
import { projectOf } from '../../cli/project.ts'
import { planApart } from '../../codegen/load/loader.ts'
import { planJson, readPlan, type Finding } from '../../codegen/index.ts'
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { project, workshop } from '../check/projects.ts'
import { silent } from './silent.ts'

const inside = workshop()
const own = project(inside, 'own', { 'flows.ts': whole({}) })

async function planOf(name: string): Promise<string> {
  const planned = await planApart(project(inside, name, { 'flows.ts': whole({ name }) }))
  if ('findings' in planned) throw new Error(JSON.stringify(planned.findings))
  const file = join(inside, name, 'plan.json')
  writeFileSync(file, planJson(planned.plan))
  return file
}
const finance = await planOf('finance')

const checkWith = (...plans: readonly string[]) => check.run(new Input({ flows: own }, { with: plans }), silent)

test('what two repositories do to each other sits in this one, and an error of it fails the check', async () => {
  const { exit, data, text } = await checkWith(finance)
  expect(exit).toBe(1)
  expect(text).toMatch(/flows\.ts:16:11 {2}error TW150 {2}the flow assets and the flow assets of finance \(flows\.ts:16:11 there\)/)
  expect(data).toMatchObject({
    with: [{ landscape: 'finance', flows: 1 }],
    findings: [{ code: 'TW150', at: { file: 'flows.ts', line: 16 } }],
  })
})

const changed = (name: string, change: (plan: string) => string): string => {
  const file = join(dirname(finance), name)
  writeFileSync(file, change(readFileSync(finance, 'utf8')))
  return file
}
const withFormat = (text: string, format: unknown): string => JSON.stringify({ ...(JSON.parse(text) as object), format })

test.each([
  ['is not there', () => join(inside, 'nowhere.json'), 'nowhere.json cannot be read', 1],
  ['is a folder', () => inside, 'cannot be read', 1],
  ['is no JSON', () => changed('broken.json', (text) => text.slice(0, 100)), 'the plan is no JSON', 1],
  [
    'is of an older format',
    () => changed('old.json', (text) => withFormat(text, 0)),
    'the plan has format 0, this version of thalweg reads format',
    1,
  ],
  [
    'is no plan',
    () => changed('none.json', (text) => text.replace('"landscape"', '"landscapes"')),
    'changed into something that is none',
    1,
  ],
  ['has no name', () => ' ', '--with is empty', 64],
])('a plan that %s is one message with a way out', async (_, file, message, exit) => {
  const failure: unknown = await checkWith(file()).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect(failure).toMatchObject({
    exit,
    message: expect.stringContaining(message) as string,
    wayOut: expect.stringContaining('plan.json') as string,
  })
})

test('two states of one landscape are refused', () => {
  const plan = readPlan(readFileSync(finance, 'utf8'))
  expect(() => refuseSameLandscape('plant', [plan])).not.toThrow()
  expect(() => refuseSameLandscape('finance', [plan])).toThrow('--with names a plan of this landscape itself, finance')
  expect(() => refuseSameLandscape('plant', [plan, plan])).toThrow('--with names two plans of the landscape finance')
})

const found = (count: number): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    code: 'TW123',
    severity: 'warning',
    at: { file: 'flows.ts', line: 16, column: index + 1 },
    facts: { call: 'because' },
  }))

test('more than a screenful of findings are told by their codes, and each whole where all are asked for', async () => {
  const of = projectOf(new Input({ flows: own }, {}))
  expect((await findingsText(of, found(20))).match(/TW123/g)).toHaveLength(20)
  const many = await findingsText(of, found(21))
  expect(many.match(/TW123/g)).toHaveLength(1)
  expect(many).toMatch(/\n {2}and 20 more: .*\n\n21 findings, 0 errors among them\. Each whole: thalweg check --all$/)
  expect((await findingsText(of, found(21), true)).match(/TW123/g)).toHaveLength(21)
})

test('a portfolio without flows is told as one, with what to do', async () => {
  const empty = project(inside, 'empty', { 'flows.ts': flows('') })
  const { exit, text } = await check.run(new Input({ flows: empty }, {}), silent)
  expect({ exit, text }).toEqual({ exit: 0, text: expect.stringMatching(/flows\.ts: no flow yet\. Write one into portfolio\(/) as string })
})
