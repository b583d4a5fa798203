import { connectorFacts } from '../../../plan/connectors/index.ts'
import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly place: string
  readonly systems: readonly [first: string, second: string]
}

const written = (file: string) => whole({}).replace('erp.sqlite', file)

export const samePlace = {
  code: 'TW319',
  severity: 'error',
  title: 'two systems in one database',
  why: 'The tables and triggers that capture changes, and the marks of what was written, belong to one system of a database. A second one would replace the triggers of the first, and its changes would be lost.',
  example: { failing: written('./eam.sqlite'), at: [9, 13], mended: written('erp.sqlite') },
  check: (plan: Plan): readonly Found<Facts>[] => {
    const placed = Object.entries(plan.systems).flatMap(([name, system]) => {
      const place = connectorFacts(system.connector.kind).place?.(system.connector)
      return place === undefined ? [] : [{ name, place, at: system.at }]
    })
    return [...Map.groupBy(placed, ({ place }) => place).values()].flatMap(([first, ...others]) =>
      others.map(({ name, place, at }) => ({ at, also: [first!.at], facts: { place, systems: [first!.name, name] as const } })),
    )
  },
} as const satisfies Rule
