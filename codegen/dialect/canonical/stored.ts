/** The statements by which a server digests rows as they are stored, for systems that store them alike: faster, since no value is looked into. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { beginning } from '../layout.ts'
import type { Rows, Sums } from './statements.ts'
import { summed } from './statements.ts'

/** What a dialect says about digests of what is stored. */
export interface Hashes {
  /** The bucket of a key: the same at every server of this dialect. */
  readonly bucket: (key: readonly ColumnView[]) => readonly string[]
  /** A column in a hash. @param flag whether it counts; null: always */
  readonly column: (column: ColumnView, flag: string | null) => Part
  /** The hash over columns, as a number. */
  readonly hash: (columns: readonly Part[]) => readonly string[]
}

export function storedStatements(
  hashes: Hashes,
  sums: Sums,
  view: AdapterView,
  { selection, from, ours }: Pick<Rows, 'selection' | 'from' | 'ours'>,
): Pick<AdapterSql, 'storedDigests' | 'storedRows'> {
  if (view.alike.length === 0) return {}
  const compared = view.peers.filter(({ name }) => view.alike.includes(name))
  const shared = view.fields.filter(({ field }) => compared.some(({ fields }) => fields.some((each) => each.field === field)))
  const isEverywhere = ({ field }: ColumnView) => compared.every(({ fields }) => fields.some((each) => each.field === field))
  const bucket = hashes.bucket(view.key)
  const hash = hashes.hash([
    ...view.key.map((column) => hashes.column(column, null)),
    ...shared.map((column) => hashes.column(column, isEverywhere(column) ? null : sums.flag(`with_${column.param}`))),
  ])
  return {
    storedDigests: summed(sums, { bucket, digest: hash, from, ours }),
    storedRows: [...selection, ...ours, ...beginning('  AND ', sums.isWanted(bucket)).map((line, i) => (i === 0 ? line : `  ${line}`))],
  }
}
