/** What is too slow to run before each commit, beside all of test/full: `npm run test:full` runs it. Each has quicker relatives in `npm test`. */
export const slow: readonly string[] = [
  'test/cli/identity.test.ts',
  'test/cli/least-privilege.test.ts',
  'test/cli/ledger-on-server.test.ts',
  'test/cli/places.test.ts',
  'test/cli/safeguards.test.ts',
  'test/cli/written-files.test.ts',
  'test/connectors/custom/crm.test.ts',
  'test/connectors/postgres-log-copies.test.ts',
  'test/connectors/postgres-log-faults.test.ts',
  'test/faults/ledger.test.ts',
  'test/ledger/postgres-held.test.ts',
  'test/types/accepted.test.ts',
  'test/types/cost.test.ts',
]
