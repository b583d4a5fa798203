/**
 * A field gets another owner. The phase is one commit of the ledger; then every record that the ledger knows is come to once: what is in flight at the system that
 * decides no more is looked at, a batch and its place in one commit. A kill or a system that fails does not end it.
 */
import type { Handover } from '../handover/state.ts'
import { withHandover } from '../handover/state.ts'
import { noCommit } from './context.ts'
import type { FlowRun } from './flow-run.ts'
import type { Passed } from './passed.ts'

/** @param next null: the handover is over, and nothing was handed over */
export async function enterPhase(run: FlowRun, unit: string, next: Handover | null, by: string): Promise<void> {
  const { ledger, clock } = run.context
  const { from, to, phase, take } = next ?? { ...run.ruling.handovers[unit]!, phase: 'ended', take: undefined }
  const body = { from, to, outcome: phase, by, ...(take === undefined ? {} : { take }) }
  await ledger.commit({
    ...noCommit,
    audit: [{ flow: run.name, key: '', at: clock.now(), kind: 'handover', unit, body }],
    settings: withHandover(run.name, run.ruling.handovers, unit, next),
  })
  await run.readHandovers()
}

export async function handOver(run: FlowRun, passed: Passed): Promise<void> {
  for (const unit of Object.keys(run.ruling.handovers)) await walk(run, unit, passed)
}

async function walk(run: FlowRun, unit: string, passed: Passed): Promise<void> {
  const { ledger, limits, watcher } = run.context
  for (let { [unit]: at } = run.ruling.handovers; at?.walk !== undefined; { [unit]: at } = run.ruling.handovers) {
    const keys = await ledger.keys(run.name, at.walk.after, limits.batch)
    if (keys.length === 0) return arrived(run, unit, at)
    const j = run.kernel.flow.systems.indexOf(at.phase === 'switched' ? at.from : at.to)
    const images = await run.look(j, keys)
    if (images === null) return
    const sights = keys.map((key, i) => ({ key, system: j, image: images[i]!, at: null, change: 'handover' }))
    const next = { ...at, walk: { after: keys.at(-1)! } }
    const settings = withHandover(run.name, run.ruling.handovers, unit, next)
    await run.absorb(sights, { deletes: false, retry: 'due' }, passed, { settings })
    await run.readHandovers()
    watcher.moved?.(run.name, keys.length)
    if (await run.pausedMeanwhile()) return
  }
}

/** Every record has been come to. What was backed out before anything was switched has left nothing behind. */
async function arrived(run: FlowRun, unit: string, handover: Handover): Promise<void> {
  const { walk: _, ...at } = handover
  if (at.onlyShadow === true) return enterPhase(run, unit, null, at.by)
  await run.context.ledger.commit({ ...noCommit, settings: withHandover(run.name, run.ruling.handovers, unit, at) })
  await run.readHandovers()
}
