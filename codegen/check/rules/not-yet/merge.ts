import { settled } from './example.ts'
import { notYetCalled } from './not-yet.ts'

const own = `import { longest } from './longest.ts'\n`

export const merge = notYetCalled('merge', {
  code: 'TW906',
  title: 'merge is not yet carried out',
  example: {
    failing: own + settled(`.merge('tags', longest)\n.owner('price', 'ERP')`),
    at: [10, 6],
    mended: settled(`.owner('price', 'ERP')\n.owner('tags', 'EAM')`),
    files: {
      'longest.ts': `/** The longest list stands; of lists of the same length the first by its text. */
export function longest(_agreed: readonly string[] | undefined, values: readonly (readonly string[])[]): string[] {
  return [...values].sort((a, b) => b.length - a.length || (String(a) < String(b) ? -1 : 1))[0]?.slice() ?? []
}
`,
    },
  },
})
