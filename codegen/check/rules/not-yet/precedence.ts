import { settled } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const precedence = notYetCalled('precedence', {
  code: 'TW901',
  title: 'precedence is not yet carried out',
  example: {
    failing: settled(`.precedence('price', 'ERP')\n.owner('tags', 'EAM')`),
    at: [9, 6],
    mended: settled(`.owner('price', 'ERP')\n.owner('tags', 'EAM')`),
  },
})
