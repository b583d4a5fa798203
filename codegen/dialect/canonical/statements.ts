/** The statements by which a server computes digests of the rows of a flow, bucket by bucket, and reads the rows of some buckets. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql, ScriptStep } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { beginning, ending, list } from '../layout.ts'
import type { Through } from './text.ts'
import { canonicalText, whyNoText } from './text.ts'
import type { Source, Words } from './words.ts'

/** What a dialect says about rows. */
export interface Rows {
  /** SELECT key and fields FROM the table. */
  readonly selection: readonly string[]
  readonly from: string
  /** WHERE: the rows that the flow carries. */
  readonly ours: readonly string[]
  readonly source: (column: ColumnView) => Source
}

/** What a dialect says about digests. */
export interface Sums {
  /** A parameter that is true or false. */
  readonly flag: (param: string) => string
  /** The first 40 bits of the MD5 of a text, as a number. */
  readonly number40: (text: Part) => readonly string[]
  /** The number of a bucket of {@link number40}. */
  readonly bucketOf: (number: readonly string[]) => readonly string[]
  /** Ends the query of the digests, where the server would plan the sums badly otherwise. */
  readonly apart: readonly string[]
  /** Is the bucket one of those wanted. */
  readonly isWanted: (bucket: readonly string[]) => readonly string[]
  /** The sum of numbers, as text. */
  readonly total: (numbers: string) => string
  /** Expressions of text, one after the other. */
  readonly chained: (texts: readonly Part[]) => readonly string[]
}

export const separator = '\u001f'

/** A column whose text no server can compute exactly, and why. */
export interface Uncomputed {
  readonly column: ColumnView
  readonly why: string
}

/** What of an adapter decides its digests. */
export type Compared = Pick<AdapterView, 'systemName' | 'key' | 'fields' | 'peers'>

export function uncomputed(words: Words, view: Compared): readonly Uncomputed[] {
  const of = (column: ColumnView, through: readonly Through[]): readonly Uncomputed[] => {
    const why = whyNoText(words, column, through)
    return why === null ? [] : [{ column, why }]
  }
  return [...view.key.flatMap((column) => of(column, [])), ...view.fields.flatMap((column) => of(column, throughOf(view, column, String)))]
}

/** For a person: which fields keep the server from computing the digests of a flow, and why. */
export function whyNotComputed(words: Words, view: AdapterView): ScriptStep[] {
  const fields = uncomputed(words, view).map(({ column, why }) => `${column.field} (${why})`)
  if (fields.length === 0) return []
  const comment = `${view.flowName}: Thalweg reads all rows and computes their digests itself, since the server cannot compute them of ${fields.join(', ')}.`
  return [{ comment, statements: [] }]
}

export function digestStatements(
  words: Words,
  sums: Sums,
  view: Compared,
  { selection, from, ours, source }: Rows,
): Pick<AdapterSql, 'digests' | 'bucketRows'> {
  if (uncomputed(words, view).length > 0) return {}
  const key = view.key.map((column, i) => canonicalText(words, column, source(column), [], i === 0 ? '' : separator))
  const bucket = sums.bucketOf(sums.number40(sums.chained(key)))
  const fields = view.fields.map((column): Part => {
    const text = canonicalText(words, column, source(column), throughOf(view, column, sums.flag), separator)
    return [
      'CASE',
      ...[text].flat().map((line, i) => `  ${i === 0 ? `WHEN ${sums.flag(`with_${column.param}`)} THEN ` : ''}${line}`),
      `  ELSE ''`,
      'END',
    ]
  })
  return {
    digests: summed(sums, { bucket, digest: sums.number40(sums.chained([...key, ...fields])), from, ours }),
    bucketRows: [...selection, ...ours, ...beginning('  AND ', sums.isWanted(bucket)).map((line, i) => (i === 0 ? line : `  ${line}`))],
  }
}

/** Of each bucket how many rows there are, and the sum of their digests. */
export function summed(
  sums: Sums,
  { bucket, digest, from, ours }: { readonly bucket: readonly string[]; readonly digest: readonly string[] } & Pick<Rows, 'from' | 'ours'>,
): readonly string[] {
  return [
    'SELECT',
    ...list(['d.bucket', 'count(*) AS held', `${sums.total('d.digest')} AS digest`]),
    'FROM (',
    ...['SELECT', ...list([ending(bucket, ' AS bucket'), ending(digest, ' AS digest')]), from, ...ours, ...sums.apart].map(
      (line) => `  ${line}`,
    ),
    ') AS d',
    'GROUP BY d.bucket',
  ]
}

/** The normalisations that count of a field, in the order that all systems of the flow share; those of another system only where it is the one compared with. */
function throughOf({ systemName, peers }: Compared, own: ColumnView, flag: Sums['flag']): Through[] {
  const others = peers.flatMap(({ name, fields }, n) =>
    fields.flatMap((column) => (column.field === own.field ? [{ name, column, when: flag(`peer_${n}`) }] : [])),
  )
  return [{ name: systemName, column: own }, ...others]
    .filter(({ column }) => column.stores.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
