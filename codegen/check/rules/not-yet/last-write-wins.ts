import { settled } from './example.ts'
import { notYetCalled } from './not-yet.ts'

export const lastWriteWins = notYetCalled('lastWriteWins', {
  code: 'TW902',
  title: 'lastWriteWins is not yet carried out',
  example: {
    failing: settled(`.lastWriteWins('tags', { acceptLoss: 'labels, nothing depends on them' })\n.owner('price', 'ERP')`),
    at: [9, 6],
    mended: settled(`.owner('price', 'ERP')\n.owner('tags', 'EAM')`),
  },
})
