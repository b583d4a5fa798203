import type { Paused } from '../../runtime/paused.ts'
import type { Command, Option, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { chosenFlows, estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { nearest } from '../nearest.ts'
import { authorOf } from '../requests/author.ts'

const chosen: readonly Option[] = [
  { flags: '--flow <name>', about: 'a flow; may be given more than once', repeats: true },
  { flags: '--system <name>', about: 'a system; may be given more than once', repeats: true },
]

export const pause: Command = {
  name: 'pause',
  group: 'systems',
  summary: 'let a flow, or everything at a system, rest',
  about:
    'A paused flow does nothing; its changes wait in its systems. A paused system is neither read nor written, while its flows go on between the others. It holds until thalweg resume, over restarts, and a run that is going on heeds it within its next batch.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    ...chosen,
    { flags: '--why <text>', about: 'shown by status' },
    { flags: '--by <name>', about: 'who pauses (default: the user of the operating system)' },
  ],
  examples: [
    ['thalweg pause --system ERP --why "month end"', 'nothing touches ERP'],
    ['thalweg pause --flow workOrders', 'one flow'],
  ],
  run: async (input) => {
    const { flows, systems, estate } = await chosenOf(input)
    const why = input.text('why')
    const told = { at: Date.now(), by: authorOf(input), ...(why === undefined ? {} : { why }) }
    const each = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, told]))
    return change(estate, `Paused: ${[...flows, ...systems].join(', ')}. thalweg resume lets it go on.`, (paused) => ({
      flows: { ...paused.flows, ...each(flows) },
      systems: { ...paused.systems, ...each(systems) },
    }))
  },
}

export const resume: Command = {
  name: 'resume',
  group: 'systems',
  summary: 'let what was paused go on',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [...chosen, { flags: '--all', about: 'everything that is paused' }],
  examples: [['thalweg resume --system ERP', 'what waited is read and written by the next pass']],
  run: async (input) => {
    const all = input.flag('all')
    const { flows, systems, estate } = await chosenOf(input, all)
    const without = <T>(from: Readonly<Record<string, T>>, names: readonly string[]) =>
      Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))
    return change(estate, all ? 'Nothing is paused any more.' : `Goes on: ${[...flows, ...systems].join(', ')}.`, (paused) =>
      all ? { flows: {}, systems: {} } : { flows: without(paused.flows, flows), systems: without(paused.systems, systems) },
    )
  },
}

async function chosenOf(input: Input, all = false) {
  const estate = await estateOf(input)
  const flows = input.list('flow').length === 0 ? [] : chosenFlows(estate.landscape, input.list('flow')).map(({ name }) => name)
  const systems = input.list('system')
  const known = Object.keys(estate.landscape.systems)
  const stray = systems.find((name) => !known.includes(name))
  if (stray !== undefined) throw usage(`there is no system ${stray}`, nearest(stray, known, 'there are'))
  if (flows.length + systems.length === 0 && !all) throw usage('name a flow or a system', '--flow <name>, --system <name>')
  return { flows, systems, estate }
}

async function change(estate: Estate, text: string, make: (paused: Paused) => Paused): Promise<Report> {
  const { openBeside } = await import('../../runtime/ledger/index.ts')
  const { pausedOf, pausedSetting, pausedText } = await import('../../runtime/paused.ts')
  const beside = await openBeside(estate.ledger, estate.landscape.name)
  try {
    let after: Paused | undefined
    await beside.change(pausedSetting, (before) => pausedText((after = make(pausedOf(before)))))
    return { exit: 0, data: { paused: after }, text }
  } finally {
    await beside.close()
  }
}
