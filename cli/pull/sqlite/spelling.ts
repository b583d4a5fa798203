import type { Spelling } from '../closed-list.ts'

export const spelling: Spelling = { text: `'(?:[^']|'')*'`, name: '"(?:[^"]|"")*"|`(?:[^`]|``)*`|\\[[^\\]]*\\]' }
