/** From generated code to open systems: names of the environment become values here, when a run starts, and nowhere else. */
import { resolve } from 'node:path'
import { openAppendTo } from './connectors/append-to/index.ts'
import type { Folder } from './connectors/folders/mark.ts'
import { openSqlite } from './connectors/sqlite/index.ts'
import type { Adapter, AppendToSystem, ConnectorConfig, EnvName, GeneratedLandscape, GeneratedSystem } from './door.ts'
import type { Opener } from './engine/reach.ts'
import type { System } from './ports.ts'
import { SystemError } from './ports.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  /** Relative paths count from here: the folder of the flow file. */
  readonly folder: string
  readonly env: Environment
}

/** Every name that the landscape needs and the environment lacks, in order, once each. */
export function missingNames(landscape: GeneratedLandscape, env: Environment, systems?: ReadonlySet<string>): string[] {
  const wanted: EnvName[] = []
  for (const system of Object.values(landscape.systems)) {
    if (systems !== undefined && !systems.has(system.name)) continue
    wanted.push(...namesOf(system.connector))
  }
  const adapters = Object.values(landscape.flows).flatMap((flow): readonly Pick<Adapter, 'system' | 'scope'>[] =>
    Object.values(flow.adapters),
  )
  for (const adapter of [...adapters, ...Object.values(landscape.events ?? {}).map(({ source }) => source)])
    if (systems === undefined || systems.has(adapter.system)) wanted.push(...adapter.scope.map((scope) => scope.value))
  return [...new Set(wanted.filter((name) => env[name.env] === undefined && name.default === undefined).map((name) => name.env))]
}

export function valueOf(name: string | EnvName, env: Environment): string {
  if (typeof name === 'string') return name
  const value = env[name.env] ?? name.default
  if (value === undefined) throw new Error(`${name.env} is not set`)
  return value
}

/** What a connector is placed by and the environment names. */
function namesOf(connector: ConnectorConfig): readonly EnvName[] {
  return Object.values(connector).filter((value) => typeof value === 'object')
}

type OfKind<K extends ConnectorConfig['kind']> = Extract<GeneratedSystem, { readonly connector: { readonly kind: K } }>
type Kinds = { readonly [K in ConnectorConfig['kind']]: (system: OfKind<K>, landscape: string, place: Place) => Promise<System> }

const kinds: Kinds = {
  sqlite: async ({ name, connector, statements }, _landscape, place) =>
    openSqlite({ name, file: resolve(place.folder, valueOf(connector.file, place.env)), statements, env: place.env }),
  appendTo: async (system, landscape, place) => openAppendTo({ ...folderOf(system, landscape, place), ...rotation(system) }),
}

/** Where the folder of a system is. */
export function folderOf({ name, connector }: AppendToSystem, landscape: string, place: Place): Folder {
  return { system: name, landscape, path: resolve(place.folder, valueOf(connector.path, place.env)) }
}

function rotation({ connector: { rotateMs } }: AppendToSystem): { readonly rotateMs?: number } {
  return rotateMs === undefined ? {} : { rotateMs }
}

/** How a run reaches the systems of a landscape. */
export function opener(landscape: GeneratedLandscape, place: Place): Opener {
  return async (name) => {
    const system = landscape.systems[name]
    if (system === undefined) throw new SystemError('misfit', 'noSystem', name, `the landscape has no system ${name}`, 'generate again')
    return kinds[system.connector.kind](system as never, landscape.name, place)
  }
}
