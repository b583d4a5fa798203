/** Drafts with damage in them: what untyped code, a bad merge, or a strange name of a table would bring. */
import fc from 'fast-check'
import type { Draft, Literal } from './draft.ts'
import { drafts } from './drawn.ts'

/** Values that stand where others should. */
const wrong: readonly Literal[] = [
  null,
  0,
  -1,
  1.5,
  true,
  '',
  ' ',
  'nobody',
  'EAM',
  [],
  {},
  [['x']],
  ...[
    'undefined',
    'NaN',
    '10n',
    '() => {}',
    'new Date(0)',
    "Symbol('x')",
    'new Map()',
    'z.string()',
    'longest',
    '(() => { const a = []; a.push(a); return a })()',
  ].map((written) => ({ written })),
]

/** Names that mean something to JavaScript, to SQL or to a terminal, or nothing to anybody. */
const hostile: readonly string[] = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'select',
  'order',
  'class',
  'default',
  'null',
  '1',
  '',
  ' ',
  'a b',
  "a'b",
  'a"b',
  'a`${b}`',
  'a\\b',
  'a/b',
  '../a',
  'a\nb',
  '\u0000',
  '\u001b[31m',
  '\u202Eabc',
  '\ud800',
  '🚜',
  'ß',
  'x'.repeat(300),
]

const damage = fc.record({
  kind: fc.constantFrom('dropped', 'doubled', 'replaced', 'replaced', 'replaced', 'renamed', 'renamed', 'misnamed'),
  at: fc.nat({ max: 9_999 }),
  by: fc.nat({ max: 999 }),
})
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never

export const damaged: fc.Arbitrary<Draft> = fc
  .record({ draft: drafts, damages: fc.array(damage, { minLength: 1, maxLength: 4 }) })
  .map(({ draft, damages }) => damages.reduce(withDamage, draft))

function withDamage(draft: Draft, { kind, at, by }: Damage): Draft {
  const pick = <T>(all: readonly T[], n = at): T | undefined => all[n % Math.max(all.length, 1)]
  if (kind === 'renamed') return renamed(draft, pick(namesOf(draft)), pick(hostile, by)!)
  const gone = kind === 'dropped' || kind === 'doubled'
  const place = pick(gone ? [...partsOf(draft), ...valuesIn(draft)] : valuesIn(draft))
  if (place === undefined) return draft
  const what = { dropped: undefined, doubled: undefined, replaced: pick(wrong, by), misnamed: pick(hostile, by) }[kind]
  return changed(draft, place, (holder, name) => {
    if (kind === 'dropped' && Array.isArray(holder)) holder.splice(Number(name), 1)
    else if (kind === 'dropped') delete holder[name]
    else if (kind !== 'doubled') holder[name] = what
    else if (Array.isArray(holder)) holder.push(holder[Number(name)])
  })
}

type Path = readonly (string | number)[]
type Holder = Record<string | number, unknown>

/** What the draft is made of: it may be gone, or there twice. */
function partsOf({ systems, flows }: Draft): readonly Path[] {
  return [
    ...systems.flatMap(({ holds }, i) => holds.map((_, n) => ['systems', i, 'holds', n])),
    ...flows.flatMap(({ calls }, i) => [['flows', i], ...calls.map((_, n) => ['flows', i, 'calls', n])]),
  ]
}

/** What is said in the language's own terms: anything may stand there. */
function valuesIn({ records, systems, flows }: Draft): readonly Path[] {
  return [
    ...records.flatMap((record, i) => [...within(record.key, ['records', i, 'key']), ...within(record.groups, ['records', i, 'groups'])]),
    ...systems.flatMap((system, i) => [
      ['systems', i, 'place'],
      ['systems', i, 'clockTolerance'],
      ...system.holds.flatMap((binding, n) => [
        ['systems', i, 'holds', n, 'table'],
        ...within(binding.options, ['systems', i, 'holds', n, 'options']),
      ]),
    ]),
    ...flows.flatMap((flow, i) => [
      ['flows', i, 'record'],
      ...within(flow.way, ['flows', i, 'way']).filter((path) => !['kind', 'systems'].includes(String(path.at(-1)))),
      ...flow.calls.flatMap((call, n) => within(call.args, ['flows', i, 'calls', n, 'args'])),
    ]),
  ]
}

function within(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null || 'written' in value) return []
  return Object.keys(value).flatMap((name) => {
    const inner = [...path, Array.isArray(value) ? Number(name) : name]
    return [inner, ...within((value as Holder)[name], inner)]
  })
}

function changed(draft: Draft, path: Path, change: (holder: Holder, name: string | number) => void): Draft {
  const copy = structuredClone(draft)
  const holder = path.slice(0, -1).reduce<unknown>((inside, name) => (inside as Holder)[name], copy)
  change(holder as Holder, path.at(-1)!)
  return copy
}

function namesOf({ records, systems, flows }: Draft): readonly string[] {
  return [
    ...records.flatMap(({ name, fields, groups }) => [name, ...fields.map((field) => field.name), ...Object.keys(groups)]),
    ...systems.map(({ name }) => name),
    ...flows.map(({ name }) => name),
  ]
}

/** The same portfolio in which something is called otherwise, wherever it is named. */
function renamed(draft: Draft, from: string | undefined, to: string): Draft {
  const walk = (value: unknown): unknown => {
    if (value === from) return to
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null || 'written' in value) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name === from ? to : name, walk(inner)]))
  }
  return walk(draft) as Draft
}
