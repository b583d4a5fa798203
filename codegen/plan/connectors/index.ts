import { appendTo } from './append-to.ts'
import { custom } from './custom.ts'
import type { ConnectorFacts, Kind } from './facts.ts'
import { dropTo } from './drop-to.ts'
import { folder } from './folder.ts'
import { mariadb } from './mariadb.ts'
import { odata } from './odata.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

const connectors = { sqlite, postgres, mariadb, odata, folder, appendTo, dropTo, custom } as const satisfies Record<Kind, ConnectorFacts>

export function connectorFacts(kind: Kind): ConnectorFacts {
  return connectors[kind]
}
