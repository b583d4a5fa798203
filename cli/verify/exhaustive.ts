/** `verify --exhaustive`: what was explored, and a shortest way into what does not hold. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { CounterExample, Exhausted, FlowExplored } from '../../sim/exhaustive/index.ts'
import type { Cli, Report } from '../command.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { count, duration, table } from '../text.ts'
import { minutesOf } from './options.ts'
import { storyText } from './text.ts'

const minuteMs = 60_000
const defaultMinutes = 5
/** Options of runs with seeds. */
const ofSeeds = ['seeds', 'seed', 'steps', 'records', 'quirks'] as const

export async function exhaustive(landscape: GeneratedLandscape, flows: readonly string[], input: Input, cli: Cli): Promise<Report> {
  const stray = ofSeeds.find((name) => input.text(name) !== undefined)
  if (stray !== undefined) throw usage(`--${stray} is of runs that are drawn, and --exhaustive draws nothing`, 'leave one of them out')
  const minutes = minutesOf(input) ?? defaultMinutes
  const sim = await import('../../sim/exhaustive/index.ts')
  const progress = cli.progress('states:')
  const explored = sim.exhaust({ landscape, flows, until: Date.now() + minutes * minuteMs, progress: (states) => progress.at(states) })
  progress.end()
  const isBroken = explored.flows.some(({ broken }) => broken !== null)
  return { exit: isBroken ? 1 : 0, data: explored, text: exhaustedText(explored, input.flag('mermaid'), cli) }
}

function exhaustedText({ flows, states, transitions, ms }: Exhausted, asMermaid: boolean, { paint }: Cli): string {
  const broken = flows.flatMap((flow) => (flow.broken === null ? [] : [{ flow: flow.flow, ...flow.broken }]))
  const bound = flows.flatMap(boundText)
  const left = flows.flatMap(({ flow, left: what }) => what.map((each) => `  ${flow}: ${each}`))
  const size = `${count(states, 'state')}, ${count(transitions, 'transition')} in ${duration(Math.round(ms / 100) * 100)}`
  return [
    ...broken.flatMap((each) => [brokenText(each, asMermaid, paint), '']),
    table(flows.map((flow) => rowOf(flow, paint))),
    ...(bound.length > 0 ? ['', 'Not closed in the time; every state that so many steps lead to holds:', ...bound] : []),
    ...(left.length > 0 ? ['', 'Not looked at:', ...left] : []),
    '',
    `${size}: ${broken.length === 0 ? 'everything holds.' : `${count(broken.length, 'flow')} of ${flows.length} ${broken.length === 1 ? 'does' : 'do'} not hold.`}`,
  ].join('\n')
}

function rowOf({ flow, scopes, broken }: FlowExplored, paint: Cli['paint']): string[] {
  const sum = (of: 'states' | 'transitions') => scopes.reduce((all, scope) => all + scope[of], 0)
  const closed = scopes.filter(({ outcome }) => outcome === 'closed').length
  const verdict =
    closed === scopes.length ? 'holds in every order' : `holds as far as it was explored; ${closed} of ${scopes.length} closed`
  return [
    flow,
    count(scopes.length, 'scope'),
    count(sum('states'), 'state'),
    count(sum('transitions'), 'transition'),
    `at most ${count(Math.max(0, ...scopes.map(({ depth }) => depth)), 'step')}`,
    broken === null ? paint.green(scopes.length === 0 ? 'nothing to explore' : verdict) : paint.red(`does not hold: ${broken.check}`),
  ]
}

function boundText({ flow, scopes }: FlowExplored): string[] {
  return scopes.flatMap(({ name, outcome, states, depth }) =>
    outcome === 'bound' ? [`  ${flow}: ${name}: ${count(depth, 'step')}, ${count(states, 'state')}`] : [],
  )
}

function brokenText(
  { flow, scope, check, what, systems, told }: CounterExample & { readonly flow: string },
  asMermaid: boolean,
  paint: Cli['paint'],
): string {
  return [
    `${paint.bold(flow)}: ${paint.red(check)} does not hold. A shortest way into it (${scope}):`,
    `  ${what}`,
    '',
    storyText(told, systems, asMermaid),
    '',
    `  again: thalweg verify --exhaustive --flow ${flow}`,
  ].join('\n')
}
