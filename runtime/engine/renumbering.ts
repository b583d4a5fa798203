/**
 * Which records a system's rows are, where systems number their rows themselves. A row that the ledger knows by its own id and that shows another key was
 * renumbered: it stays the row of its record.
 *
 *   by a system that names the records   the record goes to the new key with all that is known of it; every other system gets it as a change of the key in place
 *   by any other, or on an older key     a foreign write on the key: it is set back in place
 *   to the key that another record of    the same: it is told apart, and waits until the other row has it or has none
 *   the system is to have
 *   to the key of any other record       nobody can tell which of the two it is: the row is gone under its old key, and there under the new one
 */
import type { Entry, SystemState } from '../entry.ts'
import { sameRaw } from '../kernel.ts'
import { otherKeys } from '../ledger/landed.ts'
import { renumbered } from '../renumbered.ts'
import type { AuditRow, Image, LookAt, PageRow, Reference } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Sight } from './batch.ts'
import { noCommit } from './context.ts'
import type { FlowRun } from './flow-run.ts'
import { rowImage } from './row-image.ts'

/** The row of a record has another key at a system than the ledger knows. */
interface Moved {
  readonly record: KeyText
  /** No key of the record where `invalid`. */
  readonly to: KeyText
  readonly invalid: boolean
}

export class Renumbering {
  readonly #run: FlowRun

  constructor(run: FlowRun) {
    this.#run = run
  }

