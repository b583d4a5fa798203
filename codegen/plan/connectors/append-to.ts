import { detection, type ConnectorFacts } from './facts.ts'

/** A file that only grows: what was appended can be read back, nothing in it is ever changed. */
export const appendTo: ConnectorFacts = {
  title: 'appendTo',
  form: 'file',
  detects: ['none'],
  runs: true,
  kept: [],
  capabilities: ({ detect }) => ({ condition: 'none', operationMark: 'seen', returnsRow: false, epoch: false, ...detection[detect.kind] }),
}
