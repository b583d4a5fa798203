/** A run that ends at a boundary between effects while a field is handed over: the next one goes on, with one owner. */
import { afterAll, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import type { Hook } from './failpoints.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'
import type { Files } from './files.ts'
import { Handed } from './handed.ts'

const user = project()
afterAll(() => user.remove())
let handed: Handed

describe('a kill at any boundary of the switch', () => {
  /** What is in flight then: an edit of EAM that nobody has seen, a shadow entry beside another, a shadow entry alone. */
  const prepared = async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('ERP', 'shadow', '2').set('ERP', 'shadow', '3').run()
    handed.set('EAM', 'late').set('EAM', 'late', '3')
  }
  const all = () => ['1', '2', '3'].map((id) => handed.status(id))

  it.each(['switch', 'backOut'] as const)('of the %s leaves one owner, and nothing is lost', async (step) => {
    const decide = async (around: Parameters<Handed['backOut']>[0]) =>
      step === 'switch' ? handed.decideSwitch('new', around) : handed.backOut(around)
    const start = async () => {
      await prepared()
      if (step === 'switch') return
      await handed.decideSwitch('new')
      handed.set('ERP', 'last', '1').set('ERP', 'last', '2')
    }
    await start()
    const boundaries: string[] = []
    await decide(hooked(handed.files, (boundary) => boundaries.push(boundary)))
    const undisturbed = all()
    expect(boundaries.filter((each) => each === 'before ledger.commit').length).toBeGreaterThan(3)
    for (let at = 0; at < boundaries.length; at++) {
      await start()
      let left = at
      const kill = () => {
        if (left-- === 0) throw new Error('killed')
      }
      await expect(decide(hooked(handed.files, kill))).rejects.toThrow('killed')
      const was = await handed.state()
      const decided = was?.phase === (step === 'switch' ? 'switched' : 'backedOut')
      // Nothing was decided: it is asked again.
      if (!decided) await decide({})
      await handed.run()
      expect({ boundary: boundaries[at], all: all() }).toEqual({ boundary: boundaries[at], all: undisturbed })
      const [owner, other] = step === 'switch' ? (['ERP', 'EAM'] as const) : (['EAM', 'ERP'] as const)
      await handed.set(owner, 'own').set(other, 'foreign', '2').run()
      expect(all()).toEqual([['own', 'own'], undisturbed[1], undisturbed[2]])
    }
  })
})

function hooked(files: Files, hook: Hook): Parameters<Files['with']>[1] {
  return { around: (ledger) => hookedLedger(ledger, hook), open: hookedOpener(files.open, hook) }
}
