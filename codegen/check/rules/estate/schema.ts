import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly record: string
  readonly field: string
  /** Why, and what to write instead. */
  readonly sentence: string
}

const written = (description: string) =>
  whole({ record: `record({ key: 'tag', fields: { tag: z.string(), description: ${description} } })` })

export const schema = {
  code: 'TW308',
  severity: 'error',
  title: 'a schema that the plan cannot carry',
  why: 'Generated code checks values by what the plan says of them. Code inside a schema would be lost on the way: a check that is not made, or a value that changes by travelling.',
  example: { failing: written(`z.string().refine((text) => text !== 'n/a')`), at: [4, 16], mended: written(`z.string().min(1)`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    Object.entries(plan.records).flatMap(([record, { fields, at }]) =>
      fields.flatMap(({ name, unsupported }) =>
        unsupported === undefined ? [] : [{ at, facts: { record, field: name, sentence: unsupported } }],
      ),
    ),
} as const satisfies Rule
