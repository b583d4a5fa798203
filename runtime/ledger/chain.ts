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
export class Link {
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

/** @throws LedgerError */
export async function verifyFile(file: string, landscape: string, head?: string): Promise<AuditVerdict> {
  const db = translate(file, () => {
    mustExist(file)
    return new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  })
  try {
    const { links, newest } = translate(file, () => {
      identify(db, file, landscape)
      db.exec('BEGIN')
      return storedChain(db)
    })
    return await verdict(links, newest, (after) => rowsAfter(db, file, after), head)
  } finally {
    db.close()
  }
}

function storedChain(db: DatabaseSync) {
  const chained = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'audit_chain'").get()!['n'] === 1
  const links = chained ? (db.prepare(statements.chain).all() as unknown as StoredLink[]) : []
  return { links, newest: Number(Object.values(db.prepare(statements.newestRow).get()!)[0]) }
}

function* rowsAfter(db: DatabaseSync, file: string, after: number): Generator<ChainedRow> {
  const read = db.prepare(statements.chainedRows)
  read.setReturnArrays(true)
  const rows = read.iterate(after) as unknown as Iterator<Row>
  for (let next = translate(file, () => rows.next()); next.done !== true; next = translate(file, () => rows.next())) {
    const [id, ...parts] = next.value
    yield [Number(id), ...parts]
  }
}

export interface StoredLink {
  /** Number of the newest row that it is over. */
  readonly last: number
  readonly hash: string
}
/** Number, and what is hashed. */
export type ChainedRow = readonly [id: number, ...parts: readonly (string | number | null)[]]

/** @param rowsAfter the rows behind this one, in order */
export async function verdict(
  all: readonly StoredLink[],
  newest: number,
  rowsAfter: (after: number) => Iterable<ChainedRow> | AsyncIterable<ChainedRow>,
  head: string | undefined,
): Promise<AuditVerdict> {
  const unchained = all[0] === undefined ? newest : all[0].hash === '' ? all[0].last : 0
  const links = all.filter(({ hash: each }) => each !== '')
  const link = new Link()
  let broken: AuditVerdict['broken'] = null
  let from = unchained
  let before = ''
  let at = 0
  const close = ({ last, hash: said }: StoredLink): void => {
    if (link.after(before) !== said) broken ??= { from: from + 1, to: last }
    link.clear()
    before = said
    from = last
    at++
  }
  let rows = unchained
  for await (const [id, ...parts] of rowsAfter(unchained)) {
    while (links[at] !== undefined && links[at]!.last < id) close(links[at]!)
    if (links[at] === undefined) break
    link.add(parts.map((value) => String(value ?? '')))
    rows++
  }
  while (links[at] !== undefined) close(links[at]!)
  if (newest > from) broken ??= { from: from + 1, to: newest }
  const holds = head === undefined ? null : links.some((each) => each.hash === head)
  return { rows, links: links.length, unchained, head: before, broken, holds }
}
