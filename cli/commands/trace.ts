import type { Entry } from '../../runtime/entry.ts'
import type { AuditRow, Ledger } from '../../runtime/ports.ts'
import type { Cli, Command } from '../command.ts'
import { estateOf, flowOf } from '../estate.ts'
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { ledgerOf } from '../systems.ts'
import { plain, time, value } from '../text.ts'
import { historyLine } from '../trace/history.ts'
import type { SystemStory, UnitStory } from '../trace/story.ts'
import { whose } from '../trace/whose.ts'

const most = 1_000

export const trace: Command = {
  name: 'trace',
  group: 'systems',
  summary: 'why a record is as it is: whose value, from which change, what lost',
  about: 'Read from the ledger alone; it works while a run holds the ledger. Parts of a composite key are given with commas between them.',
  arguments: [
    { name: 'flow', about: 'name of the flow', required: true },
    { name: 'key', about: 'key of the record', required: true },
    { name: 'field', about: 'only this field, or group', required: false },
    { name: 'flows', about: 'the flow file', required: false },
  ],
  options: [],
  examples: [
    ['thalweg trace workOrders WO-2', 'the whole record'],
    ['thalweg trace workOrders WO-2 glCode', 'one field'],
    ['thalweg trace fxRates 2026-11-24,USD', 'a composite key'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const flow = flowOf(estate.landscape, input.required('flow'))
    const { compile } = await import('../../runtime/kernel.ts')
    const { kernelFor } = await import('../../runtime/handover/ruling.ts')
    const { keyOf } = await import('../trace/key.ts')
    const { systemStory, unitStory } = await import('../trace/story.ts')
    const { units: all } = compile(flow)
    const field = input.argument('field')
    const chosen = field === undefined ? all : all.filter((unit) => unit.name === field || unit.fields.includes(field))
    if (chosen.length === 0)
      throw new Failure(
        'noField',
        `${flow.name} carries no field ${plain(field!)}`,
        nearest(field!, [...new Set(all.flatMap((unit) => [unit.name, ...unit.fields]))], 'it carries'),
      )
    const key = keyOf(flow, input.required('key'))
    const ledger = await ledgerOf(estate, 'read')
    try {
      const [entry] = await ledger.read(flow.name, [key])
      const units = new Set(chosen.map((unit) => unit.name))
      const history = (await ledger.audit({ flow: flow.name, key, limit: most })).filter(
        (row) => field === undefined || row.unit === undefined || units.has(row.unit),
      )
      if (entry === null || entry === undefined) throw await unknown(ledger, flow.name, key, history)
      const kernel = await kernelFor(ledger, flow, key, entry)
      const stories = chosen.map((unit) => unitStory(kernel, entry, all.indexOf(unit)))
      const systems = kernel.systems.map((_, j) => systemStory(kernel, entry, j))
      const life = {
        live: entry.live,
        incarnation: entry.inc,
        by: entry.lo < 0 ? null : kernel.systems[entry.lo]!.name,
        review: entry.lifeHeld === 0 ? null : entry.lifeHeld,
      }
      const data = { flow: flow.name, key, life, units: stories, systems, history: history.map((row) => ({ ...row, at: time(row.at) })) }
      return { exit: 0, data, text: told(flow.name, key, entry, life.by, stories, systems, history, cli) }
    } finally {
      await ledger.close()
    }
  },
}

async function unknown(ledger: Ledger, flow: string, key: string, history: readonly AuditRow[]): Promise<Failure> {
  const left = history.findLast(({ kind }) => kind === 'renumbered')
  if (left !== undefined) {
    const now = String(left.body['to'])
    const message = `${flow} ${plain(key)} is ${plain(now)} since ${time(left.at)}: it was renumbered by ${left.system ?? 'nobody'}`
    return new Failure('renumbered', message, `thalweg trace ${flow} ${plain(now)}`)
  }
  const some = await ledger.keys(flow, null, 3)
  return new Failure(
    'noRecord',
    `the ledger knows no ${flow} ${plain(key)}`,
    some.length === 0 ? 'it knows no record of this flow: thalweg run' : `its keys are written like ${some.map(plain).join(', ')}`,
  )
}

function told(
  flow: string,
  key: string,
  entry: Entry,
  by: string | null,
  units: readonly UnitStory[],
  systems: readonly SystemStory[],
  history: readonly (AuditRow & { readonly id: number })[],
  { paint }: Cli,
): string {
  const life = entry.live ? 'live' : entry.inc === 0 ? 'never created in this flow' : 'deleted'
  const notes = systems.flatMap(({ system, present, note }) =>
    note !== null ? [`  ${system}: ${plain(note)}`] : !present && entry.live ? [`  ${system}: has no row`] : [],
  )
  return [
    `${paint.bold(`${flow} ${plain(key)}`)}: ${life}${by === null ? '' : `, by ${by}`}${entry.inc > 1 ? `, created ${entry.inc} times` : ''}`,
    ...notes,
    ...units.map((unit) => unitText(unit, paint)),
    '',
    paint.bold('History'),
    ...(history.length === 0
      ? ['  nothing: every value is as it was found at the first load']
      : history.map((row) => `  ${historyLine(row)}`)),
  ].join('\n')
}

function unitText(story: UnitStory, paint: Cli['paint']): string {
  const { unit, values, writer, policy, decision, flowVersion, review, held } = story
  const names = Object.keys(values)
  const shown =
    names.length === 1 && names[0] === unit ? value(values[unit]) : names.map((name) => `${name} ${value(values[name])}`).join(', ')
  const others = held.map(
    ({ system, values: there, told, same }) =>
      `${system} ${same ? 'holds it' : `holds ${Object.values(there).map(value).join(', ')}`}${told ? '' : ' and has not been told yet'}`,
  )
  return [
    `  ${paint.bold(unit)} = ${shown}`,
    `    from ${whose(story)}; decision ${decision} by policy ${policy}${writer === null ? '' : ` (${writer} writes it)`}${flowVersion === '' ? '' : `, flow version ${flowVersion}`}`,
    ...(others.length === 0 ? [] : [`    ${others.join('; ')}`]),
    ...(review === null ? [] : [`    held: review ${review} is open`]),
  ].join('\n')
}
