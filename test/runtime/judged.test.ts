/** What a policy cannot judge is told with the name of the field; whatever else goes wrong stays what it is. */
import { expect, test } from 'vitest'
import { owner } from '../../runtime/policies/owner.ts'
import { blank, settle } from '../../runtime/settle.ts'
import { ValueError } from '../../runtime/values.ts'
import { modelKernel } from '../model/flow.ts'

test.each([
  { thrown: new ValueError('', 'no sum'), says: { field: 'unit0', message: expect.stringContaining('no sum') } },
  { thrown: new ValueError('x', 'no x'), says: { field: 'x' } },
  { thrown: Object.assign(new TypeError('a defect'), { field: '' }), says: { name: 'TypeError', message: 'a defect' } },
])('$thrown.message', ({ thrown, says }) => {
  const judge = () => {
    throw thrown
  }
  const kernel = modelKernel({
    systems: 2,
    units: [{ fields: ['value'], policy: { ...owner(0), judge }, foreignWrite: 'restore' }],
    life: {
      creates: [0],
      foreignCreate: 'report',
      deletes: [0],
      foreignDelete: 'restore',
      againstUpdate: 'deleteWins',
      onDelete: 'mirror',
    },
  })
  const see = (entry: ReturnType<typeof blank>, value: number) =>
    settle(
      kernel,
      entry,
      0,
      { present: true, values: [value], died: false, death: 0 },
      { at: null, change: 'test', version: '1', nextReview: 1 },
    ).entry
  const created = see(blank(kernel), 1)
  expect(() => see(created, 2)).toThrow(expect.objectContaining(says))
})
