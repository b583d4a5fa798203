import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { Command } from '../command.ts'
import type { Estate } from '../estate.ts'
import { settledFlows, estateOf } from '../estate.ts'
import { Failure, usage } from '../failure.ts'
import type { Input } from '../input.ts'
import type { EstateReport } from '../report/model.ts'
import { shown } from '../shown.ts'
import { ledgerOf } from '../systems.ts'

export const report: Command = {
  name: 'report',
  group: 'systems',
  summary: 'what happened in the estate: on one screen, or as a page',
  about:
    'Which way the data runs, what happened when, the four figures, conflicts with what was decided, and what waits for a person. Read from the ledger alone; no system is asked, and it works while a run holds the ledger. The period ends with the newest time in the ledger, so that the same ledger gives the same report, byte for byte. The page of --html needs nothing else: no script, no font, no network.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--html <file>', about: 'writes the report as one page' },
    { flags: '--since <time>', about: 'a duration as in 90m, 24h, 30d, or a time as in 2026-11-24T08:30:00Z (default: 24h)' },
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    {
      flags: '--now <time>',
      about: 'ends the period, where that is later than the newest time in the ledger: what is overdue is told by it',
    },
  ],
  examples: [
    ['thalweg report', 'the last 24 hours, on one screen'],
    ['thalweg report --html report.html --since 7d', 'a week, as a page to send around'],
    ['thalweg report --flow workOrders --json', 'one flow, for a program'],
  ],
  run: async (input, cli) => {
    const { timeOf } = await import('../report/period.ts')
    const given = input.text('now')
    const now = given === undefined ? undefined : timeOf(given)
    if (given !== undefined && now === undefined) throw usage(`--now ${given} is no time`, 'as in 2026-11-24T08:30:00Z')
    const file = pageFile(input)
    const estate = await estateOf(input)
    const flows = settledFlows(estate.landscape, input.list('flow'))
    const plan = await planOf(estate)
    const { readsOf } = await import('../report/reads.ts')
    const { reportOf } = await import('../report/model.ts')
    const since = input.text('since') ?? '24h'
    const ledger = await ledgerOf(estate, 'read')
    let document: EstateReport
    try {
      document = reportOf(await readsOf(ledger, { landscape: estate.landscape, plan, flows, since, ...(now === undefined ? {} : { now }) }))
    } finally {
      await ledger.close()
    }
    if (file !== undefined) {
      const { page } = await import('../report/html/page.ts')
      writeFileSync(file, page(document))
      return { exit: 0, data: document, text: `The report is in ${shown(file)}: open it in any browser.` }
    }
    const { screen } = await import('../report/terminal.ts')
    return { exit: 0, data: document, text: screen(document, cli.paint) }
  },
}

/** Whatever has another ending is no page: a flow file that was named in its place must not be written over. */
function pageFile(input: Input): string | undefined {
  const file = input.text('html')
  if (file !== undefined && !/\.html?$/i.test(file)) throw usage(`--html ${file} names no page`, 'as in --html report.html')
  return file === undefined ? undefined : resolve(file)
}

/** The plan beside the generated code: for the reasons of flows, and the steps of their fields. */
async function planOf({ generated }: Estate): Promise<Plan> {
  const { PlanError, readPlan } = await import('../../codegen/plan/json.ts')
  const file = join(generated, 'plan.json')
  try {
    return readPlan(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof PlanError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Failure('generated.plan', `${shown(file)} cannot be read: ${(error as Error).message}`, 'write it anew: thalweg generate')
  }
}
