/** The period as lanes, one for each kind of thing that happened; the same as a table for whoever does not see the drawing. */
import { count, duration, time } from '../../text.ts'
import { clock, dayAndClock } from '../clock.ts'
import { keyAsTyped } from '../commands.ts'
import type { EstateReport } from '../model.ts'
import type { Moment } from '../moments.ts'
import type { Lane, LaneColumn, Timeline } from '../timeline.ts'
import { laneNames, steps } from '../timeline.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { round } from './round.ts'
import { dataTable, more, name, when } from './words.ts'

const left = 150
const right = 70
const width = 1_120
const laneHeight = 38
const barHeight = 28

export function timelineSection({ timeline, moments }: EstateReport): Markup {
  return html`${drawing(timeline)}
    <details>
      <summary>The same as a table</summary>
      ${asTable(timeline)}
    </details>
    ${
      moments.all === 0
        ? null
        : html`<h3>One by one</h3>
            <ol class="moments">
              ${moments.shown.map(moment)}
            </ol>
            ${more(moments, 'thalweg audit')}`
    }`
}

type Place = (at: number) => number

function drawing(timeline: Timeline): Markup {
  const { lanes, columns, from, stepMs } = timeline
  const each = (width - left - right) / columns
  const height = lanes.length * laneHeight + 36
  const x: Place = (at) => left + ((at - from) / stepMs) * each
  const sums = lanes.map(({ lane, total }) => `${laneNames[lane]} ${total.toLocaleString('en')}`)
  return html`<div class="scroll">
    <svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="timeline-name timeline-about">
      <title id="timeline-name">What happened when</title>
      <desc id="timeline-about">From ${time(from)}, in steps of ${duration(stepMs)}: ${sums.join(', ')}.</desc>
      ${ticks(timeline).map((at) => tick(round(x(at)), height, dayAndClock(at, stepMs, columns)))}
      ${lanes.map((lane, i) => laneOf(lane, (i + 1) * laneHeight, x, { width: each, stepMs }))}
    </svg>
  </div>`
}

function tick(x: number, height: number, text: string): Markup {
  return html`<line class="grid" x1="${x}" y1="4" x2="${x}" y2="${height - 26}" />
    <text class="tick" x="${x}" y="${height - 8}">${text}</text> `
}

function laneOf({ lane, total, columns }: Lane, base: number, x: Place, column: Pick<Bar, 'width' | 'stepMs'>): Markup {
  const most = Math.max(...columns.map((each) => each.total))
  return html`<g class="lane ${lane}">
    <text class="label" x="${left - 12}" y="${base - 8}">${laneNames[lane]}</text>
    <line class="base" x1="${left}" y1="${base}" x2="${width - right}" y2="${base}" />
    ${columns.map((each) => barOf(each, laneNames[lane], { ...column, x: x(each.at), y: base, most }))}
    <text class="total" x="${width - right + 12}" y="${base - 8}">${total.toLocaleString('en')}</text>
  </g> `
}

interface Bar {
  readonly x: number
  readonly y: number
  readonly width: number
  /** The highest bar of its lane. */
  readonly most: number
  readonly stepMs: number
}

/** By the root of the number, so that one of something is seen beside hundreds. */
function barOf({ at, total, flows }: LaneColumn, what: string, { x, y, width: room, most, stepMs }: Bar): Markup {
  const height = Math.max(4, barHeight * Math.sqrt(total / most))
  const thick = Math.max(2, Math.min(room - 1, 24))
  const each = Object.entries(flows).map(([flow, rows]) => `${flow} ${rows.toLocaleString('en')}`)
  return html`<rect x="${round(x + (room - thick) / 2)}" y="${round(y - height)}" width="${round(thick)}" height="${round(height)}" rx="1.5"
    ><title>${clock(at, stepMs)} ${what}: ${total.toLocaleString('en')} (${each.join(', ')})</title></rect
  >`
}

/** At round times, eight at most. */
function ticks({ from, stepMs, columns }: Timeline): number[] {
  const span = columns * stepMs
  const apart = steps.find((step) => step >= stepMs && span / step <= 8) ?? span
  const first = Math.ceil(from / apart) * apart
  return Array.from({ length: Math.ceil((from + span - first) / apart) }, (_, i) => first + i * apart)
}

function asTable({ lanes, columns, from, stepMs }: Timeline): Markup {
  const times = [...new Set(lanes.flatMap((lane) => lane.columns.map(({ at }) => at)))].toSorted((a, b) => a - b)
  return dataTable(
    `Audit rows and reviews, in steps of ${duration(stepMs)} from ${time(from)}`,
    [{ title: 'time (UTC)' }, ...lanes.map(({ lane }) => ({ title: laneNames[lane], number: true as const }))],
    times.map((at) => [
      dayAndClock(at, stepMs, columns),
      ...lanes.map((lane) => lane.columns.find((column) => column.at === at)?.total.toLocaleString('en') ?? ''),
    ]),
  )
}

function moment({ at, what, flows, keys, count: of }: Moment): Markup {
  const which = keys.map(keyAsTyped)
  const others = of - which.length
  return html`<li>
    ${when(at)}
    <span class="flows">${flows.join(', ')}</span
    >${which.map((key) => html` ${name(key)}`)}${which.length > 0 && others > 0 ? ` and ${count(others, 'other')}` : null}
    <span class="what">${what}</span>
  </li> `
}
