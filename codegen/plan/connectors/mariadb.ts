import type { PlanConnector } from '../schema.ts'
import { databaseCapabilities, ours } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

export const mariadb: ConnectorFacts = {
  title: 'mariadb',
  form: 'table',
  detects: ['outbox', 'updatedAt', 'snapshot', 'none'],
  ownIds: true,
  shortCharacters: true,
  typed: true,
  runs: true,
  kept: [ours],
  capabilities: databaseCapabilities,
  place: (connector) => `the database of ${(connector as Extract<PlanConnector, { readonly kind: 'mariadb' }>).url.secret}`,
}
