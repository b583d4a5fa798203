/** One page for people: which way the data runs between the systems, and who owns it. */
import { carriesEvents } from '../plan/flow/events.ts'
import type { Plan, PlanFlow } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import { render } from './template.ts'
import { flowFields, recordOf } from './view/adapter.ts'
import { factsOf } from './view/facts.ts'
import { writerOf, writerWords } from './view/writers.ts'
import { systemViews } from './view/system.ts'
import { cell, list, stepNames } from './words.ts'

export const portfolio: Emitter = ({ plan, toldHeader: header }) => {
  const systems = systemViews(plan).map(({ name }, i) => ({ name, id: `s${i}`, label: label(name) }))
  const id = (system: string): string => systems.find(({ name }) => name === system)!.id
  const flows = Object.entries(plan.flows)
  const page = {
    header,
    name: cell(plan.landscape),
    systems,
    arrows: flows.flatMap(([name, flow]) => arrows(name, flow, id)),
    flows: flows.map(([name, flow]) => section(plan, name, flow)),
  }
  return [{ path: 'portfolio.md', text: render('portfolio.md', page) }]
}

interface Arrow {
  readonly from: string
  readonly to: string
  readonly line: string
  readonly label: string
}

/** One-way: from the source to each; the way back dotted. Two-way: both ends, each with what it writes. */
function arrows(name: string, flow: PlanFlow, id: (system: string) => string): Arrow[] {
  const [source, ...others] = flow.systems
  if (source === undefined) return []
  if (flow.direction === 'twoWay') {
    const pairs = flow.systems.flatMap((a, i) => flow.systems.slice(i + 1).map((b): [string, string] => [a, b]))
    return pairs.map(([a, b]) => ({ from: id(a), to: id(b), line: '<-->', label: label(name) }))
  }
  const back = flow.units.filter((unit) => unit.policy.kind === 'owner' && unit.policy.returnPath)
  const onward = back.flatMap((unit) => {
    const writer = writerOf(unit)!
    return unit.systems.filter((system) => system !== source && system !== writer).map((to) => ({ from: writer, to, unit: unit.name }))
  })
  const among = others.flatMap((from) =>
    others.flatMap((to): Arrow[] => {
      const names = onward.filter((each) => each.from === from && each.to === to).map(({ unit }) => unit)
      return names.length === 0 ? [] : [{ from: id(from), to: id(to), line: '-.->', label: label(list(names)) }]
    }),
  )
  const direct = others.flatMap((target): Arrow[] => {
    const returned = back.filter((unit) => writerOf(unit) === target).map((unit) => unit.name)
    const forth: Arrow = { from: id(source), to: id(target), line: '-->', label: label(name) }
    return returned.length === 0 ? [forth] : [forth, { from: id(target), to: id(source), line: '-.->', label: label(list(returned)) }]
  })
  return [...direct, ...among]
}

function section(plan: Plan, name: string, flow: PlanFlow): object {
  const [source = '', ...targets] = flow.systems
  const way = flow.direction === 'twoWay' ? `both ways between ${list(flow.systems)}` : `one way from ${source} to ${list(targets)}`
  const why = flow.because === undefined ? '' : `, because ${flow.because}`
  const fields = [
    ...recordOf(plan, flow).key.map((field) => ({ field: cell(field), writer: 'the key', systems: cell(list(flow.systems)), step: '' })),
    ...flowFields(plan, flow).map(({ name: field }) => {
      const unit = flow.units.find(({ fields: members }) => members.includes(field))!
      return {
        field: cell(unit.name === field ? field : `${field} (${unit.name})`),
        writer: cell(writerWords(unit)),
        systems: cell(list(unit.systems)),
        step: `${unit.step} ${stepNames[unit.step] ?? ''}`,
      }
    }),
    ...flow.alone.map(({ field, system }) => ({
      field: cell(field),
      writer: cell(system),
      systems: cell(system),
      step: 'held by one alone',
    })),
  ]
  const travels = carriesEvents(plan, flow)
    ? `every change of ${flow.record} in ${source} is appended to ${list(targets)}`
    : `${flow.record} travel ${way}`
  return { name: cell(name), sentence: cell(`${travels}${why}.`), facts: factsOf(plan, flow).map(cell), fields }
}

/** Mermaid takes entities where a quote would end the label. */
function label(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} ,.()/:_-]/gu, (char) => `#${char.codePointAt(0)!};`)
}
