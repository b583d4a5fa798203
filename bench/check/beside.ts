/** Two generators that engineers know, from as many entities of twenty fields: what starts a migration, and what starts the types of an API. */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { seconds } from './seconds.ts'

const packages = join(import.meta.dirname, 'beside/node_modules')

interface Beside {
  readonly name: string
  /** Of one entity. */
  readonly file: (index: number) => readonly [name: string, text: string]
  readonly config: readonly [name: string, text: string]
  readonly command: readonly string[]
}

const texts = Array.from({ length: 14 }, (_, index) => `text${index + 1}`)

const drizzle: Beside = {
  name: 'drizzle-kit generate',
  file: (index) => [
    `schema/r${index}.ts`,
    `import { int, numeric, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const r${index} = sqliteTable('r${index}', {
  id: text().primaryKey(),
  state: text({ enum: ['OPEN', 'IN_PROGRESS', 'DONE'] }).notNull(),
  cost: numeric().notNull(),
  stock: numeric().notNull(),
  level: int().notNull(),
  rate: real(),
${texts.map((name) => `  ${name}: text(),`).join('\n')}
})
`,
  ],
  config: ['drizzle.config.json', '{ "dialect": "sqlite", "schema": "./schema/*.ts", "out": "./drizzle" }\n'],
  command: ['drizzle-kit/bin.cjs', 'generate', '--config', 'drizzle.config.json'],
}

const graphql: Beside = {
  name: 'graphql-codegen, types',
  file: (index) => [
    `schema/r${index}.graphql`,
    `${index === 0 ? 'type Query {\n  one: R0\n}\n\n' : ''}enum State${index} {
  OPEN
  IN_PROGRESS
  DONE
}

type R${index} {
  id: ID!
  state: State${index}!
  cost: String!
  stock: String!
  level: Int!
  rate: Float
${texts.map((name) => `  ${name}: String`).join('\n')}
}
`,
  ],
  config: [
    'codegen.json',
    '{ "schema": "./schema/*.graphql", "generates": { "types.ts": { "plugins": ["typescript"] } }, "silent": true }\n',
  ],
  command: ['@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.json'],
}

export const beside = [drizzle, graphql] as const

export function isInstalled(): boolean {
  return existsSync(packages)
}

/** Seconds from nothing, and again with nothing changed. */
export function measureBeside(folder: string, { file, config, command }: Beside, entities: number): { cold: number; unchanged: number } {
  rmSync(folder, { recursive: true, force: true })
  const files = [
    config,
    ['package.json', '{ "private": true, "type": "module" }\n'] as const,
    ...Array.from({ length: entities }, (_, i) => file(i)),
  ]
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(packages, join(folder, 'node_modules'))
  const [script, ...words] = command
  const run = () => seconds(folder, [join(packages, script!), ...words])
  return { cold: run(), unchanged: run() }
}
