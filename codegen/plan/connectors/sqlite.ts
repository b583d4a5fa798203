import { databaseCapabilities } from './database.ts'
import type { ConnectorFacts } from './facts.ts'

export const sqlite: ConnectorFacts = {
  title: 'sqlite',
  form: 'table',
  detects: ['outbox', 'updatedAt', 'snapshot', 'none'],
  runs: true,
  capabilities: databaseCapabilities,
}
