import { connectorFacts } from '../../../plan/connectors/index.ts'
import { sourceBound } from './example.ts'
import { notYetBound } from './not-yet.ts'

/** On a connector that has no log it is another rule's. */
export const log = notYetBound(
  ({ binding, connector }) =>
    binding.detect.kind === 'log' && connectorFacts(connector.kind).detects.includes('log') ? [connector.kind] : [],
  {
    code: 'TW913',
    title: 'detection by the log is not yet carried out',
    example: {
      failing: postgresSource(`'log'`),
      at: [7, 20],
      mended: postgresSource(`'outbox'`),
    },
  },
)

function postgresSource(detect: string): string {
  return sourceBound(`table(assets, 'equipment', { detect: ${detect} })`)
    .replace(`sqlite({ file: 'eam.sqlite' })`, `postgres({ url: secret('EAM_URL') })`)
    .replace('{ landscape, record, sqlite,', '{ landscape, postgres, record, secret, sqlite,')
}
