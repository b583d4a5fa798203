import { oneWay } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const keepWhenBlank = notYetCalled('keepWhenBlank', {
  code: 'TW908',
  title: 'keepWhenBlank is not yet carried out',
  example: { failing: oneWay(`.keepWhenBlank('description')`), at: [4, 61], mended: oneWay('') },
})
