/**
 * The map of the estate: systems stand beside each other, each with a line downwards; a flow is a line across, from whoever writes to whoever holds a copy. Nothing
 * crosses a label, however many flows there are.
 */
import { stepNames } from '../../../codegen/emit/words.ts'
import { count } from '../../text.ts'
import type { EstateReport, FlowReport, LogReport } from '../model.ts'
import type { Edge, Route } from '../route.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { round } from './round.ts'

const left = 236
const right = 132
const width = 1_120
const head = 64
const rowHeight = 62
/** More for a line back. */
const backHeight = 20
/** How wide a letter of a small text is, about. */
const letter = 6.6

export function estateMap({ systems, flows, logs }: EstateReport): Markup {
  const gap = systems.length < 2 ? 0 : (width - left - right) / (systems.length - 1)
  const x = (system: string) => left + gap * systems.indexOf(system)
  const tops = flows.reduce<number[]>((sums, flow) => [...sums, sums.at(-1)! + heightOf(flow)], [head])
  const logTops = logs.map((_, i) => tops.at(-1)! + i * rowHeight)
  const height = tops.at(-1)! + logs.length * rowHeight + 14
  return html`<div class="scroll">
    <svg class="map" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-name map-about">
      <title id="map-name">Which way the data runs</title>
      <desc id="map-about">
        ${[...flows.map(({ flow, route }) => `${flow}: ${inWords(route)}`), ...logs.map((log) => `${log.flow}: ${logInWords(log)}`)].join('. ')}.
      </desc>
      ${systems.map((system) => systemNode(system, x(system), height, gap))} ${flows.map((flow, i) => flowLine(flow, tops[i]!, x))}
      ${logs.map((log, i) => logLine(log, logTops[i]!, x))}
    </svg>
  </div>`
}

function systemNode(system: string, at: number, height: number, gap: number): Markup {
  const half = Math.min(64, gap === 0 ? 64 : gap / 2 - 6)
  return html`<g class="system"
    ><line x1="${at}" y1="44" x2="${at}" y2="${height - 6}" /><rect
      x="${round(at - half)}"
      y="8"
      width="${round(half * 2)}"
      height="36"
      rx="9"
    /><text x="${at}" y="31">${shortened(system, half * 2 - 12, 8.4)}</text><title>${system}</title></g
  > `
}

type Place = (system: string) => number

function heightOf({ route }: FlowReport): number {
  return route.edges.some(({ back }) => back) ? rowHeight + backHeight : rowHeight
}

function flowLine(flow: FlowReport, top: number, x: Place): Markup {
  const { route } = flow
  const line = top + 30
  const forth = route.edges.filter(({ back }) => !back)
  const back = route.edges.filter((edge) => edge.back)
  return html`<g class="flow step${route.step ?? 0}">
    <title>${flow.flow}: ${inWords(route)}</title>
    <rect class="band" x="0" y="${top + 3}" width="${width}" height="${heightOf(flow) - 6}" rx="9" />
    <text class="name" x="14" y="${top + 29}">${shortened(flow.flow, 170, 8)}</text>
    <text class="small" x="14" y="${top + 47}">${route.step === null ? null : `${route.step} ${stepNames[route.step] ?? ''}`}</text>
    ${track(forth, line, x)} ${writes(route, line, x)} ${back.length === 0 ? null : html`<g class="back">${track(back, line + 16, x)}</g>`}
    ${below(route, back, line, x)}
    <text class="small end" x="${width - 14}" y="${top + 29}">${count(flow.records.live, 'record')}</text>
    <text class="small end state" x="${width - 14}" y="${top + 47}">${state(flow)}</text>
  </g> `
}

/** A flow into logs: each change as a line of its own, whoever made it. */
function logLine(log: LogReport, top: number, x: Place): Markup {
  const [source = '', ...others] = log.systems
  const line = top + 30
  const edges = others.map((to): Edge => ({ from: source, to, units: [], back: false }))
  return html`<g class="flow step0">
    <title>${log.flow}: ${logInWords(log)}</title>
    <rect class="band" x="0" y="${top + 3}" width="${width}" height="${rowHeight - 6}" rx="9" />
    <text class="name" x="14" y="${top + 29}">${shortened(log.flow, 170, 8)}</text>
    <text class="small" x="14" y="${top + 47}">every change</text>
    ${track(edges, line, x)}
    <text class="small end" x="${width - 14}" y="${top + 29}">${count(log.lines, 'line')}</text>
    <text class="small end state" x="${width - 14}" y="${top + 47}">${logState(log)}</text>
  </g> `
}

function logState({ accepted, paused, unmet }: LogReport): string {
  if (!accepted) return '– not accepted'
  if (Object.keys(paused).length > 0) return '❚❚ paused'
  return unmet.length > 0 ? `! ${unmet[0]}` : '✓ appended'
}

function logInWords({ systems }: LogReport): string {
  return `every change at ${systems[0]}, as a line of ${systems.slice(1).join(' and ')}`
}

