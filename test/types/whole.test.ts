/** The estate of types uses everything that the language has: what is added to the language is missing here until it is used there. */
import { expect, test } from 'vitest'
import { calls } from '../../codegen/load/untyped/calls.ts'
import { bindingOptions, connectors } from '../../codegen/load/untyped/estate.ts'
import { data } from '../../dsl/data.ts'
import estate from './estate.ts'

const { landscape, flows } = estate[data]
const systems = Object.values(landscape.systems)
const bindings = systems.flatMap(({ holds }) => Object.values(holds))
const used = (names: readonly string[]) => [...new Set(names)].sort()

test('every call on a flow', () => {
  expect(used(Object.values(flows).flatMap((flow) => flow.calls.map(({ call }) => call)))).toEqual(used(Object.keys(calls)))
})
test('every option of a binding', () => {
  expect(used(bindings.flatMap(({ options }) => Object.keys(options)))).toEqual(used(Object.keys(bindingOptions)))
})
test('every connector', () => {
  expect(used(systems.map(({ connector }) => connector.kind))).toEqual(used(Object.keys(connectors)))
})
test('every way of deciding who creates and deletes, and what follows', () => {
  const said = Object.values(flows).flatMap((flow) => flow.calls.flatMap((call) => Object.keys(call)))
  expect(said).toEqual(expect.arrayContaining(['foreignCreate', 'foreignDelete', 'againstUpdate', 'answers', 'acceptLoss', 'repair']))
})
test('every mark of a field', () => {
  const marks = Object.values(landscape.records).flatMap(({ fields }) => Object.values(fields).map((each) => each.marks))
  expect(used(marks.flatMap((each) => Object.keys(each)))).toEqual(['decimal', 'ref', 'stakes', 'status'])
  expect(marks).toContainEqual({ stakes: 'high' })
})
