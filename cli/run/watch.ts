import pc from 'picocolors'
import type { GeneratedFlow } from '../../runtime/door.ts'
import type { Engine, RunResult } from '../../runtime/engine/engine.ts'
import type { Cli } from '../command.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf, outcomeText, told } from './outcome.ts'
import { reconciliation } from './reconciliation.ts'

/** A signal to come to an end, from whoever started the process. The batch that is on its way is finished; a second signal ends at once, which is safe too. */
export function stopSignal(cli: Cli): { readonly signal: AbortSignal; readonly off: () => void } {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143)
    cli.note('stopping: the batch on its way is finished first')
    controller.abort()
  }
  for (const name of names) process.on(name, stop)
  return {
    signal: controller.signal,
    off: () => {
      for (const name of names) process.off(name, stop)
    },
  }
}

/** Runs until the signal. Says a line on stderr whenever something moved, or something that a person should know is different from before. */
export async function watch(engine: Engine, flows: readonly GeneratedFlow[], signal: AbortSignal, cli: Cli): Promise<Outcome> {
  const written = new Map(flows.map((flow) => [flow.name, 0]))
  /** By flow: flows have rhythms of their own, and a pass tells of those whose time it was. */
  const capped = new Map<string, RunResult['capped'][number]>()
  let mismatches: RunResult['mismatches'] = []
  let moved = false
  let said = ''
  cli.note('running; Ctrl-C stops it')
  const chore = await reconciliation(engine, flows, cli, Date.now)
  const report = (result: RunResult) => {
    moved ||= result.moved
    for (const [flow, passed] of Object.entries(result.flows)) {
      written.set(flow, written.get(flow)! + passed.written)
      capped.delete(flow)
    }
    for (const stopped of result.capped) capped.set(stopped.flow, stopped)
    const rows = Object.entries(result.flows).flatMap(([flow, passed]) => (passed.written > 0 ? [`${flow} ${passed.written}`] : []))
    if (rows.length > 0) cli.note(`${now()} rows written: ${rows.join(', ')}`)
    mismatches = result.mismatches
    const trouble = troubleOf({ capped: [...capped.values()], mismatches, down: result.down })
    if (trouble !== said && trouble !== '') cli.warn(trouble)
    if (trouble === '' && said !== '') cli.note(`${now()} every system answers, nothing is held back`)
    said = trouble
  }
  await engine.watch(signal, report, chore)
  const totals = Object.fromEntries([...written].map(([flow, rows]) => [flow, { written: rows, failed: 0 }]))
  return outcomeOf({ moved, flows: totals, capped: [...capped.values()], mismatches, down: engine.down() }, engine.ledger)
}

function troubleOf({ capped, mismatches, down }: Pick<RunResult, 'capped' | 'mismatches' | 'down'>): string {
  if (capped.length + mismatches.length + down.length === 0) return ''
  const outcome = { moved: true, flows: [], capped, mismatches, down: down.map(told), problems: true }
  return outcomeText(outcome, { paint: pc.createColors(false) })
}

function now(): string {
  return new Date().toISOString()
}
