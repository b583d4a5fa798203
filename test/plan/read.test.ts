import { expect, it } from 'vitest'
import { PlanError, readPlan } from '../../codegen/plan/json.ts'

it.each([
  ['no JSON', '{', /no JSON.*run thalweg generate/],
  ['another format', '{ "format": 7 }', /format 7.*reads format 1.*run thalweg generate/],
  ['no plan at all', '{ "name": "x" }', /run thalweg generate/],
  ['a list', '[]', /run thalweg generate/],
  ['a plan with parts missing', '{ "format": 1, "thalweg": "0.1.0" }', /run thalweg generate[\s\S]*landscape/],
])('a text that is %s is refused, with what to do', (_, text, message) => {
  expect(() => readPlan(text)).toThrow(PlanError)
  expect(() => readPlan(text)).toThrow(message)
})
