/** Digests of rows as PostgreSQL computes them. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { Sums } from '../canonical/statements.ts'
import { digestStatements, separator } from '../canonical/statements.ts'
import type { Hashes } from '../canonical/stored.ts'
import { storedStatements } from '../canonical/stored.ts'
import type { Words } from '../canonical/words.ts'
import { blanks, cases, only } from '../canonical/words.ts'
import type { AdapterSql } from '../dialect.ts'
import { among, beginning, ending, where } from '../layout.ts'
import { bytes, naturalText, sqlTypeOf, unmatchedText } from './expressions.ts'
import { ref } from './names.ts'
import { from, isOurs, selection } from './rows.ts'

function literal(text: string): string {
  const spelled = text.replaceAll("'", "''")
  const escaped = Array.from(spelled.replaceAll('\\', '\\\\'), (one) => (/[\x20-\x7e]/.test(one) ? one : escape(one.codePointAt(0)!))).join(
    '',
  )
  return escaped === spelled ? `'${spelled}'` : `E'${escaped}'`
}

function escape(code: number): string {
  const hex = code.toString(16)
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}

const trimmed = (text: string) => `btrim(${text}, ${literal(blanks)})`
const isTyped = (column: string, types: readonly string[]) =>
  `pg_typeof(${column}) IN (${types.map((type) => `'${type}'::regtype`).join(', ')})`
const matches = (text: string, pattern: string) => `${text} COLLATE "C" ~ '^(${pattern.replaceAll("'", "''")})$'`

export const words: Words = {
  literal,
  joined: (parts) => parts.join(' || '),
  matches,
  trimmed,
  // Characters beyond the first plane are two units.
  units: (text) => `char_length(${text}) + char_length(regexp_replace(${text}, '[^\\U00010000-\\U0010FFFF]', '', 'g'))`,
  exact: (text) => `(${text})::numeric`,
  shown: (exact, scale) => `round(${exact}, ${scale})::text`,
  plainly: {
    int: (_, { raw, column }) => `${isTyped(column, ['bigint', 'integer', 'smallint'])} AND octet_length(${raw}) <= 15`,
    decimal: ({ precision, scale }, { raw, column }) => {
      const numeric = `${isTyped(column, ['numeric'])} AND octet_length(${raw}) <= ${scale === 0 ? precision : precision + 1}`
      if (scale > 0) return `${numeric} AND ${raw} LIKE '%.${'_'.repeat(scale)}'`
      return `${numeric} AND strpos(${raw}, '.') = 0 AND right(${raw}, 1) COLLATE "C" BETWEEN '0' AND '9'`
    },
    date: (_, { raw, column }) => `${isTyped(column, ['date'])} AND octet_length(${raw}) = 10`,
  },
  // The server prints four digits of the year, no zeros at the end, and whole hours of its zone.
  plainMoment: ({ raw, column }) => [
    `${isTyped(column, ['timestamptz', 'timestamp'])} AND substr(${raw}, 11, 1) = ' ' AND right(${raw}, 2) <> 'BC'`,
    `left(${raw}, 10) || 'T' || replace(substr(${raw}, 12), '+00', '') || 'Z'`,
  ],
  booleans: { true: 'true', false: 'false' },
  number: ({ min, max }, text) => {
    const said = trimmed(text)
    const range = [
      ...(min === undefined ? [] : [`${said}::double precision >= '${min}'::double precision`]),
      ...(max === undefined ? [] : [`${said}::double precision <= '${max}'::double precision`]),
    ]
    const size = `abs(${said}::numeric)`
    // Beyond 2^53 the server prints more digits than it takes, where fewer lie just between two numbers.
    const held = `(${size} = 0 OR ${size} BETWEEN 1e-300 AND ${2 ** 53})`
    const shape = shortest(`${said}::double precision::text`)
    return only([matches(said, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?')], only([held, ...range], shape))
  },
  list: ({ raw, column }, set) => {
    const typed = column === undefined ? [] : [isTyped(column, ['json', 'jsonb'])]
    const readable = `${raw} !~ '\\\\u(0000|[dD][89a-fA-F])'`
    const texts = `NOT EXISTS (SELECT FROM jsonb_array_elements(${raw}::jsonb) AS e WHERE jsonb_typeof(e.value) <> 'string')`
    return only([...typed, readable], only([`jsonb_typeof(${raw}::jsonb) = 'array'`], only([texts], listed(raw, set))))
  },
}

/** The shortest text of a double, as JavaScript spells it: with an exponent only beyond 21 digits, and below a millionth. */
function shortest(text: string): string {
  const exponent = `substring(${text} FROM 'e(.*)')::integer`
  return cases(
    [
      [`${text} = '-0'`, `'0'`],
      [`strpos(${text}, 'e') = 0`, text],
      [`${exponent} >= -6`, `${text}::numeric::text`],
    ],
    `replace(${text}, 'e-0', 'e-')`,
  )
}

