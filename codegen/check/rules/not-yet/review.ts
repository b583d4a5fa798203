import { settled } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const review = notYetCalled('review', {
  code: 'TW903',
  title: 'review by a person is not yet carried out',
  example: {
    failing: settled(`.review('price', { team: 'controlling' })\n.owner('tags', 'EAM')`),
    at: [9, 6],
    mended: settled(`.owner('price', 'ERP')\n.owner('tags', 'EAM')`),
  },
})
