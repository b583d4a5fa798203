import type { Plan, Position } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly what: 'record' | 'field' | 'group' | 'system' | 'flow'
  readonly name: string
  readonly reason: 'inherited' | 'control'
}

const written = (field: string) => whole({ record: `record({ key: 'tag', fields: { tag: z.string(), ${field}: z.string() } })` })

export const inheritedName = {
  code: 'TW314',
  severity: 'error',
  title: 'a name that every object has already, or that cannot be shown',
  why: 'Records, fields, systems and flows are found by their names in objects. In JavaScript every object has a few names from the start, so something would be found that nobody wrote. Names also stand in SQL, in names of files and in messages, where a control character is something else than a letter.',
  example: { failing: written('constructor'), at: [4, 16], mended: written('builder') },
  check: (plan: Plan): readonly Found<Facts>[] => [
    ...Object.entries(plan.records).flatMap(([record, { fields, groups, at }]) => [
      ...named('record', [record], at),
      ...named(
        'field',
        fields.map(({ name }) => name),
        at,
      ),
      ...named('group', Object.keys(groups), at),
    ]),
    ...Object.entries(plan.systems).flatMap(([system, { at }]) => named('system', [system], at)),
    ...Object.entries(plan.flows).flatMap(([flow, { at }]) => named('flow', [flow], at).map((found) => ({ ...found, flow }))),
  ],
} as const satisfies Rule

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype))

function named(what: Facts['what'], names: readonly string[], at: Position): readonly Found<Facts>[] {
  return names.flatMap((name) => {
    const reason = inherited.has(name) ? 'inherited' : /\p{Cc}/u.test(name) ? 'control' : undefined
    return reason === undefined ? [] : [{ at, facts: { what, name, reason } }]
  })
}
