/** Takes a handover a step on, with an engine: that of the command, or that of the run that was asked. */
import type { Engine } from '../../runtime/engine/engine.ts'
import type { Handover, Take } from '../../runtime/handover/state.ts'
import { Failure } from '../failure.ts'
import { count } from '../text.ts'
import type { Stands } from './standing.ts'
import { differences, standsData, standsText, stands } from './standing.ts'
import type { Way } from './way.ts'
import { nameOf } from './way.ts'

export type Step = 'start' | 'switch' | 'finish' | 'backOut'

export interface Stepped {
  readonly exit: 0 | 1
  readonly data: Readonly<Record<string, unknown>>
  readonly text: string
}

/** @throws Failure where it cannot be taken now */
export async function takeStep(way: Way, step: Step, take: Take | undefined, by: string, engine: Engine): Promise<Stepped> {
  // What was entered by now is settled by the phase of now.
  if (step === 'switch') refuseAbsent(way, await engine.pass(way.flow.name))
  const before = await stands(engine.ledger, way, Date.now())
  const next = steps[step](before, { take, by, at: Date.now() })
  const { passed, absent } = await engine.handOver(way.flow.name, way.unit, next, by)
  const after = await stands(engine.ledger, way, Date.now())
  const whole = after.handover?.walk === undefined && passed.failed === 0
  const waits = whole ? '' : `\n${absent.length === 0 ? 'the rest' : `what ${absent.join(', ')} holds`} is settled by the next run`
  return {
    exit: whole ? 0 : 1,
    data: { ...standsData(after), step, differed: before.differ, written: passed.written },
    text: `${standsText(after)}\n${count(passed.written, 'row')} written${waits}`,
  }
}

/** Nobody takes over what he has not seen: what is in flight at a system that does not answer would be judged without it. */
function refuseAbsent({ flow, u, old, new: to }: Way, { absent, passed }: Awaited<ReturnType<Engine['pass']>>): void {
  const asked = flow.settle.units[u]!.fields
  const needed = absent.filter(
    (system) => system === old || system === to || flow.adapters[system]!.fields.some(({ field }) => asked.includes(field)),
  )
  if (needed.length > 0)
    throw new Failure(
      'absent',
      `${needed.join(', ')} ${needed.length === 1 ? 'does' : 'do'} not answer, or ${needed.length === 1 ? 'is' : 'are'} paused: what was entered there is not known; nothing was switched`,
      'switch when every system answers',
    )
  if (passed.massChange !== undefined)
    throw new Failure(
      'changeCap',
      'more records were changed at once than the flow takes in unasked; nothing was switched',
      'thalweg run --once says how to let them through',
    )
}

interface Asked {
  readonly take: Take | undefined
  readonly by: string
  readonly at: number
}

/** @returns null: nothing is known of it any more */
const steps: Readonly<Record<Step, (of: Stands, asked: Asked) => Handover | null>> = {
  start: ({ way, handover }, { by, at }) => {
    if (handover !== undefined) throw wrongPhase(way, handover)
    return { from: way.old, to: way.new, phase: 'shadow', startedAt: at, at, by }
  },
  switch: (of, { take, by, at }) => {
    const { way, handover, differ } = of
    if (handover?.phase !== 'shadow') throw wrongPhase(way, handover)
    if (differ > 0 && take === undefined)
      throw new Failure(
        'differ',
        `${count(differ, 'record')} ${differ === 1 ? 'differs' : 'differ'}; nothing was switched\n${differences(of)
          .map((line) => `  ${line}`)
          .join('\n')}`,
        `say what stands there: --take old (what ${way.old} decided; what ${way.new} holds goes to the audit), --take new (the other way round), or --take review (a person decides for each)`,
      )
    return { ...handover, phase: 'switched', at, by, ...(take === undefined ? {} : { take }), walk: { after: null } }
  },
  backOut: ({ way, handover }, { by, at }) => {
    if (handover?.phase !== 'shadow' && handover?.phase !== 'switched') throw wrongPhase(way, handover)
    const onlyShadow = handover.phase === 'shadow' ? ({ onlyShadow: true } as const) : {}
    return { ...handover, ...onlyShadow, phase: 'backedOut', at, by, walk: { after: null } }
  },
  finish: ({ way, handover, waiting, inReview }, { by, at }) => {
    if (handover?.phase !== 'switched' && handover?.phase !== 'backedOut') throw wrongPhase(way, handover)
    if (handover.walk !== undefined || waiting + inReview > 0)
      throw new Failure(
        'notAtRest',
        handover.walk !== undefined
          ? 'the run has not come to all records yet'
          : `${count(waiting, 'record')} wait until the owner has what is decided, ${inReview.toLocaleString('en')} are in review`,
        'thalweg run --once, thalweg dead-letters and thalweg review say what is left; then finish',
      )
    return handover.phase === 'backedOut' ? null : { ...handover, phase: 'finished', at, by }
  },
}

const instead: Readonly<Record<Handover['phase'] | 'notBegun', string>> = {
  notBegun: 'it has not begun: --from and --to begin its shadow',
  shadow: 'it is in the shadow: --switch goes on, --back-out goes back',
  switched: 'it is switched: --finish ends it, --back-out goes back',
  backedOut: 'it is backed out: --finish ends it, and it can begin anew',
  finished: 'it is finished: take `from` out of the flow file; another handover can bring it back',
}

function wrongPhase(way: Way, handover: Handover | undefined): Failure {
  return new Failure('phase', `${nameOf(way)} cannot be taken that step now`, instead[handover?.phase ?? 'notBegun'])
}
