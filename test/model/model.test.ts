/** The exhaustive model in the scope that fits every test run; `npm run model` runs the whole. */
import { describe, expect, test } from 'vitest'
import { explore } from '../../sim/exhaustive/explore.ts'
import type { Line } from '../../sim/exhaustive/users.ts'
import type { Scenario } from './scenarios.ts'
import { removals, scenarios } from './scenarios.ts'
import { startOf } from '../../sim/exhaustive/start.ts'

/** Time is no measure on a busy machine: states are. No scenario of a test run comes near this. */
const limits = { maxStates: 200_000 }
/** Only against a run that hangs. */
const timeout = 600_000

function outcome({ config }: Scenario): {
  readonly verdict: string
  readonly why: string | null
  readonly trace: readonly Line[]
  readonly atRest: number
} {
  const { verdict, found, atRest } = explore(config, startOf(config), limits)
  return { verdict, why: found?.why ?? null, trace: found?.trace ?? [], atRest }
}

describe('every order of edits, looks, crashes and late writes ends agreed', () => {
  test.each(scenarios.filter(({ quick }) => quick).map((scenario) => ({ name: scenario.config.name, scenario })))(
    '$name',
    { timeout },
    ({ scenario }) => {
      const { atRest, ...rest } = outcome(scenario)
      expect(rest).toEqual({ verdict: 'HOLDS', why: null, trace: [] })
      expect(atRest).toBeGreaterThan(100)
    },
  )
})

describe('each part of the protocol taken away breaks something', () => {
  test.each(removals.map((scenario) => ({ name: scenario.config.name, scenario })))('$name', { timeout }, ({ scenario }) => {
    const { verdict, trace } = outcome(scenario)
    expect(verdict).toBe('BROKEN')
    expect(trace.length).toBeGreaterThan(1)
  })
})
