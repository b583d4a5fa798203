import type { Engine } from '../../runtime/engine/engine.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Acceptance } from '../../runtime/terms/acceptance.ts'
import { acceptsNothing } from '../../runtime/terms/acceptance.ts'
import type { Cli, Command, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { chosenFlows, estateOf } from '../estate.ts'
import { asFailure } from '../failure.ts'
import { refuseMismatches, warnGenerated } from '../guard.ts'
import type { Input } from '../input.ts'
import { authorOf } from '../requests/author.ts'
import type { Allowed } from '../run/options.ts'
import { allowedIn, nothingAllowed } from '../run/options.ts'
import type { Outcome } from '../run/outcome.ts'
import { standingBy } from '../run/standby.ts'
import { blankLedger, hasLedger, ledgerOf, openerOf } from '../systems.ts'

export const run: Command = {
  name: 'run',
  group: 'systems',
  summary: 'keep the systems agreed',
  about:
    'Runs the generated code: every flow in its own rhythm until it is stopped (Ctrl-C, SIGTERM), or with --once every flow until nothing moves. Until a match was accepted it only shows what it would do, and exits with 2 if that is anything.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--once', about: 'every flow regardless of its rhythm, repeated until nothing moves; then end' },
    { flags: '--dry-run', about: 'show what a run would write, and write nothing; exit 2 if that is anything' },
    { flags: '--standby', about: 'while another worker holds the ledger: wait, and take over when it is gone' },
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    { flags: '--allow-deletes <flow=rows>', about: 'so many deletes beyond the cap of the flow, in this run', repeats: true },
    {
      flags: '--allow-changes <flow=records>',
      about: 'so many records of the flow may have been changed at one system, once in this run',
      repeats: true,
    },
    {
      flags: '--accept <flow: change>',
      about: 'a change of who writes, creates or deletes that stopped the flow, as the run names it, or `all`; it goes into the audit',
      repeats: true,
    },
    { flags: '--by <name>', about: 'who accepts (default: the user of the operating system)' },
  ],
  examples: [
    ['thalweg run', 'until it is stopped'],
    ['thalweg run --once', 'for a scheduler of your own'],
    ['thalweg run --standby', 'two or more of these share a ledger: one works, the next takes over'],
    ['thalweg run --dry-run', 'what would it do now'],
    ['thalweg run --once --allow-deletes workOrders=120', 'deletes that were held back by the cap, and are meant'],
    ['thalweg run --once --allow-changes workOrders=9000', 'a bulk update that stopped the flow, and is meant'],
    ["thalweg run --once --accept 'workOrders: owner of status: EAM → ERP'", 'a change of policy that stopped the flow, and is meant'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const flows = chosenFlows(estate.landscape, input.list('flow'))
    const names = flows.map((flow) => flow.name)
    const allowed = allowedIn(estate.landscape, input, names)
    const open = await openerOf(estate, flows)
    await warnGenerated(estate, cli)
    const { preview } = await import('../run/preview.ts')
    const acceptance = await accepted(estate, input)
    if (!(await hasLedger(estate))) {
      const hint = 'There is no ledger yet, so nothing was written: thalweg match --accept makes it, and takes what is there as the start.'
      return preview(estate, await blankLedger(estate), open, { flows: names, allowed, acceptance, hint, absent: estate.ledger }, cli)
    }
    if (input.flag('dryRun'))
      return preview(estate, await ledgerOf(estate, 'read'), open, { flows: names, allowed, acceptance, hint: 'Nothing was written.' }, cli)
    const work = async () => kept(estate, open, { flows: names, allowed, acceptance }, input, cli)
    return input.flag('standby') ? standingBy(work, cli) : work()
  },
}

/** What is accepted is kept agreed; the rest only shows what it would do. */
async function kept(estate: Estate, open: Awaited<ReturnType<typeof openerOf>>, chosen: Chosen, input: Input, cli: Cli): Promise<Report> {
  const others = await withoutMatch(estate, chosen.flows)
  const accepted = chosen.flows.filter((name) => !others.some(({ flow }) => flow === name))
  if (accepted.length === 0) {
    const { preview } = await import('../run/preview.ts')
    const hint = `Nothing was written: ${whyNot(others)} (thalweg match --accept).`
    return preview(estate, await ledgerOf(estate, 'read'), open, { ...chosen, hint }, cli)
  }
  const work = async () => real(estate, open, { ...chosen, flows: accepted }, input, cli)
  return others.length === 0 ? work() : beside(work, async () => shown(estate, open, others, cli), others, input.flag('once'), cli)
}

/** Some flows run; those without a match show what they would do: after a single run, and before one that goes on. */
async function beside(
  work: () => Promise<Report>,
  show: () => Promise<Report>,
  others: readonly NotAccepted[],
  once: boolean,
  cli: Cli,
): Promise<Report> {
  const first = once ? null : await show()
  if (first !== null) cli.note(first.text)
  const done = await work()
  const preview = first ?? (await show())
  return {
    exit: done.exit === 0 ? preview.exit : done.exit,
    data: { ...(done.data as object), notAccepted: { flows: others.map(({ flow }) => flow), ...(preview.data as object) } },
    text: once ? `${done.text}\n\n${preview.text}` : done.text,
  }
}

