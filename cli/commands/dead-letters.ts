import type { Command } from '../command.ts'
import { chosenFlows, estateOf } from '../estate.ts'
import { ledgerOf } from '../systems.ts'
import { count, duration, plain, table, time } from '../text.ts'

export const deadLetters: Command = {
  name: 'dead-letters',
  group: 'systems',
  summary: 'records that could not be applied, with why',
  about:
    'A record is here once its retries are used up. The others go on without it, and it leaves by itself when a later change of it settles. Exits with 1 where there is any.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [{ flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true }],
  examples: [
    ['thalweg dead-letters', 'all of them'],
    ['thalweg dead-letters --flow workOrders --json', 'those of one flow, for a program'],
  ],
  run: async (input, { paint }) => {
    const estate = await estateOf(input)
    const flows = chosenFlows(estate.landscape, input.list('flow'))
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
