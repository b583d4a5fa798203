import { oneWay } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const where = notYetCalled('where', {
  code: 'TW907',
  title: 'a filter (where) is not yet carried out',
  example: { failing: oneWay(`.where({ status: 'UP' }, { whenRowLeaves: 'keep' })`), at: [4, 61], mended: oneWay('') },
})