/** What stands in the way of showing them is told, and is no reason to stop the flows that run. */
async function shown(
  estate: Estate,
  open: Awaited<ReturnType<typeof openerOf>>,
  others: readonly NotAccepted[],
  cli: Cli,
): Promise<Report> {
  const { preview } = await import('../run/preview.ts')
  const flows = others.map(({ flow }) => flow)
  const head = `${flows.join(', ')}: ${whyNot(others)}, so nothing was written there (thalweg match --accept).`
  try {
    const report = await preview(
      estate,
      await ledgerOf(estate, 'read'),
      open,
      { flows, allowed: nothingAllowed, acceptance: acceptsNothing, hint: '' },
      cli,
    )
    return { ...report, text: `${head}\n${report.text}`.trimEnd() }
  } catch (error) {
    const { code, message, wayOut } = asFailure(error)
    return { exit: 1, data: { error: { code, message, wayOut } }, text: `${head}\n${message}\n  ${wayOut}` }
  }
}

/** A flow that only shows what it would do. */
interface NotAccepted {
  readonly flow: string
  /** What came to it since its match was accepted; none: no match ever was. */
  readonly added: readonly string[]
}

function whyNot(others: readonly NotAccepted[]): string {
  const grown = others.flatMap(({ flow, added }) => (added.length === 0 ? [] : [`${added.join(', ')} came to ${flow}`]))
  if (grown.length === 0) return 'no match was accepted yet'
  return `no match was accepted ${grown.length < others.length ? 'yet, or none ' : ''}since ${grown.join(' and ')}`
}

async function withoutMatch(estate: Estate, names: readonly string[]): Promise<NotAccepted[]> {
  const { notAcceptedOf } = await import('../../runtime/match.ts')
  const { grownBy } = await import('../../runtime/engine/new-fields.ts')
  const ledger = await ledgerOf(estate, 'read')
  try {
    return (await notAcceptedOf(ledger, names)).map((flow) => ({ flow, added: grownBy(ledger, flow) }))
  } finally {
    await ledger.close()
  }
}

/** What a person accepts in this run, by what the ledger knows. */
async function accepted(estate: Estate, input: Input): Promise<Acceptance> {
  const texts = input.list('accept')
  if (texts.length === 0) return acceptsNothing
  const { acceptanceOf } = await import('../run/accepted.ts')
  const ledger = (await hasLedger(estate)) ? await ledgerOf(estate, 'read') : await blankLedger(estate)
  try {
    return await acceptanceOf(estate.landscape, ledger, texts, authorOf(input))
  } finally {
    await ledger.close()
  }
}

interface Chosen {
  readonly flows: readonly string[]
  readonly allowed: Allowed
  readonly acceptance: Acceptance
}

async function runOnce(estate: Estate, engine: Engine, ledger: Ledger): Promise<Outcome> {
  const { outcomeOf } = await import('../run/outcome.ts')
  const { answerRequests } = await import('../requests/answer.ts')
  const result = await engine.settleAll()
  await answerRequests(estate, engine)
  return outcomeOf(result, ledger)
}

async function real(
  estate: Estate,
  open: Awaited<ReturnType<typeof openerOf>>,
  { flows, allowed, acceptance }: Chosen,
  input: Input,
  cli: Cli,
): Promise<Report> {
  const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
  const { stoppable, stopSignal } = await import('../run/stop.ts')
  const { watch } = await import('../run/watch.ts')
  const { outcomeText } = await import('../run/outcome.ts')
  const ledger = await ledgerOf(estate, 'write')
  const progress = cli.progress('rows read and written:')
  const once = input.flag('once')
  const stop = stopSignal(cli)
  const engine = new Engine({
    landscape: estate.landscape,
    // A watch ends by itself after its pass; a single run has no other end than its own.
    ledger: once ? stoppable(ledger, stop.signal) : ledger,
    clock: systemClock(stop.signal),
    open,
    flows,
    limits: allowed,
    acceptance,
    watcher: {
      ...(once ? { moved: (_flow: string, rows: number) => progress.add(rows) } : {}),
      note: (level, flow, text) => (level === 'warn' ? cli.warn(`${flow}: ${text}`) : cli.note(`${flow}: ${text}`)),
    },
  })
  try {
    await engine.takeUp()
    // A flow whose change nobody accepted stands still by itself, and is told of with what the others did.
    refuseMismatches((await engine.mismatches()).filter(({ code }) => code !== 'termsChanged'))
    const outcome = once
      ? await runOnce(estate, engine, ledger)
      : await watch(estate, engine, chosenFlows(estate.landscape, flows), stop.signal, cli)
    progress.end()
    return { exit: outcome.problems ? 1 : 0, data: outcome, text: outcomeText(outcome, cli) }
  } finally {
    progress.end()
    stop.off()
    await engine.close()
  }
}
