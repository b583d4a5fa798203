/** What flows allow, and what cannot be allowed. */
import { expect, test } from 'vitest'
import { flows } from '../../codegen/check/example-estate.ts'
import { kinds, rules } from '../../codegen/check/rules/index.ts'
import { runCases } from './cases.ts'
import { findingsOf, project, workshop } from './projects.ts'

const inspections = (calls: string, more = '') =>
  flows(`inspections: flow('inspections').oneWay({ from: 'EAM', to: 'ERP' })${calls},${more}`)
const orphan = ['TW111', 'asset of inspections refers to assets'] as const

runCases([
  { it: 'a warning that is not allowed stands', flows: inspections(''), finds: [orphan] },
  { it: 'a warning that is allowed is no finding', flows: inspections(`.allows('TW111', 'kept by hand')`), finds: [] },
  {
    it: 'what one flow allows, another does not',
    flows: inspections(`.allows('TW111', 'kept by hand')`, `\nagain: flow('inspections').oneWay({ from: 'ERP', to: 'PROC' as never }),`),
    finds: [['TW112', 'PROC does not hold inspections']],
  },
  {
    it: 'another flow allows it',
    flows: inspections('', `\nvendors: flow('vendors').oneWay({ from: 'EAM', to: 'ERP' }).allows('TW111', 'kept by hand'),`),
    finds: [orphan, ['TW131', 'the flow vendors allows TW111, which is not found in it']],
  },
  {
    it: 'an error is not allowed, nor is the allowance told of twice',
    flows: inspections(`.maxDeletes(-1).allows('TW111', 'kept by hand').allows('TW312', 'no deletes')`),
    finds: [
      ['TW312', '.maxDeletes has -1'],
      ['TW130', '.allows names TW312, which is an error'],
    ],
  },
  {
    it: 'a code that there is not',
    flows: inspections(`.allows('TW111', 'kept by hand').allows('TW999', 'so be it')`),
    finds: [['TW130', '.allows names TW999, and there is no such code']],
  },
  {
    it: 'an allowance of allowances',
    flows: inspections(`.allows('TW111', 'kept by hand').allows('TW131', 'so be it')`),
    finds: [['TW130', '.allows names TW131, which is about .allows itself']],
  },
  {
    it: 'the same is allowed twice',
    flows: inspections(`.allows('TW111', 'kept by hand').allows('TW111', 'so be it')`),
    finds: [['TW131', 'TW111 is allowed twice in the flow inspections']],
  },
  {
    it: 'no reason, of one of two',
    flows: inspections(`.allows('TW111', '').allows('TW203', 'so be it')`),
    finds: [
      ['TW123', '.allows has a reason that says nothing'],
      ['TW131', 'the flow inspections allows TW203'],
    ],
  },
])

const inside = workshop()
const warnings = kinds.filter(({ code, severity }) => severity === 'warning' && rules.some((rule) => rule.code === code))
const files = warnings.map(({ code, example }) => ({
  code,
  file: project(inside, code, { ...example.files, 'flows.ts': example.failing }),
}))
const found = findingsOf(files.map(({ file }) => file))

test.each(files)('$code names the flow that may allow it', ({ code, file }) => {
  expect(found[file]?.filter((finding) => finding.code === code && finding.flow === undefined)).toEqual([])
})
