import { oneWay } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const accepts = notYetCalled('accepts', {
  code: 'TW919',
  title: 'accepts is not yet carried out',
  example: { failing: oneWay(`.accepts('status moves from EAM to ERP')`), at: [4, 61], mended: oneWay('') },
})
