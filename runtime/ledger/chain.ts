/**
 * The audit as a chain: whoever changes, takes out or slips in a row later, changes every hash after it. Each commit has one link, over the link before it and
 * its rows. Somebody who writes the whole chain anew is found by a head that was noted elsewhere.
 */
import { hash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { translate } from './failures.ts'
import { identify, mustExist } from './open.ts'
import { statements } from './statements.ts'
import type { Row, Store } from './store.ts'

/** Gathers the rows of one commit. */
class Link {
  #text = ''

  /** @param parts flow, key, at, kind, conflict, system, unit, body as JSON; what is absent as an empty text. Lengths go before them, so that no two rows give one text. */
  add(parts: readonly string[]): void {
    for (const part of parts) this.#text += `${part.length}:${part}`
    this.#text += '\n'
  }
  /** The hash of the chain with these rows at its end. */
  after(before: string): string {
    return hash('sha256', `${before}\n${this.#text}`)
  }
  clear(): void {
    this.#text = ''
  }
}

/** Where a chain is at, kept beside the rows. */
export class Chain {
  readonly #store: Store
  #hash: string | null = null
  readonly link = new Link()

  constructor(store: Store) {
    this.#store = store
  }

  /** Forgets what was not made durable. */
  load(): void {
    this.#hash = null
    this.link.clear()
  }

  /** Within the transaction of the rows, after them. */
  close(): void {
    this.#hash ??= String(this.#store.one('headOfChain')?.[1] ?? '')
    this.#hash = this.link.after(this.#hash)
    this.link.clear()
    this.#store.run('addLink', this.#hash)
  }
}

export interface AuditVerdict {
  readonly rows: number
  readonly links: number
  /** Rows from before there was a chain. */
  readonly unchained: number
  /** Hash of the last link, '' where there is none: to be noted elsewhere. */
  readonly head: string
  /** The first rows that are not as they were written: numbers of the first and last of their commit. Null: none. */
  readonly broken: { readonly from: number; readonly to: number } | null
  /** Does a link have the hash that was asked for; null: none was. */
  readonly holds: boolean | null
}

/** Reads the whole audit once; memory holds one commit. Works beside a run. @param head a hash noted earlier @throws LedgerError */
export function verifyAudit(file: string, landscape: string, head?: string): AuditVerdict {
  return translate(file, () => {
    mustExist(file)
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    try {
      identify(db, file, landscape)
      db.exec('BEGIN')
      return verdict(db, head)
    } finally {
      db.close()
    }
  })
}

function verdict(db: DatabaseSync, head: string | undefined): AuditVerdict {
  const chained = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'audit_chain'").get()!['n'] === 1
  const all = chained ? (db.prepare(statements.chain).all() as { readonly last: number; readonly hash: string }[]) : []
  const newest = Number(Object.values(db.prepare(statements.newestRow).get()!)[0])
  const unchained = all[0] === undefined ? newest : all[0].hash === '' ? all[0].last : 0
  const links = all.filter(({ hash: each }) => each !== '')
  const read = db.prepare(statements.chainedRows)
  read.setReturnArrays(true)
  const link = new Link()
  let before = ''
  let last = unchained
  let rows = unchained
  let broken: AuditVerdict['broken'] = null
  for (const each of links) {
    for (const row of read.iterate(last, each.last) as unknown as Iterable<Row>) {
      link.add(row.map((value) => String(value ?? '')))
      rows++
    }
    if (link.after(before) !== each.hash) broken ??= { from: last + 1, to: each.last }
    link.clear()
    before = each.hash
    last = each.last
  }
  if (newest > last) broken ??= { from: last + 1, to: newest }
  const holds = head === undefined ? null : links.some((each) => each.hash === head)
  return { rows, links: links.length, unchained, head: before, broken, holds }
}
