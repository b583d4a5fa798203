/** Tries a connector of an engineer's own for the usual mistakes: one check a mistake or two, each with a sentence that says what follows from it. */
import type { ConnectorDefinition } from '../../runtime/connectors/custom/definition.ts'
import type { ConformanceOptions } from './bench.ts'
import { Bench } from './bench.ts'
import { feed } from './feed.ts'
import { reading } from './reading.ts'
import { recovery } from './recovery.ts'
import { writing } from './writing.ts'

export interface Check {
  readonly name: string
  /** What the connector must be able to do: a connector without it is not asked. */
  readonly uses?: readonly ('create' | 'update' | 'remove')[]
  /** Its condition must be the row. */
  readonly conditional?: true
  /** It must have a feed. */
  readonly feed?: true
  /** What the service must be brought into. */
  readonly needs?: keyof NonNullable<ConformanceOptions['while']>
  readonly check: (bench: Bench) => Promise<void>
}

export interface ConformanceCheck {
  readonly name: string
  /** Why it is not tried; absent: it is. */
  readonly skipped?: string
  /** @throws Mistake */
  readonly check: () => Promise<void>
}

/** Fewer rows do not fill two short pages and one more. */
const leastRows = 5

/** @returns checks for any test runner: `for (const { name, check } of connectorConformance(…)) test(name, check)`. One after the other: they share the service. */
export function connectorConformance(definition: ConnectorDefinition, options: ConformanceOptions): readonly ConformanceCheck[] {
  if (options.rows.length < leastRows) throw new Error(`give ${leastRows} rows or more: fewer do not fill three pages`)
  return [...reading, ...writing, ...feed, ...recovery].map((one) => {
    const skipped = whyNot(one, definition, options)
    return {
      name: one.name,
      ...(skipped !== null && { skipped }),
      check: async () => {
        if (skipped !== null) return
        const bench = new Bench(definition, options)
        // Only once it is opened can be seen what it has.
        if (one.uses?.some((method) => bench.rows[method] === undefined) === true) return
        await options.reset()
        await one.check(bench)
      },
    }
  })
}

function whyNot(
  { uses, conditional, feed: fed, needs }: Check,
  definition: ConnectorDefinition,
  options: ConformanceOptions,
): string | null {
  if (uses !== undefined && definition.access === 'readOnly') return 'it only reads'
  if (conditional === true && definition.capabilities.condition === 'none') return 'its writes depend on nothing'
  if (fed === true && definition.capabilities.changes === 'none') return 'it has no feed'
  if (needs !== undefined && options.while?.[needs] === undefined) return `while.${needs} is not given`
  return null
}
