import type { Cli, Command, Report } from '../command.ts'
import { settledFlows, estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { nearest } from '../nearest.ts'
import { authorOf } from '../requests/author.ts'
import { carryOut } from '../requests/carry-out.ts'
import { ledgerOf } from '../systems.ts'
import { count, duration, plain, table, time } from '../text.ts'

export const deadLetters: Command = {
  name: 'dead-letters',
  group: 'systems',
  summary: 'records that could not be applied, with why',
  about:
    'A record is here once its retries are used up. The others go on without it, and it leaves by itself when a later change of it settles. list (the default) only reads, works beside a run, and exits with 1 where there is any; retry looks at the records again in every system and tries them now.',
  arguments: [{ name: 'action', about: 'list or retry', required: false }],
  options: [
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    { flags: '--key <key>', about: 'for retry: only this record; may be given more than once', repeats: true },
    { flags: '--by <name>', about: 'for retry: who asks (default: the user of the operating system)' },
  ],
  examples: [
    ['thalweg dead-letters', 'all of them'],
    ['thalweg dead-letters --flow workOrders --json', 'those of one flow, for a program'],
    ['thalweg dead-letters retry --flow workOrders', 'try them now, since what was wrong is mended'],
  ],
  run: async (input, cli) => {
    const given = input.argument('action') ?? 'list'
    if (given === 'retry') return retry(input, cli)
    if (given !== 'list') throw usage(`dead-letters cannot ${given}`, nearest(given, ['list', 'retry'], 'it can'))
    const { paint } = cli
    const estate = await estateOf(input)
    const flows = settledFlows(estate.landscape, input.list('flow'))
    const ledger = await ledgerOf(estate, 'read')
    try {
      const letters = (await Promise.all(flows.map(async ({ name }) => ledger.deadLetters({ flow: name })))).flat()
      const now = Date.now()
      const rows = letters.map(({ flow, key, system, reason, since, tries }) => [
        flow,
        plain(key),
        system,
        reason,
        `for ${duration(Math.max(0, now - since))}`,
        count(tries, 'try', 'tries'),
      ])
      const lines = rows.length === 0 ? [] : table(rows).split('\n')
      const text = lines.map((line, i) => `${line}\n  ${paint.dim(plain(letters[i]!.detail))}`).join('\n')
      return {
        exit: letters.length === 0 ? 0 : 1,
        data: { deadLetters: letters.map((letter) => ({ ...letter, since: time(letter.since) })) },
        text: text === '' ? 'No dead letters.' : text,
      }
    } finally {
      await ledger.close()
    }
  },
}

async function retry(input: Input, cli: Cli): Promise<Report> {
  const estate = await estateOf(input)
  const [flow, ...others] = settledFlows(estate.landscape, input.list('flow'))
  if (flow === undefined || others.length > 0) throw usage('retry needs one flow', 'thalweg dead-letters retry --flow <name>')
  const { keyOf } = await import('../trace/key.ts')
  const keys = input.list('key').map((key) => keyOf(flow, key))
  return carryOut({ kind: 'retry', flow: flow.name, keys, by: authorOf(input) }, [flow.name], estate, cli)
}
