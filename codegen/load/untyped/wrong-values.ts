/** Values that code which dodged the types has given to the language: nothing after this has to expect them. */
import { inspect } from 'node:util'
import type { z } from 'zod'
import type { BindingData, CallSite, FlowData, PortfolioData, RecordData, SystemData } from '../../../dsl/data.ts'
import type { Finding } from '../../check/finding.ts'
import type { Facts } from '../../check/rules/loading/wrong-value.ts'
import { once } from '../../once.ts'
import { positions } from '../../plan/context.ts'
import { calls } from './calls.ts'
import { bindingOptions, connectors, record, system } from './estate.ts'
import { list, options, text } from './given.ts'

interface Wrong {
  readonly at: CallSite
  readonly flow?: string
  readonly facts: Facts
}

const named = { name: text }
const ofRecord = { record: text }
const directions = { oneWay: { from: text, to: list }, twoWay: { systems: list.optional() } } satisfies Record<
  FlowData['way']['kind'],
  object
>

/** A schema is compiled when it is first used: one for each shape, not one for each call. */
const taking = once((shape: z.core.$ZodShape) => options(shape))

/** A finding for each value that the types would have refused, at the call that it was given to. */
export function wrongValues({ landscape, flows }: PortfolioData, folder: string): readonly Finding[] {
  const at = positions(folder)
  const wrong = [
    ...judged('landscape', { name: landscape.name }, named, landscape.at),
    ...Object.values(landscape.records).flatMap(inRecord),
    ...Object.values(landscape.systems).flatMap(inSystem),
    ...Object.entries(flows).flatMap(([name, flow]) => inFlow(flow).map((found) => ({ ...found, flow: name }))),
  ]
  const seen = new Set<string>()
  return wrong
    .map(({ facts, flow, at: site }): Finding => ({
      code: 'TW007',
      severity: 'error',
      at: at(site),
      ...(flow !== undefined && { flow }),
      facts,
    }))
    .filter((finding) => seen.size < seen.add(JSON.stringify(finding)).size)
}

function inRecord({ key, fields, groups, at }: RecordData): readonly Wrong[] {
  return judged('record', { key, fields, groups }, record, at)
}

function inSystem({ connector, clockTolerance, calendar, columns, holds, at }: SystemData): readonly Wrong[] {
  const { kind, ...place } = connector
  return [
    // The word for placing it is another than that for binding what is behind it.
    ...judged(kind === 'custom' ? 'through' : kind, place, connectors[kind], at),
    ...judged('system', { clockTolerance, calendar, columns }, system, at),
    ...Object.values(holds).flatMap(inBinding),
  ]
}

function inBinding({ form, record: held, name, options: said, at }: BindingData): readonly Wrong[] {
  return [...inRecord(held), ...judged(form, { name }, named, at), ...judged(form, said, bindingOptions, at)]
}

function inFlow({ record: name, way, calls: said, at }: FlowData): readonly Wrong[] {
  // A flow before its direction is said is no flow to the types.
  if ((way as FlowData['way'] | undefined) === undefined) return [{ at, facts: { kind: 'noDirection', record: name } }]
  const { kind, ...systems } = way
  return [
    ...judged('flow', { record: name }, ofRecord, at),
    ...judged(`.${kind}`, systems, directions[kind], at),
    ...said.flatMap(({ call, at: place, ...given }) => judged(`.${call}`, given, calls[call], place)),
  ]
}

function judged(what: string, given: unknown, shape: z.core.$ZodShape, at: CallSite): readonly Wrong[] {
  const result = taking(shape).safeParse(given)
  if (result.success) return []
  return result.error.issues.flatMap(nearest).flatMap((issue): readonly Wrong[] => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ at, facts: { kind: 'unknown', what, path: pathOf([...path, key]) } }))
    return [{ at, facts: { kind: 'value', what, path: pathOf(path), given: shown(valueAt(given, path)), meant: issue.message } }]
  })
}

/** Of a value that may be one of several: what is wrong inside the one that it comes nearest to, where that can be told. */
function nearest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const inside = issue.errors
    .filter((issues) => issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'))
    .sort((a, b) => a.length - b.length)
  const [first, second] = inside
  if (!first || first.length === second?.length) return [issue]
  return first.flatMap(nearest).map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
}

/** `stores[0].length`; what `field.*` says of a field is of the field. */
function pathOf(path: readonly string[]): string {
  if (path.length === 0) return 'its options'
  const written = path.filter((part) => part !== 'marks')
  return written.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[name] : undefined),
    value,
  )
}

const longest = 40

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value === null) return 'null'
  if (typeof value === 'object') return 'an object'
  const written = typeof value === 'string' ? JSON.stringify(value) : inspect(value)
  return written.length > longest ? `${written.slice(0, longest)}…` : written
}
