import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly connector: string
  readonly detect: string
  readonly offered: readonly string[]
}

const written = (detect: string) => whole({ eam: `table(assets, 'equipment', { detect: '${detect}' })` })

export const notOffered = {
  code: 'TW202',
  severity: 'error',
  title: 'a way of detecting changes that the connector does not have',
  why: 'What a connector cannot do it would have to pretend: changes would be believed to be seen, and are not.',
  example: { failing: written('log'), at: [7, 20], mended: written('outbox') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding, connector }) => {
      const { title, detects, withheld } = connectorFacts(connector.kind)
      const has = detects.filter((kind) => withheld?.(connector).includes(kind) !== true)
      if (has.includes(binding.detect.kind)) return []
      const offered = has.filter((kind) => kind !== 'none')
      return [{ at: binding.at, facts: { system, record, connector: title, detect: binding.detect.kind, offered } }]
    }),
} as const satisfies Rule
