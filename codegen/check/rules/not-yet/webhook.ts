import { connectorFacts } from '../../../plan/connectors/index.ts'
import { sourceBound } from './example.ts'
import { notYetBound } from './not-yet.ts'

/** On a connector that takes no webhook it is another rule's. */
export const webhook = notYetBound(
  ({ binding, connector }) =>
    binding.detect.kind === 'webhook' && connectorFacts(connector.kind).detects.includes('webhook') ? [binding.detect.path] : [],
  {
    code: 'TW915',
    title: 'detection by webhook is not yet carried out',
    example: {
      failing: service(`{ webhook: { path: '/eam/assets', secret: secret('EAM_HOOK') } }`),
      at: [7, 20],
      mended: service(`'snapshot'`),
      besides: ['TW914', 'TW917'],
    },
  },
)

function service(detect: string): string {
  return sourceBound(`entitySet(assets, 'equipment', { detect: ${detect} })`)
    .replace(`sqlite({ file: 'eam.sqlite' })`, `odata({ url: env('EAM_URL'), token: secret('EAM_TOKEN') })`)
    .replace('{ landscape, record, sqlite,', '{ entitySet, env, landscape, odata, record, secret, sqlite,')
}
