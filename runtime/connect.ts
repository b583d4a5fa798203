/** From generated code to open systems: names of the environment become values here, when a run starts, and nowhere else. */
import { resolve } from 'node:path'
import { openAppendTo } from './connectors/append-to/index.ts'
import { openDropTo } from './connectors/drop-to/index.ts'
import { openCustom } from './connectors/custom/index.ts'
import { openFolder } from './connectors/files/folder.ts'
import type { Folder } from './connectors/folders/mark.ts'
import { openSqlite } from './connectors/sqlite/index.ts'
import type { Adapter, AppendToSystem, ConnectorConfig, EnvName, GeneratedLandscape, SecretName, SystemOf } from './door.ts'
import type { Opener } from './engine/reach.ts'
import type { System } from './ports.ts'
import { SystemError } from './ports.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  /** Relative paths count from here: the folder of the flow file. */
  readonly folder: string
  readonly env: Environment
  /** What systems that have no clock of their own, being files, go by: epoch ms. Default: the clock of this machine. */
  readonly now?: () => number
}

/** Every name that the landscape needs and the environment lacks, in order, once each. */
export function missingNames(landscape: GeneratedLandscape, env: Environment, systems?: ReadonlySet<string>): string[] {
  const wanted: EnvName[] = []
  for (const system of Object.values(landscape.systems)) {
    if (systems !== undefined && !systems.has(system.name)) continue
    wanted.push(...namesIn(system.connector))
  }
  const adapters = Object.values(landscape.flows).flatMap((flow): readonly Pick<Adapter, 'system' | 'scope'>[] =>
    Object.values(flow.adapters),
  )
  for (const adapter of [...adapters, ...Object.values(landscape.events ?? {}).map(({ source }) => source)])
    if (systems === undefined || systems.has(adapter.system)) wanted.push(...adapter.scope.map((scope) => scope.value))
  return [...new Set(wanted.filter((name) => env[name.env] === undefined && name.default === undefined).map((name) => name.env))]
}

/** What a place is said by, that only the environment knows. */
function namesIn(said: unknown): EnvName[] {
  if (typeof said !== 'object' || said === null) return []
  if ('secret' in said && typeof said.secret === 'string') return [{ env: said.secret }]
  return 'env' in said && typeof said.env === 'string' ? [said as EnvName] : Object.values(said).flatMap(namesIn)
}

export function valueOf(said: string | EnvName | SecretName, env: Environment): string {
  if (typeof said === 'string') return said
  const name: EnvName = 'secret' in said ? { env: said.secret } : said
  const value = env[name.env] ?? name.default
  if (value === undefined) throw new Error(`${name.env} is not set`)
  return value
}

/** The file or folder in which a system lies. */
export function pathOf({ connector }: SystemOf<'sqlite' | 'folder' | 'appendTo' | 'dropTo'>, place: Place): string {
  return resolve(place.folder, valueOf(connector.kind === 'sqlite' ? connector.file : connector.path, place.env))
}

type Kinds = { readonly [K in ConnectorConfig['kind']]: (system: SystemOf<K>, place: Place, landscape: string) => Promise<System> }

const kinds: Kinds = {
  sqlite: async (system, place) => {
    const { env, now } = place
    const how = { name: system.name, file: pathOf(system, place), statements: system.statements, env }
    return openSqlite(now === undefined ? how : { ...how, now })
  },
  postgres: async ({ name, connector, statements }, { env }, landscape) => {
    const { url, schema } = connector
    const { openPostgres } = await import('./connectors/postgres/index.ts')
    return openPostgres({
      name,
      url: valueOf(url, env),
      ...(schema !== undefined && { schema: valueOf(schema, env) }),
      statements,
      env,
      landscape,
    })
  },
  mariadb: async ({ name, connector, statements }, { env }) => {
    const { openMariadb } = await import('./connectors/mariadb/index.ts')
    return openMariadb({ name, url: valueOf(connector.url, env), statements, env })
  },
  folder: async (system, place) => {
    const { settleMs, manifest } = system.connector
    return openFolder({ name: system.name, path: pathOf(system, place), settleMs, needsManifest: manifest === 'required' })
  },
  appendTo: async (system, place, landscape) => {
    const { rotateMs } = system.connector
    const { now } = place
    return openAppendTo({
      ...folderOf(system, landscape, place),
      ...(rotateMs === undefined ? {} : { rotateMs }),
      ...(now !== undefined && { now }),
    })
  },
  dropTo: async (system, place) => {
    const { env, now } = place
    const { name, statements, drops } = system
    return openDropTo({ name, folder: pathOf(system, place), statements, drops, env, ...(now !== undefined && { now }) })
  },
  custom: async ({ name, connector, definition }, { env, now }) => {
    const settings = Object.fromEntries(Object.entries(connector.settings).map(([setting, said]) => [setting, valueOf(said, env)]))
    return openCustom({ name, definition, settings, env, ...(now !== undefined && { now }) })
  },
}

/** The folder of a system that flows write files to. */
export function folderOf(system: AppendToSystem, landscape: string, place: Place): Folder {
  return { system: system.name, landscape, path: pathOf(system, place) }
}

/** How a run reaches the systems of a landscape. */
export function opener(landscape: GeneratedLandscape, place: Place): Opener {
  return async (name) => {
    const system = landscape.systems[name]
    if (system === undefined) throw new SystemError('misfit', 'noSystem', name, `the landscape has no system ${name}`, 'generate again')
    return kinds[system.connector.kind](system as never, place, landscape.name)
  }
}
