import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Chore, Engine } from '../../runtime/engine/engine.ts'
import { nextPass } from '../../runtime/engine/rhythm.ts'
import { readPaused } from '../../runtime/paused.ts'
import { reconcile, repair } from '../../runtime/reconcile.ts'
import type { Cli } from '../command.ts'
import { lastReconciled, recordDrift } from '../reconcile/record.ts'
import { count } from '../text.ts'

/** Compares each flow in the rhythm that it gives, between passes; repairs where the flow says so, and else only tells. */
export async function reconciliation(engine: Engine, flows: readonly GeneratedFlow[], cli: Cli, now: () => number): Promise<Chore> {
  const due = new Map<string, number>()
  for (const { name, reconcile: rule } of flows) {
    if ('none' in rule) continue
    const last = await lastReconciled(engine.ledger, name)
    due.set(name, nextPass(rule.rhythm, last?.at ?? now()))
  }
  return {
    due: () => Math.min(...due.values()),
    run: async () => {
      const paused = await readPaused(engine.ledger)
      for (const { name, systems, reconcile: rule } of flows) {
        if ('none' in rule || due.get(name)! > now()) continue
        if (Object.hasOwn(paused.flows, name) || systems.some((system) => Object.hasOwn(paused.systems, system))) {
          due.set(name, nextPass(rule.rhythm, now()))
          continue
        }
        let comparison = await reconcile(engine, name)
        if (rule.repair === 'byPolicy' && comparison.drift > 0) {
          const { written } = await repair(engine, comparison)
          cli.note(`${stamp(now())} ${name}: drift in ${count(comparison.drift, 'record')} repaired, ${count(written, 'row')} written`)
          comparison = await reconcile(engine, name)
        }
        await recordDrift(engine.ledger, [comparison], now())
        if (comparison.drift > 0)
          cli.warn(`${name}: drift in ${count(comparison.drift, 'record')} (thalweg reconcile shows it; stop the run for --repair)`)
        due.set(name, nextPass(rule.rhythm, now()))
      }
    },
  }
}

function stamp(at: number): string {
  return new Date(at).toISOString()
}
