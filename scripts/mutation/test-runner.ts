/**
 * Runs each test once and tells what it comes to; or, by a schedule, several times: as it is, and with each mutant that it is to try. What is around a test
 * (`beforeEach`) is done anew each time. A test that does not hold when it is run again as it is says nothing.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { RunnerTestCase } from 'vitest'
import { inject, TestRunner } from 'vitest'
import { observe, switchOff, switchOn } from './switch.ts'
import type { Told } from './tests.ts'

interface Repetitions {
  readonly usually: number
  /** By repetition; null: as it is. */
  readonly mutants: readonly (number | null)[]
  readonly noticed: Map<number, string>
  holds: boolean
}
interface Options {
  readonly retry: number
  readonly repeats: number
}

export default class MutantRunner extends TestRunner {
  readonly #path = inject('told')
  readonly #schedule = inject('schedule')
  /** By which tests before. */
  readonly #noticed = new Set<number>()
  #repetitions: Repetitions | null = null

  constructor(...given: ConstructorParameters<typeof TestRunner>) {
    super(...given)
    for (const told of toldIn(this.#path)) if ('mutant' in told) this.#noticed.add(told.mutant)
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test)
    if (this.#schedule === null) return
    const planned = this.#schedule[nameOf(test)]
    const mutants = planned?.mutants.filter((n) => !this.#noticed.has(n)) ?? []
    if (planned === undefined || mutants.length === 0) {
      test.mode = 'skip'
      return
    }
    this.#repetitions = { usually: planned.usually, mutants: [null, null, ...mutants, null], noticed: new Map(), holds: true }
    test.repeats = this.#repetitions.mutants.length - 1
  }

  override onBeforeTryTask(test: RunnerTestCase, options: Options): void {
    super.onBeforeTryTask(test, options)
    const mutant = this.#repetitions?.mutants[options.repeats] ?? null
    if (mutant === null) observe()
    else switchOn(mutant, this.#repetitions!.usually)
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: Options): Promise<void> {
    const { reached, asked } = switchOff()
    await super.onAfterRetryTask(test, options)
    if (this.#repetitions === null) this.#tell({ test: nameOf(test), file: test.file.name, reached, asked })
    else this.#note(this.#repetitions, test, options.repeats)
  }

  #note({ mutants, noticed }: Repetitions, test: RunnerTestCase, time: number): void {
    const failed = test.result?.state === 'fail'
    const mutant = mutants[time]!
    if (mutant === null) this.#repetitions!.holds &&= !failed
    else if (failed) noticed.set(mutant, test.result?.errors?.at(-1)?.message ?? 'fails')
    if (time < mutants.length - 1 || !this.#repetitions!.holds) return
    for (const [n, what] of noticed) {
      this.#noticed.add(n)
      this.#tell({ mutant: n, noticed: { by: nameOf(test), what } })
    }
  }

  #tell(told: Told): void {
    appendFileSync(this.#path, `${JSON.stringify(told)}\n`)
  }
}

function nameOf(test: RunnerTestCase): string {
  return `${test.file.name} > ${test.fullTestName}`
}

function toldIn(path: string): readonly Told[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told)
}
