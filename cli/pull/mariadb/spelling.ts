import type { Spelling } from '../closed-list.ts'

const escaped: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' }

export const spelling: Spelling = {
  text: String.raw`'(?:[^'\\]|''|\\.)*'`,
  said: (text) => text.replaceAll(/\\(.)/gu, (_, sign: string) => escaped[sign] ?? sign),
  name: '`(?:[^`]|``)*`',
}
