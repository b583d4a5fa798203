/** Fields that came to a flow: every record that the ledger knows is looked at once, in every system. A kill or a system that fails does not end it. */
import { readingOrder } from '../kernel.ts'
import type { Sight } from './batch.ts'
import { noCommit } from './context.ts'
import type { FlowRun } from './flow-run.ts'
import { comparison, comparisonSettings } from './new-fields.ts'
import type { Passed } from './passed.ts'

export async function compareFields(run: FlowRun, passed: Passed): Promise<void> {
  const { ledger, limits, watcher } = run.context
  for (let at = await comparison(ledger, run.name); at !== null;) {
    const keys = await ledger.keys(run.name, at.after, limits.batch)
    if (keys.length === 0) return ledger.commit({ ...noCommit, settings: comparisonSettings(run.name, null) })
    const sights: Sight[] = []
    for (const j of readingOrder(run.kernel)) {
      const images = await run.look(j, keys)
      if (images === null) return
      keys.forEach((key, i) => sights.push({ key, system: j, image: images[i]!, at: null, change: 'field added' }))
    }
    at = { ...at, after: keys.at(-1)! }
    await run.absorb(sights, { deletes: false, retry: 'due' }, passed, { settings: comparisonSettings(run.name, at) })
    watcher.moved?.(run.name, keys.length)
    if (await run.pausedMeanwhile()) return
  }
}
