import type { Chore, Engine } from '../../runtime/engine/engine.ts'
import { nextPass } from '../../runtime/engine/rhythm.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { Repaired } from '../../runtime/reconcile.ts'
import { reconcile, repair } from '../../runtime/reconcile.ts'
import type { Cli } from '../command.ts'
import type { AnyFlow } from '../estate.ts'
import { lastReconciled, recordDrift } from '../reconcile/record.ts'
import { count } from '../text.ts'
import { cappedText } from './outcome.ts'

/** Compares each flow in the rhythm that it gives, between passes; repairs where the flow says so, and else only tells. */
export async function reconciliation(engine: Engine, flows: readonly AnyFlow[], cli: Cli, now: () => number): Promise<Chore> {
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
        if (rule.repair === 'byPolicy' && comparison.repairable.length > 0 && (await mayRepair(engine, name))) {
          const repaired = await repair(engine, comparison)
          tellRepair(name, comparison.repairable.length, repaired, cli, now())
          comparison = await reconcile(engine, name)
        }
        await recordDrift(engine.ledger, [comparison], now())
        for (const { system, why } of comparison.notCompared) cli.warn(`${name}: not compared with ${system}: ${why}`)
        if (comparison.drift > 0)
          cli.warn(`${name}: drift in ${count(comparison.drift, 'record')} (thalweg reconcile shows it; stop the run for --repair)`)
        due.set(name, nextPass(rule.rhythm, now()))
      }
    },
  }
}

/** That another flow waits for somebody to accept a change is no reason to leave this one. */
async function mayRepair(engine: Engine, flow: string): Promise<boolean> {
  return (await engine.mismatches()).every(({ code, system }) => code === 'termsChanged' && system !== flow)
}

function tellRepair(flow: string, records: number, { written, failed, capped }: Repaired, cli: Cli, at: number): void {
  const left = failed === 0 ? '' : `, ${failed.toLocaleString('en')} failed and are tried again`
  cli.note(`${stamp(at)} ${flow}: drift in ${count(records, 'record')} repaired, ${count(written, 'row')} written${left}`)
  if (capped !== null) cli.warn(`${flow}: ${cappedText({ flow, ...capped })}`)
}

function stamp(at: number): string {
  return new Date(at).toISOString()
}
