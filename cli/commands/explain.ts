import { carriesEvents } from '../../codegen/plan/flow/events.ts'
import type { Plan, PlanColumn, PlanFlow, PlanUnit } from '../../codegen/plan/schema.ts'
import type { Cli, Command } from '../command.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { checked, errorsOf, unsound } from '../plan.ts'
import { projectOf } from '../project.ts'
import { table } from '../text.ts'

export const explain: Command = {
  name: 'explain',
  group: 'code',
  summary: 'who writes a field, where it goes, and what happens when systems disagree',
  about: 'Answers from the flow file; no system is asked. What became of one record is told by trace.',
  arguments: [
    { name: 'flow.field', about: 'a field, or a group, of a flow', required: true },
    { name: 'flows', about: 'the flow file', required: false },
  ],
  options: [],
  examples: [
    ['thalweg explain workOrders.glCode', 'one field'],
    ['thalweg explain workOrders.price', 'a group of fields that is decided as one'],
  ],
  run: async (input, cli) => {
    const project = projectOf(input)
    const { plan, findings } = await checked(project)
    if (plan === null || errorsOf(findings).length > 0) return unsound(project, findings)
    const { flowName, field } = split(input.required('flow.field'), plan)
    const flow = plan.flows[flowName]!
    if (carriesEvents(plan, flow)) throw appended(flowName, flow)
    const unit = flow.units.find((each) => each.name === field) ?? flow.units.find((each) => each.fields.includes(field))
    if (unit === undefined) throw undecided(plan, flowName, flow, field)
    const { outcomesOf } = await import('../../codegen/emit/view/outcomes.ts')
    const { stepNames } = await import('../../codegen/emit/words.ts')
    const outcomes = outcomesOf(plan, flow, unit)
    const writer = unit.policy.kind === 'owner' ? unit.policy.system : null
    const places = unit.systems.map((system) => ({ system, columns: columnsOf(plan, flow, unit, system) }))
    const data = {
      flow: flowName,
      record: flow.record,
      unit: unit.name,
      fields: unit.fields,
      systems: unit.systems,
      writer,
      policy: unit.policy,
      step: unit.step,
      foreignWrite: unit.foreignWrite,
      because: flow.because,
      places,
      outcomes,
      at: unit.at,
    }
    return { exit: 0, data, text: told(data, stepNames[unit.step] ?? '', cli) }
  },
}

/** Of a flow that carries events there is no policy to explain. */
function appended(name: string, { systems: [source, ...logs], record }: PlanFlow): Failure {
  return new Failure(
    'noField',
    `nothing of ${record} is decided in ${name}: every change in ${source ?? ''} is appended to ${logs.join(', ')} as it was made`,
    'ask for the field in a flow that settles it',
  )
}

/** Names of flows may hold dots themselves. */
function split(text: string, plan: Plan): { readonly flowName: string; readonly field: string } {
  const names = Object.keys(plan.flows)
  const flowName = names.filter((name) => text.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0]
  if (flowName !== undefined && text.length > flowName.length + 1) return { flowName, field: text.slice(flowName.length + 1) }
  if (names.includes(text)) {
    const { units } = plan.flows[text]!
    throw usage(
      `${text} is a flow: say which field of it`,
      `as in thalweg explain ${text}.${units[0]?.name ?? 'field'}; its fields are ${units.map((unit) => unit.name).join(', ')}`,
    )
  }
  const dot = text.lastIndexOf('.')
  if (dot < 0) throw usage(`${text} does not say a field of a flow`, `as in thalweg explain ${names[0] ?? 'flow'}.field`)
  throw new Failure('noFlow', `there is no flow ${text.slice(0, dot)}`, nearest(text.slice(0, dot), names, 'the flows are'))
}

