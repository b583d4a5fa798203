import { posix } from 'node:path'
import type { PlanConnector } from '../schema.ts'
import { databaseCapabilities, ours } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

export const sqlite: ConnectorFacts = {
  title: 'sqlite',
  form: 'table',
  detects: ['outbox', 'updatedAt', 'snapshot', 'none'],
  ownIds: true,
  runs: true,
  kept: [ours, 'sqlite_'],
  capabilities: databaseCapabilities,
  place: (connector) => fileOf(connector as Extract<PlanConnector, { readonly kind: 'sqlite' }>),
}

/** A path as it leads there, whatever way round it was written; a name of the environment as it is. */
function fileOf({ file }: Extract<PlanConnector, { readonly kind: 'sqlite' }>): string {
  return typeof file === 'string' ? posix.normalize(file.replaceAll('\\', '/')) : `the value of ${file.env} in the environment`
}
