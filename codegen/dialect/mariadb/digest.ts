/** Digests of rows as MariaDB computes them. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { digestStatements, separator } from '../canonical/statements.ts'
import type { Sums } from '../canonical/statements.ts'
import type { AdapterSql } from '../dialect.ts'
import type { Hashes } from '../canonical/stored.ts'
import { storedStatements } from '../canonical/stored.ts'
import type { Words } from '../canonical/words.ts'
import { blanks, cases, only } from '../canonical/words.ts'
import { among, beginning, ending, joined as joinedLines, where } from '../layout.ts'
import { natural, naturalText, unmatchedText } from './expressions.ts'
import { literal, ref } from './names.ts'
import { from, isOurs, selection } from './rows.ts'

const trimmed = (text: string) => `regexp_replace(${text}, ${literal(`^[${blanks}]+|[${blanks}]+\\z`)}, '')`
/** A point that takes line ends as well, and a dollar before one that ends the text. */
const matches = (text: string, pattern: string) => `${text} RLIKE ${literal(`(?s)^(${pattern})$(?!.)`)}`
const joined = (parts: readonly string[]) => `concat(${parts.join(', ')})`
const exact = (text: string) => `CAST(${text} AS DECIMAL(65, 30))`

export const words: Words = {
  literal,
  joined,
  matches,
  trimmed,
  units: (text) => `octet_length(CONVERT(${text} USING utf16)) DIV 2`,
  exact,
  shown: (number, scale) => `CAST(CAST(${number} AS DECIMAL(65, ${scale})) AS CHAR)`,
  plainly: {
    int: (_, { raw }) => `octet_length(${raw}) <= 15 AND ${raw} = CAST(CAST(${raw} AS SIGNED) AS CHAR)`,
    decimal: ({ precision, scale }, { raw }) => `${raw} = CAST(CAST(${raw} AS DECIMAL(${precision}, ${scale})) AS CHAR)`,
  },
  booleans: { true: '1', false: '0' },
  number: ({ min, max }, text) => {
    const said = trimmed(text)
    const double = `CAST(${said} AS DOUBLE)`
    const range = [...(min === undefined ? [] : [`${double} >= ${min}e0`]), ...(max === undefined ? [] : [`${double} <= ${max}e0`])]
    const size = `abs(${double})`
    const held = `(${size} = 0 OR ${size} BETWEEN 1e-300 AND 1e308)`
    return only([matches(said, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?'), held, ...range], shortest(double))
  },
}

/** The shortest text of a double, as JavaScript spells it: with an exponent only beyond 21 digits, and below a millionth. */
function shortest(double: string): string {
  const text = `CAST(${double} AS CHAR)`
  const size = `abs(${double})`
  const short = (digits: string) => `trim(TRAILING '.' FROM trim(TRAILING '0' FROM ${digits}))`
  return cases(
    [
      [`${double} = 0`, `'0'`],
      [`${size} >= 1e21`, `replace(${text}, 'e', 'e+')`],
      [`${size} < 1e-6`, cases([[`locate('e', ${text}) > 0`, text]], withExponent(text))],
      [`locate('e', ${text}) = 0`, text],
    ],
    short(exact(text)),
  )
}

/** The server shows some very small numbers with all their zeros. */
function withExponent(text: string): string {
  const decimals = `substring_index(${text}, '.', -1)`
  const digits = `trim(LEADING '0' FROM ${decimals})`
  return joined([
    `if(left(${text}, 1) = '-', '-', '')`,
    `left(${digits}, 1)`,
    `if(char_length(${digits}) > 1, '.', '')`,
    `substr(${digits}, 2)`,
    `'e-'`,
    `char_length(${decimals}) - char_length(${digits}) + 1`,
  ])
}

export const sums: Sums = {
  flag: (param) => `:${param}`,
  number40: (text) => ending(beginning('CAST(conv(left(md5(', [text].flat()), '), 10), 16, 10) AS UNSIGNED)'),
  bucketOf: (number) => ending(number, ' % CAST(:buckets AS UNSIGNED)'),
  apart: [],
  isWanted: (bucket) => ending(bucket, " IN (SELECT j.bucket FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (bucket BIGINT PATH '$')) AS j)"),
  total: (numbers) => `CAST(sum(${numbers}) AS CHAR)`,
  chained: (texts) => among('concat(', texts, ',', ')'),
}

const hashes: Hashes = {
  bucket: (key) =>
    ending(
      among('crc32(concat_ws(', [literal(separator), ...key.map((column) => naturalText(column, 't'))], ',', '))'),
      ' % CAST(:buckets AS UNSIGNED)',
    ),
  column: (column, flag) => {
    const value = `ifnull(concat('+', ${joinedLines([natural(column, 't')].flat())}), '-')`
    return flag === null ? value : `if(${flag}, ${value}, '')`
  },
  hash: (columns) => among('CAST(conv(left(md5(concat_ws(', [literal(separator), ...columns], ',', ')), 16), 16, 10) AS UNSIGNED)'),
}

export function digests(view: AdapterView): Pick<AdapterSql, 'digests' | 'bucketRows' | 'storedDigests' | 'storedRows'> {
  const rows = { selection: selection(view), from: from(view), ours: where(isOurs(view)) }
  const canonical = digestStatements(words, sums, view, {
    ...rows,
    source: (column) => {
      const raw = naturalText(column, 't')
      if (column.lookup !== undefined) return { raw, found: `left(${raw}, 1) <> ${unmatchedText}` }
      return { raw, column: ref('t', column.column) }
    },
  })
  return { ...canonical, ...storedStatements(hashes, sums, view, rows) }
}
