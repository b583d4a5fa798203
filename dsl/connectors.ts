import { callSite } from './call-site.ts'
import { given } from './carried.ts'
import { data, type Access, type ConnectorData, type Duration } from './data.ts'
import { frozen } from './frozen.ts'
import type { Definition, RefusedSettings, SettingKinds, Settings } from './types/connector.ts'
import type { Connector } from './types/system.ts'
import type { Env, Secret } from './types/values.ts'

/** What is known of a connector from its kind alone: what may be done there, and the kind of binding that it takes. */
const facts = {
  sqlite: { access: 'readWrite', kind: 'sql' },
  postgres: { access: 'readWrite', kind: 'sql' },
  mariadb: { access: 'readWrite', kind: 'sql' },
  odata: { access: 'readWrite', kind: 'odata' },
  folder: { access: 'readOnly', kind: 'file' },
  appendTo: { access: 'appendOnly', kind: 'file' },
  dropTo: { access: 'copyOnly', kind: 'file' },
} as const satisfies Record<Exclude<ConnectorData['kind'], 'custom'>, { access: Access; kind: string }>

type Facts = typeof facts
type Reached<D extends keyof Facts> = Connector<Facts[D]['access'], Facts[D]['kind']>

function connector<D extends keyof Facts>(held: ConnectorData & { readonly kind: D }): Reached<D> {
  const { access, kind }: Facts[D] = facts[held.kind]
  return Object.freeze({ access, kind, [data]: frozen(held) })
}

/** A SQLite database file. A relative path counts from the folder of the flow file. */
export function sqlite(at: { file: string | Env }): Connector<'readWrite', 'sql'> {
  return connector({ ...at, kind: 'sqlite' })
}

/** A PostgreSQL database. Default schema: the first of the search path. */
export function postgres(at: { url: Secret; schema?: string | Env }): Connector<'readWrite', 'sql'> {
  return connector({ ...at, kind: 'postgres' })
}

/** A MariaDB or MySQL database. */
export function mariadb(at: { url: Secret }): Connector<'readWrite', 'sql'> {
  return connector({ ...at, kind: 'mariadb' })
}

/** An OData v4 service. `pageSize` and `callsPerMinute` default to what the service itself imposes. */
export function odata(at: {
  url: Env
  token: Secret
  company?: Env
  pageSize?: number
  callsPerMinute?: number
}): Connector<'readWrite', 'odata'> {
  return connector({ ...at, kind: 'odata' })
}

/**
 * A folder in which files are dropped; it is read and never written. `settle`: how long a file must have stayed as it is before it counts (default 2 s).
 * `manifest: 'required'`: a file counts only once `<file>.manifest.json` is there and the file fits it; by default a manifest counts where there is one.
 */
export function folder(at: { path: string | Env; settle?: Duration; manifest?: 'required' }): Connector<'readOnly', 'file'> {
  return connector({ ...at, kind: 'folder' })
}

/** A folder whose files are only ever appended to. `rotate`: how long one file is written; default: one file for good. */
export function appendTo(at: { path: string | Env; rotate?: Duration }): Connector<'appendOnly', 'file'> {
  return connector({ ...at, kind: 'appendTo' })
}

/** A folder into which whole files are dropped for others to fetch: each always holds all that its flow has brought there. */
export function dropTo(at: { path: string | Env }): Connector<'copyOnly', 'file'> {
  return connector({ ...at, kind: 'dropTo' })
}

/** A system behind a connector of your own: an exported constant, made by `defineConnector` of `thalweg/connector`, and what it wants to be told. */
export function through<const S extends SettingKinds, A extends Access>(
  definition: Definition<S, A>,
  settings: Settings<S>,
): Connector<A, 'custom'>
export function through<const S extends SettingKinds, A extends Access, const G>(
  definition: Definition<S, A>,
  settings: RefusedSettings<S, G>,
): Connector<A, 'custom'>
export function through(definition: Definition, settings: unknown): Connector<Access, 'custom'> {
  given(definition, 'the connector that through(…) was given', 'an exported constant made by defineConnector({ … })')
  const held: ConnectorData = Object.freeze({
    kind: 'custom',
    definition: frozen(definition),
    settings: frozen(settings as Settings<SettingKinds>),
    at: callSite(),
  })
  return Object.freeze({ access: definition.access, kind: 'custom', [data]: held })
}
