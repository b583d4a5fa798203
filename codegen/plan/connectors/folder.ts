import { detection, type ConnectorFacts } from './facts.ts'

/** Files that somebody else drops: never written. */
export const folder: ConnectorFacts = {
  title: 'folder',
  form: 'file',
  detects: ['snapshot', 'none'],
  runs: true,
  kept: [],
  capabilities: ({ detect }) => ({ condition: 'none', operationMark: 'none', returnsRow: false, epoch: false, ...detection[detect.kind] }),
}
