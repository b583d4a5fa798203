import { databaseCapabilities, ours } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

export const mariadb: ConnectorFacts = {
  title: 'mariadb',
  form: 'table',
  detects: ['outbox', 'updatedAt', 'snapshot', 'none'],
  ownIds: true,
  runs: false,
  kept: [ours],
  capabilities: databaseCapabilities,
}
