import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConnectorConfig, GeneratedSystem } from '../../runtime/door.ts'
import type { Command } from '../command.ts'
import type { Estate } from '../estate.ts'
import { estateOf } from '../estate.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { shown } from '../shown.ts'
import { requireNames } from '../systems.ts'

interface Prepared {
  readonly system: string
  readonly scripts: readonly { readonly file: string; readonly sql: string }[]
  /** Run beyond the scripts: left-over triggers that were taken away. */
  readonly also: readonly string[]
  readonly applied: boolean
}

export const prepare: Command = {
  name: 'prepare',
  group: 'systems',
  summary: 'what each system needs: print the SQL, or run it',
  about:
    'Change capture, operation marks, and guards where a flow asks for them. Prints the SQL that it would run and changes nothing, unless --apply is given. Running it again is harmless. Hand the printed SQL to whoever may run it, where that is not you.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--apply', about: 'run it, each script in one transaction' },
    { flags: '--undo', about: 'take it all away again; printed, or run with --apply' },
    { flags: '--system <name>', about: 'only this system; may be given more than once', repeats: true },
  ],
  examples: [
    ['thalweg prepare', 'print the SQL for every system'],
    ['thalweg prepare --apply', 'run it'],
    ['thalweg prepare --system ERP --undo --apply', 'take it away from one system'],
  ],
  run: async (input) => {
    const estate = await estateOf(input)
    const systems = chosen(estate, input.list('system'))
    const undo = input.flag('undo')
    const scripts = new Map(systems.map((system) => [system.name, scriptsOf(system, undo)]))
    const text = systems.map((system) => printed(system, scripts.get(system.name)!)).join('\n')
    const apply = input.flag('apply')
    const done: Prepared[] = []
    if (apply) await requireNames(estate, new Set(systems.map((system) => system.name)))
    for (const system of systems) {
      const own = scripts.get(system.name)!
      const also =
        apply && own.length > 0
          ? await kinds[system.connector.kind](
              estate,
              system,
              own.map(({ sql }) => sql),
            )
          : []
      done.push({ system: system.name, scripts: own, also, applied: apply && own.length > 0 })
    }
    return { exit: 0, data: { undo, systems: done }, text: apply ? told(done, undo) : text }
  },
}

/** How SQL is run in each kind of system. */
const kinds: Readonly<
  Record<ConnectorConfig['kind'], (estate: Estate, system: GeneratedSystem, scripts: readonly string[]) => Promise<readonly string[]>>
> = {
  sqlite: async (estate, system, scripts) => {
    const { valueOf } = await import('../../runtime/connect.ts')
    const { applySqlite } = await import('../sqlite/apply.ts')
    return applySqlite(system.name, resolve(estate.project.folder, valueOf(system.connector.file, process.env)), scripts)
  },
}

function chosen(estate: Estate, names: readonly string[]): readonly GeneratedSystem[] {
  const all = estate.landscape.systems
  for (const name of names)
    if (!Object.hasOwn(all, name)) throw usage(`there is no system ${name}`, nearest(name, Object.keys(all), 'the systems are'))
  return Object.values(all).filter(({ name }) => names.length === 0 || names.includes(name))
}

export function scriptsOf(system: GeneratedSystem, undo: boolean): { file: string; sql: string }[] {
  return system.ddl
    .filter(({ name }) => (name === 'undo') === undo)
    .map(({ file }) => {
      try {
        return { file: shown(fileURLToPath(file)), sql: readFileSync(file, 'utf8') }
      } catch (error) {
        throw new Failure(
          'generated.broken',
          `the generated code names ${fileURLToPath(file)}, which cannot be read: ${(error as Error).message}`,
          'write it anew: thalweg generate',
        )
      }
    })
}

function printed(system: GeneratedSystem, scripts: Prepared['scripts']): string {
  if (scripts.length === 0) return `-- ${system.name}: nothing to do, it is only read`
  return scripts.map(({ file, sql }) => `-- ${system.name}: ${file}\n${sql.trimEnd()}\n`).join('\n')
}

function told(systems: readonly Prepared[], undo: boolean): string {
  return systems
    .map(({ system, applied, also }) => {
      if (!applied) return `${system}: nothing to do, it is only read`
      const more = also.length === 0 ? '' : `, and took away what no flow asks for any more: ${also.join('; ')}`
      return undo ? `${system}: what prepare had made is gone` : `${system}: prepared${more}`
    })
    .join('\n')
}
