import { databaseCapabilities, ours } from './database.ts'
import type { PlanConnector } from '../schema.ts'
import type { ConnectorFacts } from './facts.ts'

export const postgres: ConnectorFacts = {
  title: 'postgres',
  form: 'table',
  detects: ['outbox', 'log', 'updatedAt', 'snapshot', 'none'],
  ownIds: true,
  typed: true,
  runs: true,
  kept: [ours, 'pg_'],
  capabilities: databaseCapabilities,
  place: (connector) => placeOf(connector as Extract<PlanConnector, { readonly kind: 'postgres' }>),
}

function placeOf({ url, schema }: Extract<PlanConnector, { readonly kind: 'postgres' }>): string {
  const database = `the database of ${url.secret}`
  if (schema === undefined) return database
  return `${database}, schema ${typeof schema === 'string' ? schema : `the value of ${schema.env} in the environment`}`
}
