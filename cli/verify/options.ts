/** What `verify` is asked for: a budget, or one run to repeat. */
import type { Quirk } from '../../sim/quirks.ts'
import { allQuirks } from '../../sim/quirks.ts'
import type { Replay } from '../../sim/verify/shrink.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'

export interface Budget {
  /** The first seed. */
  readonly from: number
  /** Of each flow. */
  readonly seeds: number
  readonly minutes: number
}

export const defaultSeeds = 100
const steps = 30
const maxSeed = 2 ** 31 - 1

export function budgetOf(input: Input): Budget {
  const minutes = minutesOf(input)
  const seeds = wholeOf(input, 'seeds', 1)
  return {
    from: wholeOf(input, 'seed', 0) ?? 1,
    seeds: seeds ?? (minutes === undefined ? defaultSeeds : Infinity),
    minutes: minutes ?? Infinity,
  }
}

export function minutesOf(input: Input): number | undefined {
  return numberOf(input, 'minutes')
}

/** One run, where `--steps`, `--records` or `--quirks` say that one is meant. */
export function replayOf(input: Input): Replay | null {
  const one = { steps: wholeOf(input, 'steps', 1), records: wholeOf(input, 'records', 1), quirks: input.text('quirks') }
  if (Object.values(one).every((each) => each === undefined)) return null
  const seed = wholeOf(input, 'seed', 0)
  if (seed === undefined || input.list('flow').length !== 1)
    throw usage('one run is repeated by its flow and its seed', 'as in thalweg verify --flow workOrders --seed 17 --steps 4')
  return { seed, steps: one.steps ?? steps, records: one.records ?? Infinity, quirks: quirksIn(one.quirks) }
}

/** The words that repeat a run. */
export function again(flow: string, { seed, steps: taken, records, quirks }: Replay): string {
  const few = quirks.length === allQuirks.length ? [] : ['--quirks', quirks.length === 0 ? 'none' : quirks.join(',')]
  const some = Number.isFinite(records) ? ['--records', String(records)] : []
  return ['thalweg verify', `--flow ${flow}`, `--seed ${seed}`, `--steps ${taken}`, ...some, ...few].join(' ')
}

function quirksIn(text: string | undefined): readonly Quirk[] {
  if (text === undefined) return allQuirks
  const named = text === 'none' ? [] : text.split(',')
  const stray = named.find((name) => !allQuirks.some((quirk) => quirk === name))
  if (stray !== undefined) throw usage(`there is no accident '${stray}'`, `there are ${allQuirks.join(', ')}, and none`)
  return named as Quirk[]
}

type Whole = 'seed' | 'seeds' | 'steps' | 'records' | 'states'

export function wholeOf(input: Input, name: Whole, least: number): number | undefined {
  const number = numberOf(input, name)
  if (number !== undefined && (!Number.isInteger(number) || number < least || number > maxSeed))
    throw usage(`--${name} ${number} is not a whole number from ${least} to ${maxSeed}`, `as in --${name} 100`)
  return number
}

function numberOf(input: Input, name: Whole | 'minutes'): number | undefined {
  const text = input.text(name)
  if (text === undefined) return undefined
  if (!/^\d{1,10}(\.\d+)?$/.test(text)) throw usage(`--${name} '${text}' is no number`, `as in --${name} 100`)
  return Number(text)
}
