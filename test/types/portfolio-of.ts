/** How the cost is measured: two-way flows, one a record, each of 20 fields that nobody else names, with its lifecycle, in one portfolio. */

const FIELDS_A_RECORD = 20

/** The text of a landscape of `records` records held by two systems, without or with a portfolio of a flow for each. */
export function portfolioOf(records: number, withFlows: boolean): string {
  const numbers = Array.from({ length: records }, (_, index) => index)
  const names = numbers.map((number) => `r${number}`)
  const listed = names.join(', ')
  const bound = names.map((name) => `${name}: table(${name}, '${name}', { naming: 'snake_case', detect: 'outbox' })`).join(',\n  ')
  return [
    `import { z } from 'zod'`,
    `import { env, landscape, record, sqlite, system, table } from 'thalweg'`,
    ...numbers.map(recordText),
    ...['A', 'B'].map((name) => `const ${name} = system({ connector: sqlite({ file: env('${name}') }), holds: {\n  ${bound} } })`),
    `export const { flow, portfolio } = landscape({ name: 'cost', records: { ${listed} }, systems: { A, B } })`,
    ...(withFlows ? [`export default portfolio({\n${numbers.map(flowText).join('\n')}\n})`] : []),
    '',
  ].join('\n')
}

function recordText(record: number): string {
  const fields = fieldsOf(record).map((field) => `${field}: z.string()`)
  return `const r${record} = record({ key: 'k${record}', fields: { k${record}: z.string(), ${fields.join(', ')} } })`
}

function flowText(record: number): string {
  const quoted = fieldsOf(record).map((field) => `'${field}'`)
  const half = FIELDS_A_RECORD / 2
  return `  r${record}: flow('r${record}').twoWay().because('both work on it')
    .owner([${quoted.slice(0, half).join(', ')}], 'A').owner([${quoted.slice(half).join(', ')}], 'B')
    .creates('A').deletes('A', { againstUpdate: 'updateWins' }),`
}

function fieldsOf(record: number): string[] {
  return Array.from({ length: FIELDS_A_RECORD }, (_, index) => `f${record}_${index}`)
}
