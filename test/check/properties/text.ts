/** A draft as the flow file that an engineer would have written. It is JavaScript that is TypeScript as well, one call a line. */
import {
  connectors,
  kinds,
  type BindingDraft,
  type Draft,
  type FieldDraft,
  type FlowDraft,
  type Kind,
  type Literal,
  type RecordDraft,
  type SystemDraft,
} from './draft.ts'

/** Modules that a printed flow file imports, with the names that it takes from them. */
export const imports = {
  zod: ['z'],
  thalweg: ['env', 'field', 'landscape', 'mariadb', 'postgres', 'record', 'secret', 'sqlite', 'system', 'table'],
  './functions.ts': ['longest', 'shouting'],
} as const

/** What stands in `functions.ts` beside it. */
export const functionsText = `import { z } from 'zod'

/** Stored in capitals; values are small letters and digits. */
export const shouting = z.codec(z.string().regex(/^[A-Z0-9 ]*$/), z.string().regex(/^[a-z0-9 ]*$/), {
  decode: (stored) => stored.toLowerCase(),
  encode: (value) => value.toUpperCase(),
})

/** The longest one; of equally long ones the last by alphabet. */
export function longest(_agreed: string | null | undefined, values: readonly (string | null)[]): string | null {
  const said = values.filter((value) => value !== null)
  return said.sort((a, b) => b.length - a.length || (a < b ? 1 : -1))[0] ?? null
}
`

export function flowText(draft: Draft): string {
  const { records, systems, flows } = draft
  return [
    ...Object.entries(imports).map(([module, names]) => `import { ${names.join(', ')} } from '${module}'`),
    '',
    ...records.map(recordText),
    '',
    ...systems.map(systemText),
    '',
    `const { flow, portfolio } = landscape({`,
    `  name: 'drawn',`,
    `  records: { ${records.map(({ name }) => nameIn(name, variable(name, 'record'))).join(', ')} },`,
    `  systems: { ${systems.map(({ name }) => nameIn(name, variable(name, 'system'))).join(', ')} },`,
    '})',
    '',
    'export default portfolio({',
    ...flows.map(flowLines),
    '})',
    '',
  ].join('\n')
}

function recordText({ name, key, fields, groups }: RecordDraft): string {
  return [
    `const ${variable(name, 'record')} = record({`,
    `  key: ${literal(key.length === 1 ? key[0]! : key)},`,
    '  fields: {',
    ...fields.map((field) => `    ${nameText(field.name)}: ${fieldText(field)},`),
    '  },',
    ...(Object.keys(groups).length > 0 ? [`  groups: ${literal(groups)},`] : []),
    '})',
  ].join('\n')
}

function fieldText({ kind, nullable, ref }: FieldDraft): string {
  const { schema }: Kind = kinds[kind]
  const text = `${schema}${nullable === true ? '.nullable()' : ''}`
  return ref === undefined ? text : `field.ref(${literal(ref)}, ${text})`
}

function systemText({ name, connector, place, copyOnly, clockTolerance, columns, holds }: SystemDraft): string {
  const [[option, by]] = Object.entries(connectors[connector]) as [[string, string]]
  return [
    `const ${variable(name, 'system')} = system({`,
    `  connector: ${connector}({ ${option}: ${by}(${literal(place)}) }),`,
    ...(copyOnly === true ? ['  copyOnly: true,'] : []),
    ...(clockTolerance === undefined ? [] : [`  clockTolerance: ${literal(clockTolerance)},`]),
    ...(columns === undefined ? [] : [`  columns: ${literal(columns)},`]),
    '  holds: {',
    ...holds.map((binding) => `    ${nameText(binding.record)}: ${bindingText(binding)},`),
    '  },',
    '})',
  ].join('\n')
}

function bindingText({ record, table, options }: BindingDraft): string {
  const said = Object.keys(options).length === 0 ? '' : `, ${literal(options as Literal)}`
  return `table(${variable(record, 'record')}, ${literal(table)}${said})`
}

function flowLines({ name, record, way, calls }: FlowDraft): string {
  const direction =
    way.kind === 'oneWay'
      ? `.oneWay(${literal({ from: way.from, to: Array.isArray(way.to) && way.to.length === 1 ? way.to[0]! : way.to })})`
      : `.twoWay(${argumentsText(way.systems)})`
  return [
    `  ${nameText(name)}: flow(${literal(record)})`,
    ...[direction, ...calls.map(({ call, args }) => `.${call}(${argumentsText(args)})`)].map((line) => `    ${line}`),
  ]
    .join('\n')
    .concat(',')
}

function argumentsText(args: readonly Literal[]): string {
  return args.map(literal).join(', ')
}

function literal(value: Literal | undefined): string {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${(value as readonly Literal[]).map(literal).join(', ')}]`
  if ('written' in value && typeof value.written === 'string') return value.written
  const parts = Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [`${nameText(name)}: ${literal(each)}`]))
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

/** Before a colon; `__proto__: x` would set a prototype, and make no member. */
function nameText(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

function nameIn(name: string, held: string): string {
  return name === held ? name : `${nameText(name)}: ${held}`
}

/** What a record or a system is called in the file: its name, where a variable can have it. */
function variable(name: string, what: string): string {
  const plain = /^[A-Za-z]\w*$/.test(name) && !taken.has(name)
  return plain ? name : `${what}_${Array.from(name, (letter) => letter.codePointAt(0)!.toString(36)).join('_')}`
}

const taken: ReadonlySet<string> = new Set([...Object.values(imports).flat(), 'class', 'default', 'null', 'flow', 'portfolio'])
