import type { Take } from '../../runtime/handover/state.ts'
import type { Cli, Command, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { estateOf } from '../estate.ts'
import { Failure, usage } from '../failure.ts'
import type { Step } from '../handover/step.ts'
import type { Way } from '../handover/way.ts'
import type { Input } from '../input.ts'
import { nearest } from '../nearest.ts'
import { authorOf } from '../requests/author.ts'
import { carryOut } from '../requests/carry-out.ts'
import { ledgerOf } from '../systems.ts'

const takes = ['old', 'new', 'review'] as const satisfies readonly Take[]

export const handover: Command = {
  name: 'handover',
  group: 'systems',
  summary: 'a field gets another owner, step by step and with a way back',
  about:
    "The flow file names both owners: .owner('status', 'ERP', { from: 'EAM' }). Until the handover begins, the old one decides as before. --from and --to begin its shadow: the old owner decides, what the new one’s users enter is recorded and left alone. --switch lets the new owner decide; edits of the old one that nobody had seen by then count still. --back-out goes back from either. --finish ends it: then `from` is taken out of the flow file. Without a step it says where the handover stands, and only reads. Where a run holds the ledger, the run takes the step.",
  arguments: [
    {
      name: 'field',
      about: 'flow and field, or group, as in workOrders.status; without it: all that the flow file hands over',
      required: false,
    },
  ],
  options: [
    { flags: '--from <system>', about: 'begin: the owner of today' },
    { flags: '--to <system>', about: 'begin: the new owner' },
    { flags: '--switch', about: 'the new owner decides from now on' },
    { flags: '--take <which>', about: 'with --switch, where the two differ: old, new, or review (a person decides for each record)' },
    { flags: '--finish', about: 'end it: there is no way back but another handover' },
    { flags: '--back-out', about: 'the old owner decides again' },
    { flags: '--by <name>', about: 'who decides (default: the user of the operating system)' },
  ],
  examples: [
    ['thalweg handover workOrders.status --from EAM --to ERP', 'begin the shadow'],
    ['thalweg handover workOrders.status', 'how often the two would have differed, and where they do now'],
    ['thalweg handover workOrders.status --switch --take old', 'ERP decides from now on'],
    ['thalweg handover workOrders.status --back-out', 'EAM decides again'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const { wayOf, waysOf } = await import('../handover/way.ts')
    const named = input.argument('field')
    const step = stepOf(input)
    if (named === undefined) {
      if (step !== undefined) throw usage('a step needs the field that it is about', 'thalweg handover <flow>.<field> …')
      return standing(estate, waysOf(estate.landscape))
    }
    const way = wayOf(estate.landscape, named)
    const take = takeOf(input, step)
    if (step === 'start') refuseOther(way, input)
    return step === undefined ? standing(estate, [way]) : taken(estate, way, step, take, input, cli)
  },
}

function stepOf(input: Input): Step | undefined {
  const from = input.text('from')
  const to = input.text('to')
  if ((from === undefined) !== (to === undefined)) throw usage('a handover begins between two', '--from <owner of today> --to <new owner>')
  const asked: Step[] = [
    ...(from === undefined ? [] : (['start'] as const)),
    ...(input.flag('switch') ? (['switch'] as const) : []),
    ...(input.flag('finish') ? (['finish'] as const) : []),
    ...(input.flag('backOut') ? (['backOut'] as const) : []),
  ]
  if (asked.length > 1) throw usage('one step at a time', 'begin (--from, --to), --switch, --finish or --back-out')
  return asked[0]
}

function takeOf(input: Input, step: Step | undefined): Take | undefined {
  const given = input.text('take')
  if (given === undefined) return undefined
  if (step !== 'switch') throw usage('--take belongs to --switch', 'thalweg handover <flow>.<field> --switch --take old|new|review')
  const take = takes.find((each) => each === given)
  if (take === undefined) throw usage(`nothing can be taken as ${given}`, nearest(given, takes, 'it can be'))
  return take
}

/** The flow file says between whom, and whoever begins says that he means the same. */
function refuseOther(way: Way, input: Input): void {
  const [from, to] = [input.text('from')!, input.text('to')!]
  if (from === way.old && to === way.new) return
  throw new Failure(
    'otherWay',
    `the flow file hands ${way.flow.name}.${way.unit} over from ${way.old} to ${way.new}, not from ${from} to ${to}`,
    `correct the command, or the flow file: .owner('${way.unit}', '${to}', { from: '${from}' })`,
  )
}

async function standing(estate: Estate, ways: readonly Way[]): Promise<Report> {
  const { stands, standsData, standsText } = await import('../handover/standing.ts')
  const ledger = await ledgerOf(estate, 'read')
  try {
    const all = []
    for (const way of ways) all.push(await stands(ledger, way, Date.now()))
    return {
      exit: 0,
      data: { handovers: all.map(standsData) },
      text: all.length === 0 ? 'The flow file hands nothing over.' : all.map(standsText).join('\n'),
    }
  } finally {
    await ledger.close()
  }
}

async function taken(estate: Estate, { flow, unit }: Way, step: Step, take: Take | undefined, input: Input, cli: Cli): Promise<Report> {
  const asked = { kind: 'handover', flow: flow.name, unit, step, by: authorOf(input), ...(take === undefined ? {} : { take }) } as const
  return carryOut(asked, [flow.name], estate, cli)
}