  #numbers(j: number): boolean {
    return this.#run.kernel.systems[j]!.adapter.identity !== undefined
  }

  /** The records of rows that system j has under these keys. */
  async recordsOf(j: number, keys: readonly KeyText[]): Promise<readonly KeyText[]> {
    if (!this.#run.kernel.numbered || keys.length === 0) return keys
    const known = await this.#referred(
      j,
      keys.map((key) => ({ key })),
      (entry, at) => otherKeys(entry.s[j]!).includes(keys[at]!),
    )
    return keys.map((key, i) => known[i]?.record ?? key)
  }

  /** What the ledger knows by these references, as far as its entries still say so. */
  async #referred(
    j: number,
    references: readonly Reference[],
    holds: (entry: Entry, at: number) => boolean,
  ): Promise<readonly ({ readonly record: KeyText; readonly entry: Entry } | null)[]> {
    const { name, kernel, context } = this.#run
    const keys = await context.ledger.referred(name, kernel.systems[j]!.name, references)
    const asked = keys.flatMap((key, at) => (key === null ? [] : [{ key, at }]))
    if (asked.length === 0) return references.map(() => null)
    const entries = await context.ledger.read(
      name,
      asked.map(({ key }) => key),
    )
    const found = new Map(asked.map(({ key, at }, i) => [at, { record: key, entry: entries[i] ?? null }]))
    return references.map((_, at) => {
      const each = found.get(at)
      return each === undefined || each.entry === null || !holds(each.entry, at) ? null : { record: each.record, entry: each.entry }
    })
  }

  /**
   * What a page shows of rows, and the records whose rows have these keys. Where that is another row than the ledger knows, the known one may have another key by now: it
   * is looked for by its id, as every look does. @returns null where the system does not answer
   */
  async paged(j: number, rows: readonly PageRow[], records: readonly KeyText[]): Promise<readonly Image[] | null> {
    const images = rows.map(rowImage)
    if (!this.#numbers(j)) return images
    const { context, name } = this.#run
    const entries = await context.ledger.read(name, records)
    const others = records.flatMap((record, i) => {
      const { present = false, id = null, key = null } = entries[i]?.s[j] ?? {}
      const now = images[i]!.id
      const known = (key ?? record) === rows[i]!.key
      return present && known && id !== null && now !== undefined && !sameRaw(id, now) ? [{ record, i }] : []
    })
    if (others.length === 0) return images
    const found = await this.#run.look(
      j,
      others.map(({ record }) => record),
    )
    if (found === null) return null
    const out = [...images]
    for (const [n, { i }] of others.entries()) out[i] = found[n]!
    return out
  }

  /**
   * Sights of system j by the keys that its rows have. @returns them by the records whose rows they are, those that were renumbered first: what leaves a key
   * comes before what takes it
   */
  async follow(j: number, sights: readonly Sight[]): Promise<readonly Sight[]> {
    if (!this.#numbers(j)) return sights
    const moved = await this.#moved(j, sights)
    if (moved.length === 0) return sights
    // By the keys that the rows have, which are not always those of their records.
    const seen = new Map(sights.map((sight) => [sight.under ?? sight.key, sight]))
    const byRecord = new Map(sights.map((sight) => [sight.key, sight]))
    const first: Sight[] = []
    const open = new Map(moved.map((each) => [each.record, each]))
    for (let before = -1; before !== open.size;) {
      before = open.size
      for (const [record, each] of open) {
        const key = await this.#carry(j, each, seen.get(each.to)?.change ?? byRecord.get(record)?.change ?? 'look')
        if (key === null) continue
        open.delete(record)
        const sight = seen.get(each.to)
        seen.delete(each.to)
        const before = byRecord.get(record)
        if (before?.image.elsewhere !== undefined && !before.image.present) seen.delete(before.under ?? before.key)
        if (sight === undefined) this.#run.lost(j, key)
        else first.push({ ...sight, key, image: plain(sight.image) })
      }
    }
    // What could not be followed is gone where it was, at once: a row is never two records'.
    const lost = [...open.keys()].filter((record) => !byRecord.has(record))
    const gone = lost.map((key): Sight => ({ key, system: j, image: nothing, at: null, change: 'look' }))
    return [...first, ...gone, ...[...seen.values()].map((sight) => ({ ...sight, image: plain(sight.image) }))]
  }

  /**
   * What was looked at as rows of these records: those that are another's, as far as the ledger knows, are told as such.
   * @param asked the keys by which they were looked for
   */
  async ownRows(
    j: number,
    keys: readonly KeyText[],
    asked: readonly Pick<LookAt, 'key' | 'id'>[],
    images: readonly Image[],
  ): Promise<readonly Image[]> {
    if (!this.#run.kernel.numbered) return images
    // The ledger does not know yet what only just turned out to have been made.
    const byAsked = new Map(asked.flatMap(({ id = null }, i) => (id === null ? [] : [[String(id), keys[i]!] as const])))
    const byKey = await this.recordsOf(
      j,
      asked.map(({ key }, i) => (images[i]!.underOwnKey === true ? keys[i]! : key)),
    )
    const byId = this.#numbers(j) ? await this.#byId(j, images) : []
    return images.map((image, i) => {
      const record = byId[i]?.record ?? byAsked.get(String(image.id)) ?? byKey[i]!
      if (!image.present || record === keys[i]) return image
      // Nothing has the key under which the record's own row was known.
      return image.underOwnKey === true ? nothing : { ...image, of: record }
    })
  }

  async #byId(j: number, images: readonly Image[]) {
    const there = images.flatMap(({ present, id }, at) => (present && id !== undefined ? [{ id, at }] : []))
    const known = await this.#referred(j, there, (entry, n) => entry.s[j]!.present && sameRaw(entry.s[j]!.id, there[n]!.id))
    const found = new Map(there.map(({ at }, n) => [at, known[n] ?? null]))
    return images.map((_, at) => found.get(at) ?? null)
  }

  async #moved(j: number, sights: readonly Sight[]): Promise<Moved[]> {
    const told = sights.flatMap(({ key, image: { elsewhere } }): Moved[] =>
      elsewhere === undefined ? [] : [{ record: key, to: elsewhere.key, invalid: elsewhere.invalid !== undefined }],
    )
    const known = await this.#byId(
      j,
      sights.map(({ image }) => image),
    )
    const found = sights.flatMap(({ key, under = key }, i): Moved[] => {
      const record = known[i]?.record ?? key
      return record === key || told.some((each) => each.record === record) ? [] : [{ record, to: under, invalid: false }]
    })
    return [...told, ...found]
  }

  /** @returns the key that the record has from here on; null where its row cannot be told from another record's, for now or at all */
  async #carry(j: number, { record, to, invalid }: Moved, change: string): Promise<KeyText | null> {
    const { name, kernel, context } = this.#run
    const [entry, taken] = await context.ledger.read(name, [record, to])
    const s = entry?.s[j]
    // The row of a deleted record is followed as well, until it is taken away.
    if (entry === null || entry === undefined || s === undefined || (!entry.live && !s.present) || s.apart !== 'no') return null
    if (await this.#isAnothers(j, record, s)) return null
    if (s.key === to) return record
    const names = entry.live && kernel.life.creates.includes(j) && s.key === null && !invalid
    if (to === record || !names || isElsewhere(taken ?? null, j)) return this.#setBack(j, record, entry, to, change)
    if (!isFree(taken ?? null, j)) return null
    const at = context.clock.now()
    const row = (key: KeyText): AuditRow => ({
      flow: name,
      key,
      at,
      kind: 'renumbered',
      system: kernel.systems[j]!.name,
      body: { from: record, to, change, version: kernel.flow.version },
    })
    await context.ledger.commit({
      ...noCommit,
      renumbered: [{ flow: name, from: record, rev: entry.rev, to }],
      entries: [{ flow: name, key: to, entry: { ...renumbered(entry, j, record, to), rev: taken?.rev ?? 0 } }],
      audit: [row(record), row(to)],
    })
    // Where the key that it leaves was never the row's, whatever has it was never looked at.
    for (const [k, { key }] of entry.s.entries()) if (key !== null) this.#run.lost(k, record)
    return to
  }

  /** Is the row that the record had another one's by now. */
  async #isAnothers(j: number, record: KeyText, { id }: SystemState): Promise<boolean> {
    const [known] = await this.#referred(j, [{ id }], (entry) => entry.s[j]!.present && sameRaw(entry.s[j]!.id, id))
    return known !== null && known !== undefined && known.record !== record
  }

  /** The row keeps its record, and is to have its key again. */
  async #setBack(j: number, record: KeyText, entry: Entry, to: KeyText, change: string): Promise<KeyText> {
    const { name, kernel, context, history } = this.#run
    const { name: system, renumbers } = kernel.systems[j]!
    const s = entry.s.with(j, { ...entry.s[j]!, key: to === record ? null : to })
    if (to !== record && entry.live) {
      const outcome = renumbers === null ? `the row stays under it: nothing is written at ${system}` : 'restored'
      const conflict = kernel.life.creates.includes(j) ? 'bothChanged' : 'foreignWrite'
      const body = { outcome, lost: [to], change, version: kernel.flow.version }
      history.note({ key: record, at: context.clock.now(), kind: 'conflict', conflict, system, unit: 'key', body })
    }
    await context.ledger.commit({
      ...noCommit,
      ...history.drain(context.clock.now()),
      entries: [{ flow: name, key: record, entry: { ...entry, s } }],
    })
    return record
  }
}

/** Is the record of this key one whose row system j has under another. */
function isElsewhere(entry: Entry | null, j: number): boolean {
  return entry !== null && entry.live && entry.s[j]!.present && entry.s[j]!.key !== null
}

/** Has nobody a record of this key, and system j no row of it. */
function isFree(entry: Entry | null, j: number): boolean {
  if (entry === null) return true
  // What waits to be taken away is a row of the record that had the key.
  const left = ({ present, apart, pend }: SystemState) => pend !== null || (present && apart !== 'reported')
  return !entry.live && entry.lifeHeld === 0 && !entry.s[j]!.present && !entry.s.some(left)
}

const nothing: Image = { present: false, values: [], died: false, death: 0 }

/** As the system shows it: what the ledger knew of whose it is has been followed. */
function plain({ of: _of, elsewhere: _elsewhere, ...image }: Image): Image {
  return image
}
