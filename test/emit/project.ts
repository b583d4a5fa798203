/** A project as a user has it: a folder with generated files, databases, and thalweg among its dependencies. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { generate, writeGenerated } from '../../codegen/generate.ts'
import type { Plan, PlanColumn, PlanField } from '../../codegen/plan/schema.ts'
import type { Adapter, AdapterStatements, GeneratedLandscape, GeneratedSystem, SqlSystem } from '../../runtime/door.ts'

const root = path.resolve(import.meta.dirname, '../..')

export interface Project {
  readonly dir: string
  /** @returns the folder that was generated. */
  readonly generate: (plan: Plan, name?: string) => string
  readonly load: (out: string) => Promise<GeneratedLandscape>
  readonly database: (plan: Plan, system: string) => DatabaseSync
  readonly remove: () => void
}

export function project(): Project {
  const dir = mkdtempSync(path.join(tmpdir(), 'thalweg-emit-'))
  const modules = path.join(dir, 'node_modules')
  mkdirSync(modules)
  symlinkSync(root, path.join(modules, 'thalweg'))
  for (const name of ['@types', 'vitest', 'zod']) symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name))
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ name: 'user', type: 'module', private: true }))
  writeFileSync(
    path.join(dir, 'codecs.ts'),
    `import { z } from 'zod'\n\nexport const shouting: z.ZodCodec<z.ZodString, z.ZodString> = z.codec(z.string(), z.string(), { decode: (stored) => stored.toLowerCase(), encode: (value) => value.toUpperCase() })\n`,
  )
  writeFileSync(
    path.join(dir, 'merges.ts'),
    `interface Price {\n  readonly cost: string\n  readonly currency: string\n}\n\n/** The dearer one. */\nexport function ERP(_agreed: Price | undefined, values: readonly Price[]): Price | undefined {\n  return [...values].sort((a, b) => Number(b.cost) - Number(a.cost))[0]\n}\n\nexport default function longest(_agreed: string | undefined, values: readonly string[]): string | undefined {\n  return [...values].sort((a, b) => b.length - a.length)[0]\n}\n`,
  )
  let databases = 0
  return {
    dir,
    generate: (plan, name = 'estate') => {
      const out = path.join(dir, 'generated', name)
      writeGenerated(out, generate(plan, { outDir: out, flowsDir: dir }))
      return out
    },
    load: async (out) => ((await import(pathToFileURL(path.join(out, 'index.ts')).href)) as { landscape: GeneratedLandscape }).landscape,
    database: (plan, system) => {
      const db = new DatabaseSync(path.join(dir, `${databases++}.db`))
      for (const statement of tables(plan, system)) db.exec(statement)
      return db
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** A system that has statements. */
export function sqlSystem(system: GeneratedSystem | undefined): SqlSystem {
  if (system === undefined || !('statements' in system)) throw new Error('no system that speaks SQL')
  return system
}

/** The statements of an adapter that has some. */
export function sqlOf(adapter: Adapter | undefined): AdapterStatements {
  if (adapter?.form !== 'table') throw new Error('no adapter of a table')
  return adapter.statements
}

const types: Readonly<Record<PlanField['type']['kind'], string>> = {
  text: 'TEXT',
  int: 'INTEGER',
  number: 'REAL',
  decimal: 'NUMERIC',
  boolean: 'INTEGER',
  date: 'TEXT',
  datetime: 'TEXT',
  enum: 'TEXT',
  json: 'TEXT',
}

/** The tables that a system would have had before. */
export function tables(plan: Plan, system: string): string[] {
  return Object.entries(plan.systems[system]!.holds).flatMap(([name, binding]) => {
    const { fields, key } = plan.records[name]!
    const type = (column: PlanColumn): string => {
      if (column.lookup !== undefined) return 'INTEGER'
      return column.values === undefined ? types[fields.find((field) => field.name === column.field)!.type.kind] : ''
    }
    const fed = new Set(binding.columns.map(({ column }) => column))
    const extra = [...binding.scope, ...binding.constants.onCreate, ...binding.constants.always]
      .map(([column]) => column)
      .filter((column) => !fed.has(column))
    if (binding.detect.kind === 'updatedAt') extra.push(binding.detect.column)
    const columns = [
      ...binding.columns.map((column) => `${quoted(column.column)} ${type(column)}`),
      ...[...new Set(extra)].map((column) => `${quoted(column)} TEXT`),
    ]
    const keys = [
      ...key.map((field) => binding.columns.find((column) => column.field === field)!.column),
      ...binding.scope.map(([column]) => column),
    ]
    const lookups = binding.columns.flatMap(({ lookup }) =>
      lookup === undefined
        ? []
        : [`CREATE TABLE ${quoted(lookup.table)} (${quoted(lookup.id)} INTEGER PRIMARY KEY, ${quoted(lookup.match)} TEXT UNIQUE)`],
    )
    return [`CREATE TABLE ${quoted(binding.name)} (${columns.join(', ')}, PRIMARY KEY (${keys.map(quoted).join(', ')}))`, ...lookups]
  })
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
