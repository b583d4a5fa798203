import type { ConnectorData } from '../../../dsl/data.ts'
import { detection, type ConnectorFacts } from './facts.ts'

/** An engineer's own. Nothing of ours is kept there, so a lost answer is found by what the row holds. */
export const custom: ConnectorFacts = {
  title: 'a connector of your own',
  form: 'custom',
  detects: ['changes', 'snapshot', 'none'],
  withheld: (connector) => (connector.kind === 'custom' && connector.feed !== 'none' ? [] : ['changes']),
  runs: true,
  kept: [],
  capabilities: ({ detect }, connector) => ({
    condition: declared(connector).condition,
    operationMark: 'none',
    returnsRow: true,
    epoch: false,
    ...detection[detect.kind],
    ...(detect.kind === 'changes' && {
      seesDeletes: declared(connector).changes !== 'rows',
      commitTime: declared(connector).times ? 'row' : 'none',
    }),
  }),
}

function declared(connector: ConnectorData) {
  if (connector.kind !== 'custom') throw new Error(`${connector.kind} is no connector of an engineer's own`)
  return connector.definition.capabilities
}
