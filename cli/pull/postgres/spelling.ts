import type { Spelling } from '../closed-list.ts'

/** Conditions of domains speak of VALUE; a column of that name is printed in quotes, or in small letters. */
export const spelling: Spelling = { text: `'(?:[^']|'')*'`, name: '"(?:[^"]|"")*"', value: 'VALUE' }