/** A text that has its place by bytes where the text itself has it by UTF-16 units: characters beyond the first plane stand before those from U+E000 on. */
function inUnits(text: string): string {
  const marked = `replace(${text}, ${literal('\ud7ff')}, ${literal('\ud7ff\u0001')})`
  return `regexp_replace(${marked}, '([\\U00010000-\\U0010FFFF])', ${literal('\ud7ff\\1')}, 'g')`
}

/** Elements in their order; of a set in the order of UTF-16, each once. */
function listed(raw: string, set: boolean): string {
  const each = `SELECT ${set ? 'DISTINCT ' : ''}to_json(e.value)::text AS said${set ? '' : ', e.n'} FROM jsonb_array_elements_text(${raw}::jsonb) WITH ORDINALITY AS e (value, n)`
  const order = set ? `${inUnits('l.said')} COLLATE "C"` : 'l.n'
  return `(SELECT '[' || coalesce(string_agg(l.said, ',' ORDER BY ${order}), '') || ']' FROM (${each}) AS l)`
}

export const sums: Sums = {
  flag: (param) => `:${param}::boolean`,
  number40: (text) => ending(beginning("('x' || substr(md5(", [text].flat()), '), 1, 10))::bit(40)::bigint'),
  bucketOf: (number) => ending(number, ' % :buckets::bigint'),
  // Taken into the sum, the key would be expected to give as many buckets as it has values, and all rows would be sorted on disk.
  apart: ['OFFSET 0'],
  // Taken for a join, the bucket of every row would be computed once for each bucket that is wanted; so it is looked up in a hash.
  isWanted: (bucket) => ending(beginning('(', bucket), ' IN (SELECT value::bigint FROM json_array_elements_text(:wanted::json))) IS TRUE'),
  total: (numbers) => `sum(${numbers})::text`,
  chained: (texts) => texts.flatMap((text, i) => (i === 0 ? [text].flat() : beginning('|| ', [text].flat()))),
}

/** Kinds of which the server hashes equal values alike, however it prints them. Of all others every byte counts: also what a collation takes for equal. */
const hashedAsTheyAre: readonly string[] = ['int', 'decimal', 'number', 'boolean', 'date', 'datetime']

const hashes: Hashes = {
  bucket: (key) => {
    const texts = sums.chained(key.map((column, i) => `${i === 0 ? '' : `${literal(separator)} || `}${naturalText(column, 't')}`))
    return ending(beginning('(hashtextextended((', texts), ') COLLATE "C", 1) & 9223372036854775807) % :buckets::bigint')
  },
  column: (column, flag) => {
    const isPlain = column.codec === undefined && column.values === undefined && hashedAsTheyAre.includes(column.type.kind)
    const value = isPlain ? ref('t', column.column) : bytes(naturalText(column, 't'))
    return flag === null ? value : `CASE WHEN ${flag} THEN ${value} END`
  },
  hash: (columns) => among('hash_record_extended(ROW(', columns, ',', '), 0)'),
}

export function digests(view: AdapterView): Pick<AdapterSql, 'digests' | 'bucketRows' | 'storedDigests' | 'storedRows'> {
  const rows = { selection: selection(view), from: from(view), ours: where(isOurs(view)) }
  const canonical = digestStatements(words, sums, view, {
    ...rows,
    source: (column) => {
      const raw = naturalText(column, 't')
      if (column.lookup !== undefined) return { raw, found: `left(${raw}, 1) <> ${unmatchedText}` }
      // An array is read as the JSON text of it.
      return sqlTypeOf(column).endsWith('[]') ? { raw } : { raw, column: ref('t', column.column) }
    },
  })
  return { ...canonical, ...storedStatements(hashes, sums, view, rows) }
}