/** Why a name is decided by no policy. */
function undecided(plan: Plan, name: string, flow: PlanFlow, field: string): Failure {
  const record = plan.records[flow.record]!
  if (record.key.includes(field))
    return new Failure(
      'noField',
      `${field} is the key of ${flow.record}: it names the record, and whoever creates the record gives it`,
      `creates: ${flow.lifecycle.creates.join(', ') || 'nobody'}`,
    )
  const alone = flow.alone.find((each) => each.field === field)
  if (alone !== undefined)
    return new Failure(
      'noField',
      `only ${alone.system} holds ${field} in ${name}: it goes nowhere, and there is nothing to decide`,
      `bind it in another system of the flow to share it`,
    )
  if (record.fields.some((each) => each.name === field))
    return new Failure('noField', `${name} does not carry ${field} of ${flow.record}`, 'no system of the flow holds it')
  const known = flow.units.flatMap((unit) => (unit.fields.length === 1 ? unit.fields : [unit.name, ...unit.fields]))
  return new Failure('noField', `${flow.record} has no field ${field}`, nearest(field, known, `${name} carries`))
}

function columnsOf(plan: Plan, flow: PlanFlow, unit: PlanUnit, system: string): string[] {
  const binding = plan.systems[system]!.holds[flow.record]!
  return unit.fields.flatMap((field) => {
    const column = binding.columns.find((each) => each.field === field)
    return column === undefined ? [] : [`${binding.name}.${column.column}${stored(column)}`]
  })
}

/** How it is stored, where that is not as it is. */
function stored(column: PlanColumn): string {
  const parts = [
    ...(column.values === undefined ? [] : [column.values.map(([field, value]) => `${field} is ${JSON.stringify(value)}`).join(', ')]),
    ...(column.lookup === undefined ? [] : [`the ${column.lookup.id} of ${column.lookup.table}, found by ${column.lookup.match}`]),
    ...(column.codec === undefined ? [] : ['name' in column.codec ? `by ${column.codec.name}` : 'by a codec']),
    ...(column.whenNull === undefined ? [] : [`empty is ${JSON.stringify(column.whenNull)}`]),
    ...column.stores.map((each) => (typeof each === 'string' ? `stored ${each}` : `stored ${JSON.stringify(each)}`)),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

interface Told {
  readonly flow: string
  readonly unit: string
  readonly fields: readonly string[]
  readonly systems: readonly string[]
  readonly writer: string | null
  readonly policy: PlanUnit['policy']
  readonly step: number
  readonly foreignWrite: string
  readonly because: string | undefined
  readonly places: readonly { readonly system: string; readonly columns: readonly string[] }[]
  readonly outcomes: Readonly<Record<string, { readonly occurs: boolean; readonly what: string }>>
  readonly at: PlanUnit['at']
}

function told(
  { flow, unit, fields, systems, writer, policy, step, because, places, outcomes, at }: Told,
  stepName: string,
  { paint }: Cli,
): string {
  const others = systems.filter((system) => system !== writer)
  const group = fields.length > 1 || fields[0] !== unit ? ` (${fields.join(', ')}, decided as one)` : ''
  const facts = [
    ['written by', writer ?? systems.join(', ')],
    ['goes to', others.length === 0 ? 'nobody else' : others.join(', ')],
    ['policy', `${policy.kind}, step ${step} of 5 on the ladder: ${stepName}`],
    ...(policy.kind === 'owner' && policy.answers !== undefined ? [['answers', policy.answers.join(', ')]] : []),
    ...(because === undefined ? [] : [['because', because]]),
    ['said at', `${at.file}:${at.line}:${at.column}`],
    ...places.map(({ system, columns }) => [`in ${system}`, columns.join(', ')]),
  ]
  const [yes, no] = [true, false].map((occurs) =>
    Object.entries(outcomes)
      .filter(([, outcome]) => outcome.occurs === occurs)
      .map(([kind, { what }]) => [kind, what]),
  )
  return [
    paint.bold(`${flow}.${unit}`) + group,
    table(facts, '  '),
    '',
    'When systems disagree:',
    table(yes!, '  '),
    ...(no!.length === 0
      ? []
      : [
          '',
          paint.dim('What cannot occur:'),
          paint.dim(
            table(
              no!.map(([kind, what]) => [kind!, what!.replace(/^cannot occur: /, '')]),
              '  ',
            ),
          ),
        ]),
  ].join('\n')
}
