import { setTimeout } from 'node:timers/promises'
import { LedgerError } from '../../runtime/ports.ts'
import type { Cli, Report } from '../command.ts'
import { stopSignal } from './stop.ts'

const lookEveryMs = 1_000

/**
 * Work that needs the ledger, as soon as no other worker holds it, and again after another one took it over. A worker that ends gives it back at once; of one
 * that is gone without a word the lease runs out.
 */
export async function standingBy(work: () => Promise<Report>, cli: Cli): Promise<Report> {
  let holder = ''
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'busy')) throw error
      if (error.message !== holder) cli.note(`standing by: ${error.message}`)
      holder = error.message
    }
    await pause(cli)
  }
}

async function pause(cli: Cli): Promise<void> {
  const stop = stopSignal(cli, { note: 'stopping', before: 'while another worker held the ledger', wayOut: 'nothing was begun' })
  try {
    await setTimeout(lookEveryMs, undefined, { signal: stop.signal })
  } catch {
    throw stop.signal.reason
  } finally {
    stop.off()
  }
}
