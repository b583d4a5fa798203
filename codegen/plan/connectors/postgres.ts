import { databaseCapabilities, ours } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

export const postgres: ConnectorFacts = {
  title: 'postgres',
  form: 'table',
  detects: ['outbox', 'log', 'updatedAt', 'snapshot', 'none'],
  ownIds: true,
  runs: true,
  kept: [ours, 'pg_'],
  capabilities: databaseCapabilities,
}
