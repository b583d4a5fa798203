import type { Engine, RunResult } from '../../runtime/engine/engine.ts'
import type { Cli } from '../command.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf, outcomeText } from './outcome.ts'

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
export async function watch(engine: Engine, signal: AbortSignal, cli: Cli): Promise<Outcome> {
  const totals = new Map<string, number>()
  let last: RunResult = { moved: false, flows: {}, capped: [], down: [] }
  let movedEver = false
  let said = ''
  cli.note('running; Ctrl-C stops it')
  await engine.watch(signal, (result) => {
    movedEver ||= result.moved
    last = result
    for (const [flow, { written }] of Object.entries(result.flows)) totals.set(flow, (totals.get(flow) ?? 0) + written)
    const trouble = troubleOf(result)
    const written = Object.entries(result.flows).flatMap(([flow, passed]) => (passed.written > 0 ? [`${flow} ${passed.written}`] : []))
    if (written.length > 0) cli.note(`${new Date().toISOString()} rows written: ${written.join(', ')}`)
    if (trouble !== said && trouble !== '') cli.warn(trouble)
    if (trouble === '' && said !== '') cli.note(`${new Date().toISOString()} every system answers, nothing is held back`)
    said = trouble
  })
  const flows = Object.fromEntries([...totals].map(([flow, written]) => [flow, { written, failed: 0 }]))
  return outcomeOf({ ...last, moved: movedEver, flows }, engine.ledger)
}

function troubleOf({ capped, down }: RunResult): string {
  if (capped.length + down.length === 0) return ''
  const about: Outcome = {
    moved: true,
    flows: [],
    capped,
    down: down.map(({ system, error }) => ({ system, code: error.code, message: error.message, wayOut: error.wayOut })),
    problems: true,
  }
  return outcomeText(about, { paint: plain })
}

const plain = (await import('picocolors')).default.createColors(false)