/** One line over all that it joins: an arrow wherever something arrives, a dot where it only starts. */
function track(edges: readonly Edge[], y: number, x: Place): Markup | null {
  const places = edges.flatMap(({ from, to }) => [x(from), x(to)])
  if (places.length === 0) return null
  const arrivals = new Map(edges.map(({ from, to }) => [`${to} ${x(from) < x(to)}`, { at: x(to), rightwards: x(from) < x(to) }]))
  const starts = edges.filter(({ from }) => !edges.some(({ to }) => to === from)).map(({ from }) => x(from))
  return html`<line class="track" x1="${Math.min(...places)}" y1="${y}" x2="${Math.max(...places)}" y2="${y}" />${[...new Set(starts)].map(
      (at) => html`<circle cx="${at}" cy="${y}" r="6" />`,
    )}${[...arrivals.values()].map(({ at, rightwards }) => arrow(at, y, rightwards ? 1 : -1))}`
}

function arrow(at: number, y: number, way: 1 | -1): Markup {
  const tip = at - 3 * way
  return html`<path d="M${round(tip)} ${y} l${-11 * way} -6.5 v13 z" />`
}

/**
 * Above the line, at each system, what it alone writes: on the side on which the flow goes on, by name where there is room for it. What a one-way flow returns
 * stands below.
 */
function writes({ systems, units, direction }: Route, y: number, x: Place): Markup[] {
  const places = systems.map(x).toSorted((a, b) => a - b)
  const writers = direction === 'oneWay' ? systems.slice(0, 1) : systems
  return writers.flatMap((system) => {
    const own = units.filter(({ writer }) => writer === system)
    if (own.length === 0) return []
    const at = x(system)
    const inner = at === places.at(-1) && places.length > 1 ? -1 : 1
    const next = inner > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at)
    const room = Math.abs((next ?? at) - at) / (writers.length > 1 ? 2 : 1) - 16
    return [
      html`<text class="writes${inner < 0 ? ' end' : ''}" x="${round(at + 13 * inner)}" y="${y - 9}"
        >${fitting([own.map(({ unit }) => unit).join(', '), count(own.length, 'field'), String(own.length)], room)}<title>
          ${system} writes ${own.map(({ unit }) => unit).join(', ')}
        </title></text
      >`,
    ]
  })
}

/** Below the line, what comes back, or what every side writes. */
function below({ systems, units }: Route, back: readonly Edge[], y: number, x: Place): Markup | null {
  const places = systems.map(x)
  const [from, to] = [Math.min(...places), Math.max(...places)]
  const shared = units.filter(({ writer }) => writer === null)
  const returned = [...new Set(back.flatMap((edge) => edge.units))]
  const names = back.length > 0 ? returned : shared.map(({ unit, policy }) => `${unit} by ${policy}`)
  if (names.length === 0) return null
  const many = String(names.length)
  const texts =
    back.length > 0
      ? [`back: ${names.join(', ')}`, `${many} back`]
      : [`all: ${names.join(', ')}`, `${many} fields written by all`, `${many} by all`]
  return html`<text class="below" x="${round((from + to) / 2)}" y="${y + (back.length > 0 ? 34 : 19)}"
    >${fitting(texts, to - from - 20)}<title>${names.join(', ')}</title></text
  >`
}

/** What of a flow wants a look most, with a sign of its own. */
function state({ deadLetters, reviews, paused, accepted, figures, waiting, pending, deletesHeldBack }: FlowReport): string {
  const drift = figures.drift?.records ?? 0
  const waits = [...Object.values(waiting), ...Object.values(pending), deletesHeldBack].reduce((sum, records) => sum + records, 0)
  if (!accepted) return '– not accepted'
  if (Object.keys(paused).length > 0) return '❚❚ paused'
  if (deadLetters > 0) return `✕ ${count(deadLetters, 'dead letter')}`
  if (reviews > 0) return `? ${count(reviews, 'review')}`
  if (drift > 0) return `≠ ${count(drift, 'record')}`
  return waits > 0 ? `… ${waits.toLocaleString('en')} waiting` : '✓ nothing waits'
}

/** For readers who do not see the drawing. */
function inWords({ direction, systems, edges, units }: Route): string {
  const [source, ...others] = systems
  const back = edges.filter((edge) => edge.back)
  const returned = [...new Set(back.flatMap((edge) => edge.units))]
  const writers = systems.flatMap((system) => {
    const own = units.filter(({ writer }) => writer === system).map(({ unit }) => unit)
    return own.length === 0 ? [] : [`${system} writes ${own.join(', ')}`]
  })
  const shared = units.filter(({ writer }) => writer === null).map(({ unit, policy }) => `${unit} by ${policy}`)
  const way =
    direction === 'oneWay'
      ? `from ${source} to ${others.join(', ')}${returned.length === 0 ? '' : `, and ${returned.join(', ')} back`}`
      : `between ${systems.join(' and ')}`
  return [way, ...(direction === 'oneWay' ? [] : writers), ...(shared.length === 0 ? [] : [`all write ${shared.join(', ')}`])].join('; ')
}

/** The first that fits; else the last. */
function fitting(texts: readonly string[], room: number): string {
  return texts.find((text) => text.length * letter <= room) ?? texts.at(-1)!
}

const graphemes = new Intl.Segmenter('en')

/** So that it fits: SVG breaks no lines. @param each width of a character */
function shortened(text: string, room: number, each: number): string {
  const most = Math.max(3, Math.floor(room / each))
  const chars = Array.from(graphemes.segment(text), ({ segment }) => segment)
  return chars.length <= most ? text : `${chars.slice(0, most - 1).join('')}…`
}
