import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, systemOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly source: string
  readonly target: string
  readonly detect: string
}

const written = (detect: string) =>
  whole({
    imports: 'appendTo file',
    eam: `table(assets, 'equipment', { detect: '${detect}' })`,
    erp: `file(assets, 'assets', { format: 'ndjson' })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).noReconcile('the log is evidence'),`,
  }).replace(`sqlite({ file: 'erp.sqlite' })`, `appendTo({ path: 'log' })`)

export const mergedChanges = {
  code: 'TW205',
  severity: 'error',
  title: 'an append-only target of a source that merges changes',
  why: 'What is appended is evidence: every change, in order. A source that reports only the newest state leaves holes in it that nobody can fill later.',
  example: { failing: written('snapshot'), at: [16, 11], mended: written('outbox') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, { direction, record, systems, at }]) => {
      const [source, ...targets] = systems
      const binding = source !== undefined ? bindingOf(plan, source, record) : undefined
      if (
        direction === 'twoWay' ||
        source === undefined ||
        !binding ||
        binding.capabilities.everyChange ||
        !binding.capabilities.seesChanges
      )
        return []
      return targets
        .filter((target) => systemOf(plan, target)?.access === 'appendOnly')
        .map((target) => ({ at, also: [binding.at], flow: name, facts: { record, source, target, detect: binding.detect.kind } }))
    }),
} as const satisfies Rule
