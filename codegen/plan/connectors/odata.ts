import { detection, type ConnectorFacts } from './facts.ts'

/** A service gives an ETag at best: a write depends on the whole row, and a lost answer is found by our reference in the row, if it keeps one. */
export const odata: ConnectorFacts = {
  title: 'odata',
  form: 'entitySet',
  detects: ['updatedAt', 'snapshot', 'webhook', 'none'],
  ownIds: true,
  runs: false,
  kept: [],
  capabilities: ({ detect, token, identity }) => ({
    condition: token === undefined ? 'none' : 'row',
    operationMark: identity?.externalRef === undefined ? 'none' : 'seen',
    returnsRow: true,
    epoch: false,
    ...detection[detect.kind],
  }),
}
