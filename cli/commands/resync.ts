import type { Command } from '../command.ts'
import { estateOf, flowOf } from '../estate.ts'
import { usage } from '../failure.ts'
import { authorOf } from '../requests/author.ts'
import { carryOut } from '../requests/carry-out.ts'

export const resync: Command = {
  name: 'resync',
  group: 'systems',
  summary: 'look at single records again, in every system',
  about:
    'Reads these records in every system of the flow, settles what is found by the flow’s own policies, and writes what follows; what waits is tried again. Where a run holds the ledger, the run does it.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--flow <name>', about: 'the flow' },
    { flags: '--key <key>', about: 'of the record, parts of a composite key with commas; may be given more than once', repeats: true },
    { flags: '--by <name>', about: 'who asks (default: the user of the operating system)' },
  ],
  examples: [['thalweg resync --flow workOrders --key WO-2', 'one record']],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const name = input.text('flow')
    if (name === undefined) throw usage('resync needs a flow', 'thalweg resync --flow <name> --key <key>')
    const flow = flowOf(estate.landscape, name)
    const given = input.list('key')
    if (given.length === 0) throw usage('resync needs a key', 'for all records of a flow: thalweg reconcile --flow <name> --repair')
    const { keyOf } = await import('../trace/key.ts')
    const keys = given.map((key) => keyOf(flow, key))
    return carryOut({ kind: 'resync', flow: flow.name, keys, by: authorOf(input) }, [flow.name], estate, cli)
  },
}
