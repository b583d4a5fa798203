/** The mutator of `npm run mutation`: a small text in, its mutants out, each behind a switch; and the reasons that are kept are those of mutants that exist. */
import { runInThisContext } from 'node:vm'
import { expect, it } from 'vitest'
import { ts } from 'ts-morph'
import { allMutants } from '../../scripts/mutation/loaded.ts'
import { mutated } from '../../scripts/mutation/mutants.ts'
import { reasons } from '../../scripts/mutation/report.ts'
import { observe, switchOff, switchOn } from '../../scripts/mutation/switch.ts'

const source = `export function limited(amount: number, most: number): number {
  let out = amount
  if (amount > most && most >= 0) out = most
  return out + 1
}`

function limited(): (amount: number, most: number) => number {
  const { outputText } = ts.transpileModule(mutated('limited.ts', source, 0).text, { compilerOptions: { module: ts.ModuleKind.CommonJS } })
  const made: { limited?: (amount: number, most: number) => number } = {}
  ;(runInThisContext(`(exports) => { ${outputText} }`) as (exports: typeof made) => void)(made)
  return made.limited!
}

it('makes each small change once, by a name that does not move with the lines', () => {
  const { mutants } = mutated('limited.ts', source, 0)
  expect(mutants.map(({ line, key }) => `${line} ${key}`)).toEqual([
    '3 limited: amount > most && most >= 0 → true',
    '3 limited: amount > most && most >= 0 → false',
    '3 limited: amount > most && most >= 0 → amount > most || most >= 0',
    '3 limited: amount > most → amount >= most',
    '3 limited: most >= 0 → most > 0',
    '3 limited: out = most → nothing',
    '4 limited: out + 1 → out - 1',
  ])
  expect(mutated('limited.ts', `\n\n${source}`, 0).mutants.map(({ key }) => key)).toEqual(mutants.map(({ key }) => key))
})

it('is what it was as long as no mutant is on, and each mutant is itself', () => {
  const of = limited()
  const cases = [
    [5, 3],
    [5, -1],
    [2, 3],
    [5, 0],
  ] as const
  const all = () => cases.map(([amount, most]) => of(amount, most))
  expect(all()).toEqual([4, 6, 3, 1])
  const each = [0, 1, 2, 4, 5, 6].map((n) => {
    switchOn(n, 100)
    const got = all()
    switchOff()
    return got
  })
  expect(each).toEqual([
    [4, 0, 4, 1],
    [6, 6, 3, 6],
    [4, 0, 4, 1],
    [4, 6, 3, 6],
    [6, 6, 3, 6],
    [2, 4, 1, -1],
  ])
})

it('knows which mutants a call comes to: of a condition those that would have changed it', () => {
  const of = limited()
  observe()
  of(2, 3)
  const { reached } = switchOff()
  expect(reached.toSorted((a, b) => a - b)).toEqual([0, 2, 3, 6])
})

it('ends what asks on and on', () => {
  const of = limited()
  switchOn(3, 0)
  const forever = () => {
    for (;;) of(1, 2)
  }
  expect(forever).toThrow('does not come to an end')
  switchOff()
})

it('keeps reasons only of mutants that exist', () => {
  const known = new Set(allMutants().mutants.map(({ file, key }) => `${file} ${key}`))
  const kept = Object.entries(reasons).flatMap(([file, of]) => Object.keys(of).map((key) => `${file} ${key}`))
  expect(kept.filter((each) => !known.has(each))).toEqual([])
})
