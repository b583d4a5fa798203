/** The evening: every system is compared with every other, and what has drifted is brought back. */
import { recordDrift } from '../../../cli/reconcile/record.ts'
import type { Engine } from '../../../runtime/engine/engine.ts'
import { reconcile, repair } from '../../../runtime/reconcile.ts'
import type { Clock } from '../../../runtime/ports.ts'
import { plainKey } from './told.ts'
import type { Place } from './place.ts'
import type { Teller } from './teller.ts'

export async function reconcileAll(engine: Engine, place: Place, clock: Clock, teller: Teller): Promise<void> {
  await engine.settleAll()
  teller.say('16:00', 'Somebody in reporting edits a copy, where nothing would see it')
  place.write('BI', "UPDATE fact_work_order SET description = 'tbd' WHERE number = (SELECT min(number) FROM fact_work_order)")
  teller.say('16:05', 'Reconciliation: systems compared with each other, not with the ledger')
  for (const flow of engine.flows) {
    let compared = await reconcile(engine, flow)
    for (const { key, system, class: kind, counts } of compared.differences)
      teller.add(`${flow} ${plainKey(key)} at ${system}: ${kind}${counts ? '' : ', which is no drift'}`)
    if (compared.repairable.length > 0) {
      await repair(engine, compared)
      compared = await reconcile(engine, flow)
      teller.add(`${flow} is repaired: ${compared.drift} records differ`)
    }
    await recordDrift(engine.ledger, [compared], clock.now())
  }
}
