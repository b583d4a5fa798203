/** What a system stores, as its driver reads it. `bigint` only where a number would lose digits. */
export type Raw = null | string | number | bigint | Uint8Array

/** A field's value in the words of the record: JSON, decimals as exact text, dates as ISO text. */
export type Canonical = null | string | number | boolean | readonly Canonical[] | { readonly [name: string]: Canonical }

/**
 * A record's key as text, the same in every system: the text itself where the key is one text field, else JSON (`17`, `["PO-1",3]`).
 * Ledger, hints and messages name records by it.
 */
export type KeyText = string

/** A value that a mapping cannot take: the record goes to the dead letters with this sentence, the others go on. */
export class ValueError extends Error {
  override readonly name = 'ValueError'
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}
