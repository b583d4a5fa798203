/** Where a handover stands, as people and programs read it: from the ledger alone, also beside a run. */
import type { HandoverStanding } from '../../runtime/handover/standing.ts'
import { standingOf } from '../../runtime/handover/standing.ts'
import type { Handover } from '../../runtime/handover/state.ts'
import { compile } from '../../runtime/kernel.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { count, plain, time, value } from '../text.ts'
import type { Way } from './way.ts'
import { handoverOf, nameOf } from './way.ts'

export interface Stands extends HandoverStanding {
  readonly way: Way
  /** Undefined: not begun. */
  readonly handover: Handover | undefined
  /** Since the shadow began: what the old owner decided, and what the new one would have. */
  readonly decided: number
  readonly wouldHaveDecided: number
}

/** @param now epoch ms */
export async function stands(ledger: Ledger, way: Way, now: number): Promise<Stands> {
  const handover = await handoverOf(ledger, way)
  const backedOut = handover?.phase === 'backedOut'
  const between = backedOut ? { from: way.to, to: way.from } : { from: way.from, to: way.to }
  const standing = await standingOf(ledger, compile(way.flow), way.u, between)
  const since = handover?.startedAt ?? now
  const tallies = await ledger.tally({ since, until: now, stepMs: Math.max(1, now - since + 1) })
  const rows = (kind: 'decided' | 'shadowed', system: string) =>
    tallies
      .filter((each) => each.flow === way.flow.name && each.unit === way.unit && each.kind === kind && each.system === system)
      .reduce((sum, each) => sum + each.rows, 0)
  return {
    ...standing,
    way,
    handover,
    decided: rows('decided', way.old),
    wouldHaveDecided: rows('shadowed', way.new),
  }
}

export function standsData({ way, handover, decided, wouldHaveDecided, ...standing }: Stands): Readonly<Record<string, unknown>> {
  const { flow, unit, old } = way
  return {
    flow: flow.name,
    unit,
    from: old,
    to: way.new,
    phase: handover?.phase ?? 'notBegun',
    decides: decides(way, handover),
    ...(handover === undefined ? {} : { startedAt: time(handover.startedAt), at: time(handover.at), by: handover.by }),
    ...(handover?.take === undefined ? {} : { take: handover.take }),
    complete: handover?.walk === undefined,
    ...standing,
    since: { decided, wouldHaveDecided },
  }
}

function decides(way: Way, handover: Handover | undefined): string {
  return handover?.phase === 'switched' || handover?.phase === 'finished' ? way.new : way.old
}

export function standsText(of: Stands): string {
  const { way, handover } = of
  const name = nameOf(way)
  const ask = `thalweg handover ${name}`
  const head = `${name}, from ${way.old} to ${way.new}: `
  if (handover === undefined) return `${head}not begun, ${way.old} decides\n  next: ${ask} --from ${way.old} --to ${way.new}`
  return [
    `${head}${phases[handover.phase](of, handover)} (${time(handover.at)}, by ${plain(handover.by)})`,
    ...figures(of),
    `  next: ${next(of, handover, ask)}`,
  ].join('\n')
}

const phases: Readonly<Record<Handover['phase'], (of: Stands, handover: Handover) => string>> = {
  shadow: ({ way }) => `in the shadow: ${way.old} decides, what is entered at ${way.new} is recorded and left alone`,
  switched: ({ way }, { walk }) =>
    `switched: ${way.new} decides${walk === undefined ? '' : ', and the run is still coming to all records'}`,
  backedOut: ({ way }, { walk }) =>
    `backed out: ${way.old} decides again${walk === undefined ? '' : ', and the run is still coming to all records'}`,
  finished: ({ way }) => `finished: ${way.new} owns it`,
}

function figures(of: Stands): string[] {
  const { way, handover, records, agree, differ, waiting, inReview, decided, wouldHaveDecided } = of
  const to = handover?.phase === 'backedOut' ? way.old : way.new
  const parts = [
    `${agree.toLocaleString('en')} agree`,
    `${differ.toLocaleString('en')} differ`,
    ...(waiting === 0 ? [] : [`${waiting.toLocaleString('en')} wait until ${to} has what is decided`]),
    ...(inReview === 0 ? [] : [`${inReview.toLocaleString('en')} in review`]),
  ]
  return [
    `  ${count(records, 'record')}: ${parts.join(', ')}`,
    `  since ${time(handover!.startedAt)}: ${way.old} decided ${count(decided, 'time')}, ${way.new} would have decided otherwise ${count(wouldHaveDecided, 'time')}`,
    ...differences(of).map((line) => `  ${line}`),
  ]
}

/** Examples of records that differ. */
export function differences({ examples, differ }: Pick<Stands, 'examples' | 'differ'>): string[] {
  const lines = examples.map(
    ({ key, values }) =>
      `${plain(key)}: ${Object.entries(values)
        .map(([system, held]) => `${system} ${held.map(value).join(', ')}`)
        .join('; ')}`,
  )
  return differ > lines.length ? [...lines, `and ${(differ - lines.length).toLocaleString('en')} more`] : lines
}

function next({ way, differ, waiting, inReview }: Stands, { phase, walk }: Handover, ask: string): string {
  if (phase === 'finished') return `take { from: '${way.old}' } out of the flow file, then thalweg generate, thalweg prepare`
  if (phase === 'shadow') return `${ask} --switch${differ === 0 ? '' : ' --take old|new|review'}; --back-out ends the shadow`
  if (walk !== undefined) return 'thalweg run --once'
  const finish = waiting + inReview === 0 ? `${ask} --finish` : `what waits or is in review settles first, then ${ask} --finish`
  return phase === 'switched' ? `${finish}; --back-out gives it back to ${way.old}` : finish
}
