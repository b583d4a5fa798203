/** The exhaustive model, whole: every scenario to its end, and every removal. `npm run model -- part of a name` runs some, with their traces. In parts, so that two cores share it. */
import { describe, expect, test } from 'vitest'
import { explore } from '../../sim/exhaustive/explore.ts'
import type { Line } from '../../sim/exhaustive/users.ts'
import type { Scenario } from '../model/scenarios.ts'
import { removals, scenarios } from '../model/scenarios.ts'
import { startOf } from '../../sim/exhaustive/start.ts'

/** Time is no measure on a busy machine: states are. */
const limits = { maxStates: 4_000_000 }
const cases = (of: readonly Scenario[]) => of.map((scenario) => ({ name: scenario.config.name, scenario }))

function outcome({ config }: Scenario): { readonly verdict: string; readonly why: string | null; readonly trace: readonly Line[] } {
  const { verdict, found } = explore(config, startOf(config), limits)
  return { verdict, why: found?.why ?? null, trace: found?.trace ?? [] }
}

/** @param part from 0 */
export function wholeModel(part: number, parts: number): void {
  const mine = (of: readonly Scenario[]) => cases(of).filter((_, i) => i % parts === part)

  describe('every order of edits, looks, crashes and late writes ends agreed', () => {
    test.each(mine(scenarios))('$name', ({ scenario }) => {
      expect(outcome(scenario)).toEqual({ verdict: 'HOLDS', why: null, trace: [] })
    })
  })

  describe('each part of the protocol taken away breaks something', () => {
    test.each(mine(removals))('$name', ({ scenario }) => expect(outcome(scenario).verdict).toBe('BROKEN'))
  })
}
