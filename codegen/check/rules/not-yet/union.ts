import { settled } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const union = notYetCalled('union', {
  code: 'TW904',
  title: 'union is not yet carried out',
  example: {
    failing: settled(`.union('tags')\n.owner('price', 'ERP')`),
    at: [9, 6],
    mended: settled(`.owner('price', 'ERP')\n.owner('tags', 'EAM')`),
  },
})
