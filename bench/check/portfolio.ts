/** A portfolio of as many flows as asked, twenty fields each, over six systems, with every step of the ladder in turn. The same number gives the same files. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const systems = ['CRM', 'ERP', 'EAM', 'WMS', 'PROC', 'BI'] as const

/** What a flow says after its name, by its place in the row: from one-way to fields that several write. `a`, `b`: two systems that hold the record. */
const steps: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `.oneWay({ from: '${a}', to: ['${b}', 'BI'] }).every('15m')`,
  (a, b) => `.oneWay({ from: '${a}', to: '${b}' }).returnPath('approval', '${b}').expect({ lag: '5m' })`,
  (a, b) => `.oneWay({ from: '${a}', to: '${b}' }).onForeignWrite('propose').maxDeletes(10)`,
  (a, b) => `.twoWay('${a}', '${b}')
    .because('both work on it')
    .owner([${names(['name', 'status', 'due', 'price', ...texts.slice(0, 6)])}], '${a}')
    .owner([${names(['parent', 'approval', 'stock', 'active', 'level', ...texts.slice(6)])}], '${b}')
    .creates('${a}')
    .deletes('${a}', { againstUpdate: 'updateWins' })`,
  (a, b) => `.twoWay('${a}', '${b}')
    .because('both work on it')
    .owner([${names(['name', 'parent', 'approval', 'price', ...texts.slice(0, 6)])}], '${a}')
    .precedence([${names(['status', 'active'])}], '${b}')
    .review([${names(['due', ...texts.slice(6, 8)])}], { team: 'stewards' })
    .merge('level', higher)
    .delta('stock')
    .precedence('${texts[8]}', '${a}')
    .creates('anyone')
    .deletes('nobody')`,
]

const texts = Array.from({ length: 9 }, (_, i) => `text${i + 1}`)

function names(fields: readonly string[]): string {
  return fields.map((field) => `'${field}'`).join(', ')
}

/** `r0001` */
function recordName(index: number): string {
  return `r${String(index).padStart(4, '0')}`
}

/** Writes the files anew. @returns the folder's flow file */
export function writePortfolio(folder: string, flows: number): string {
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of filesOf(flows)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  for (const name of ['zod', '@types']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  return join(folder, 'flows.ts')
}

function filesOf(flows: number): ReadonlyMap<string, string> {
  const indexes = Array.from({ length: flows }, (_, index) => index)
  return new Map([
    ['package.json', '{ "name": "many", "private": true, "type": "module" }\n'],
    ['tsconfig.json', tsconfig('flows.ts')],
    ['tsconfig.records.json', tsconfig('records')],
    ['higher.ts', higher],
    ...indexes.map((index) => [`records/${recordName(index)}.ts`, recordText(index)] as const),
    ...systems.map((system) => [`systems/${system}.ts`, systemText(system, indexes)] as const),
    ['landscape.ts', landscapeText(indexes)],
    ['flows.ts', flowsText(indexes)],
  ])
}

function tsconfig(included: string): string {
  const options = { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true }
  const strictest = {
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
  }
  return `${JSON.stringify({ compilerOptions: { ...options, ...strictest, types: ['node'] }, include: [included] }, null, 2)}\n`
}

const higher = `/** The higher of what was decided before and what each side says now. */
export function higher(agreed: number | undefined, values: readonly number[]): number {
  return Math.max(agreed ?? 0, ...values)
}
`

/** A record refers to the one before it, in chains of five: those that the same two systems share. */
function recordText(index: number): string {
  const parent =
    index % steps.length === 0 ? 'z.string().max(20).nullable()' : `field.ref('${recordName(index - 1)}', z.string().max(20).nullable())`
  const rest = texts.map((text, i) => `    ${text}: z.string().max(${40 + i}).nullable(),`).join('\n')
  return `import { field, record } from 'thalweg'
import { z } from 'zod'

export const ${recordName(index)} = record({
  key: 'id',
  fields: {
    id: z.string().max(20),
    name: z.string().max(200),
    parent: ${parent},
    status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED']),
    due: z.iso.date().nullable(),
    stock: field.quantity({ precision: 9, scale: 2 }),
    active: z.boolean(),
    level: z.int().min(0).max(9),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
${rest}
  },
  groups: { price: ['cost', 'currency'] },
})
`
}

/** The two that work on a record: neighbours in the row of systems, without the last, which only reads. */
function pairOf(index: number): readonly [string, string] {
  const chain = Math.floor(index / steps.length)
  return [systems[chain % 5]!, systems[(chain + 1) % 5]!]
}

function holders(index: number): readonly string[] {
  return index % steps.length === 0 ? [...pairOf(index), 'BI'] : pairOf(index)
}

function systemText(system: string, indexes: readonly number[]): string {
  const held = indexes.filter((index) => holders(index).includes(system)).map(recordName)
  const tables = held.map(
    (name) => `    ${name}: table(${name}, '${system.toLowerCase()}_${name}', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { id: '${name}_no', status: { column: 'state', values: { OPEN: 10, IN_PROGRESS: 20, DONE: 90 } } },
    }),`,
  )
  return `import { env, sqlite, system, table } from 'thalweg'
${held.map((name) => `import { ${name} } from '../records/${name}.ts'`).join('\n')}

export const ${system} = system({
  connector: sqlite({ file: env('${system}_DB', { default: 'data/${system.toLowerCase()}.sqlite' }) }),
  clockTolerance: '1s',
  holds: {
${tables.join('\n')}
  },
})
`
}

function landscapeText(indexes: readonly number[]): string {
  const records = indexes.map(recordName)
  return `import { landscape } from 'thalweg'
${records.map((name) => `import { ${name} } from './records/${name}.ts'`).join('\n')}
${systems.map((name) => `import { ${name} } from './systems/${name}.ts'`).join('\n')}

export const { flow, portfolio } = landscape({
  name: 'many',
  records: {
${records.map((name) => `    ${name},`).join('\n')}
  },
  systems: { ${systems.join(', ')} },
})
`
}

function flowsText(indexes: readonly number[]): string {
  const flows = indexes.map((index) => {
    const step = steps[index % steps.length]!
    return `  ${recordName(index)}: flow('${recordName(index)}')${step(...pairOf(index))},`
  })
  return `import { higher } from './higher.ts'
import { flow, portfolio } from './landscape.ts'

export default portfolio({
${flows.join('\n')}
})
`
}
