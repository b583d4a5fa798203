/** Texts: by their format, by their pattern, or anything that people and programs type. */
import fc from 'fast-check'
import type { Sized } from '../runtime/dialect/field-type.ts'

/** Formats whose patterns cannot be turned into texts, and those that look more like life so. */
const formats: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  email: () => fc.emailAddress(),
  uuid: () => fc.uuid(),
  uri: () => fc.webUrl(),
  hostname: () => fc.domain(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  duration: () => fc.integer({ min: 1, max: 999 }).map((n) => `P${n}D`),
}

/** Blanks, case, quotes, letters of two code points, letters that grow in capitals, and what looks like something else. */
const awkward = [
  '',
  ' ',
  'a',
  'A',
  'B',
  ' pump ',
  'Ölpumpe',
  'O\u0308lpumpe',
  "O'Brien",
  'say "so"',
  'valve 7',
  'a\tb',
  '水',
  '👩‍🔧',
  'ß',
  'İ',
  '0',
  '007',
  '1e3',
  'null',
]

export function textOf({ minLength = 0, maxLength, pattern, format }: Sized<'text'>): fc.Arbitrary<string> {
  const known = format === undefined ? undefined : formats[format]?.()
  const matching = pattern === undefined ? undefined : matches(pattern)
  const shaped = [known, matching].filter((each) => each !== undefined)
  if (shaped.length > 0) return fc.oneof(...shaped)
  const most = Math.max(minLength, maxLength ?? minLength + 40)
  const longest = Math.min(most, minLength + 40)
  return fc.oneof(
    fc.constantFrom(...awkward).map((text) => text.padEnd(minLength, 'x').slice(0, most)),
    fc.string({ unit: 'grapheme', minLength, maxLength: longest }),
    fc.string({ unit: 'grapheme-ascii', minLength, maxLength: longest }),
  )
}

/** undefined: fast-check cannot make texts of this pattern. What an assertion adds is seen to when the texts are tried. */
function matches(pattern: string): fc.Arbitrary<string> | undefined {
  for (const source of [pattern, pattern.replace(/\(\?<?[=!][^()]*\)/g, '')]) {
    try {
      return fc.stringMatching(new RegExp(source))
    } catch {
      continue
    }
  }
  return undefined
}
