import { posix } from 'node:path'
import type { PlanConnector } from '../schema.ts'
import { databaseCapabilities, ours } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

/** Whole files for others to fetch. What they hold is kept in a database of ours beside them, which is written as any other; nobody else writes there. */
export const dropTo: ConnectorFacts = {
  title: 'dropTo',
  form: 'file',
  detects: ['none'],
  runs: true,
  dropped: true,
  kept: [ours, 'sqlite_'],
  capabilities: databaseCapabilities,
  place: (connector) => folderOf(connector as Extract<PlanConnector, { readonly kind: 'dropTo' }>),
}

/** Two systems in one folder would take each other's files for their own. */
function folderOf({ path }: Extract<PlanConnector, { readonly kind: 'dropTo' }>): string {
  return typeof path === 'string' ? posix.normalize(path.replaceAll('\\', '/')) : `the value of ${path.env} in the environment`
}
