/** Which rows an adapter may insert and delete: all that the life of a record can come to ask for, and nothing else. */
import { describe, expect, it } from 'vitest'
import { mayDelete, mayInsert } from '../../codegen/emit/view/writes.ts'
import type { PlanFlow } from '../../codegen/plan/schema.ts'
import { at, binding, flow, unit } from './plans.ts'
import { lives, missingIn } from './rights.ts'

type Life = Partial<PlanFlow['lifecycle']>
type Case = readonly [what: string, life: Life, more: Partial<PlanFlow>, want: string, writers?: readonly string[]]
const returnPath: Partial<PlanFlow> = { direction: 'oneWay' }
const row = binding('things', [])

/** A creates and deletes, a delete wins; each writes a field. As `A: …, B: …` with the first letters of what is written. */
function rights(life: Life, more: Partial<PlanFlow> = {}, writers: readonly string[] = ['A', 'B']): string {
  const systems = ['A', 'B']
  const made = flow(
    'things',
    systems,
    writers.map((writer) => unit(`by${writer}`, writer, systems)),
  )
  const whole: PlanFlow = { ...made, ...more, lifecycle: { ...made.lifecycle, ...life } }
  const of = (system: string) => `${mayInsert(whole, system) ? 'i' : ''}${mayDelete(whole, system, row) ? 'd' : ''}`
  return systems.map((system) => `${system}:${of(system)}`).join(' ')
}

const where = (whenRowLeaves: 'delete' | 'keep') => ({ where: { rows: {}, whenRowLeaves, at } })

describe('rows are inserted and deleted', () => {
  it.each([
    ['at the target of a one-way flow alone', {}, { direction: 'oneWay' }, 'A: B:id', ['A']],
    ['and so with a return path: its source says what lives', {}, returnPath, 'A: B:id'],
    ['not deleted where copies are kept', { onDelete: 'keep' }, returnPath, 'A: B:i'],
    ['but where rows that leave take them along', { onDelete: 'keep' }, { ...returnPath, ...where('delete') }, 'A: B:id'],
    ['and not where they do not', { onDelete: 'keep' }, { ...returnPath, ...where('keep') }, 'A: B:i'],
    ['anywhere where a person decides about a row of others', { foreignCreate: 'review' }, returnPath, 'A:id B:id'],
    ['but never at a source that is never written', { foreignCreate: 'review' }, { direction: 'oneWay' }, 'A: B:id', ['A']],
    ['anywhere where a person decides about a delete by others', { foreignDelete: 'review' }, {}, 'A:id B:id'],
    ['anywhere where a person decides between update and delete', { againstUpdate: 'review' }, {}, 'A:id B:id'],
    ['where an update undoes a delete', { againstUpdate: 'updateWins' }, {}, 'A:i B:id'],
    ['but for who writes all of it alone', { againstUpdate: 'updateWins' }, {}, 'A: B:id', ['A']],
    ['where one creates what the other deletes', { deletes: ['B'] }, {}, 'A:id B:i'],
    ['where a delete by others is one', { foreignDelete: 'accept' }, {}, 'A:d B:id'],
    ['nowhere deleted where nobody deletes', { deletes: [] }, {}, 'A:i B:i'],
    ['where all may do all', { creates: ['A', 'B'], deletes: ['A', 'B'] }, {}, 'A:id B:id'],
    ['where a row of others is removed', { deletes: [], foreignCreate: 'remove' }, {}, 'A:i B:id'],
  ] satisfies readonly Case[])('%s', (...[, life, more, want, writers]: Case) => {
    expect(rights(life, more, writers)).toBe(want)
  })

  it('never deleted where the binding says so', () => {
    const whole = flow('things', ['A', 'B'], [unit('name', 'A', ['A', 'B'])])
    expect(mayDelete(whole, 'B', { ...row, deletes: 'never' })).toBe(false)
  })
})

describe('of all that users may do in three steps', () => {
  it.each(lives([[0], [null]]).filter((_, n) => n % 105 === 0))('nothing is asked for that is not there: %j', (life) => {
    expect(missingIn(life)).toEqual([])
  })
})
