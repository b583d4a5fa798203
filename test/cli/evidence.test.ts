/** The page for an auditor: it holds what was run, and says so where something does not hold. */
import { expect, it } from 'vitest'
import type { Evidence } from '../../cli/evidence/gathered.ts'
import { holds } from '../../cli/evidence/gathered.ts'
import { page } from '../../cli/evidence/page.ts'
import { landscape } from '../../generated/work-orders/index.ts'
import { drill } from '../../sim/drill/index.ts'
import { exhaust } from '../../sim/exhaustive/index.ts'
import { verify } from '../../sim/verify/index.ts'

const some = { landscape, flows: ['requisitions'], from: 1, seeds: 1 }
const { ms: _, ...verified } = await verify(some)
const { ms: __, ...exhausted } = exhaust({ landscape, flows: ['requisitions'], until: Infinity, maxStates: 200 })
const drilled = await drill({ ...some, only: ['conflict-counted-twice', 'union-forgets-removals'] })
const evidence: Evidence = {
  landscape: landscape.name,
  at: Date.UTC(2026, 10, 26),
  versions: { thalweg: '0.1.0', node: '24.21.0' },
  commit: { id: '0123456789abcdef', clean: false },
  plan: { hash: 'abc', current: true, edited: ['flows/x.ts'] },
  findings: { errors: 0, warnings: 1, codes: ['TW203'] },
  allowed: [{ code: 'TW111', because: 'a | bar' }],
  budget: { from: 1, seeds: 1, minutes: Infinity },
  verified,
  checks: ['convergence'],
  exhausted,
  events: ['log'],
  drilled,
}

it('tells what was run and what came out, the same each time', () => {
  const text = page(evidence, landscape)
  expect(holds(evidence)).toBe(true)
  for (const part of [
    'Everything that was looked at holds.',
    '0123456789ab, with changes that are not committed',
    'edited by hand: flows/x.ts',
    '1 warning: TW203',
    String.raw`| allowed: TW111 | a \| bar |`,
    '| requisitions | EAM |',
    `${exhausted.states.toLocaleString('en')} states`,
    '1 of 1 were noticed, 1 cannot occur in these flows',
    'union-forgets-removals (no flow has a field under union',
    'Flows that carry events: log.',
  ])
    expect(text).toContain(part)
  expect(page(evidence, landscape)).toBe(text)
})

it('says at its head that something does not hold, and where', () => {
  const [first] = verified.flows
  const broken = { flow: 'requisitions', check: 'convergence', what: ['K1'], seed: 7, smallest: null }
  const worse: Evidence = { ...evidence, verified: { ...verified, flows: [{ ...first!, broken }] } }
  expect(holds(worse)).toBe(false)
  expect(page(worse, landscape)).toContain('**Not everything holds: see below.**')
  expect(page(worse, landscape)).toContain('**does not hold: convergence** (seed 7)')
  const unnoticed = drilled.map((each) => ({ ...each, outcome: { is: 'uncaught', flows: ['requisitions'], seeds: 1 } as const }))
  expect(holds({ ...evidence, drilled: unnoticed })).toBe(false)
  expect(page({ ...evidence, drilled: unnoticed }, landscape)).toContain('**2 were not**')
  const wrong = { scope: 'status', check: 'convergence', what: 'A and B differ', systems: [], told: [] }
  const found: Evidence = { ...evidence, exhausted: { ...exhausted, flows: [{ ...exhausted.flows[0]!, broken: wrong }] } }
  expect(holds(found)).toBe(false)
  expect(page(found, landscape)).toContain('**does not hold: convergence** (status)')
  expect(holds({ ...evidence, plan: { ...evidence.plan, current: false } })).toBe(false)
})
