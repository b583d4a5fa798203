import { data, type Access, type ConnectorData, type Duration } from './data.ts'
import { frozen } from './frozen.ts'
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
} as const satisfies Record<ConnectorData['kind'], { access: Access; kind: string }>

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
