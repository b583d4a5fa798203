/**
 * Writes one row at a time: each is a call of its own, so there is one to an operation. Read the row, compare it with what is expected, and write on condition of
 * the token that was read: whoever moves the row in between makes the write stale, and what is there then is the answer.
 */
import type { CustomAdapter } from '../../door.ts'
import { keyParts } from '../../key.ts'
import { sameRaw, sameStored } from '../../kernel.ts'
import type { Answer, Delivery, Image, Resolution, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Calls } from './calls.ts'
import type { Row, Rows, Stored } from './definition.ts'
import { Failure } from './definition.ts'
import type { Shape } from './shape.ts'

export const absent: Image = { present: false, values: [], died: false, death: 0 }

/** A token is of the whole row: where other columns keep moving, the write is tried again so many times with what is expected still there. */
const mostTries = 4

interface Seen {
  readonly image: Image
  readonly token: string | undefined
}

export class CustomWriter {
  readonly #adapter: CustomAdapter
  readonly #rows: Rows
  readonly #shape: Shape
  readonly #calls: Calls
  readonly #now: () => number

  constructor(adapter: CustomAdapter, rows: Rows, shape: Shape, calls: Calls, now: () => number) {
    this.#adapter = adapter
    this.#rows = rows
    this.#shape = shape
    this.#calls = calls
    this.#now = now
  }

  /** The row as it is now. @throws SystemError */
  async image(parts: readonly Raw[]): Promise<Image> {
    return (await this.#look(parts)).image
  }

  async #look(parts: readonly Raw[]): Promise<Seen> {
    const found = await this.#calls.read(async () => this.#rows.get(this.#shape.key(parts)))
    return found === null ? { image: absent, token: undefined } : this.#seen(found)
  }

  #seen({ row, token }: Stored): Seen {
    const read = this.#shape.read(row)
    if (read === null) return { image: absent, token }
    return { image: read.carried ? { present: true, values: read.values, died: false, death: 0 } : { ...absent, left: true }, token }
  }

  // ─── Deliver ───────────────────────────────────────────────────────────────────────────────────

  async deliver(writes: readonly Write[]): Promise<Delivery> {
    const answers: Answer[] = []
    for (const write of writes) {
      try {
        answers.push(await this.#one(write))
      } catch (error) {
        return this.#unanswered(error, answers.length > 0)
      }
    }
    return { outcome: 'answered', at: this.#now(), answers }
  }

  /** @param begun rows before this one were written, and their answers go with this one's */
  #unanswered(error: unknown, begun: boolean): Delivery {
    if (error instanceof SystemError && error.kind === 'unreachable') {
      const pause = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }
      return begun ? { outcome: 'uncertain', detail: error.message } : { outcome: 'unreachable', detail: error.message, ...pause }
    }
    if (!(error instanceof Failure)) throw error
    const { kind, message: detail, retryAfterMs } = error
    if (begun || (kind !== 'throttled' && kind !== 'unreachable')) return { outcome: 'uncertain', detail }
    return { outcome: kind, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }

  async #one(write: Write): Promise<Answer> {
    let parts: readonly Raw[]
    try {
      parts = keyParts(this.#adapter, write.key)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      return { outcome: 'rejected', reason: 'constraint', detail: `${error.field}: ${error.message}`, image: absent }
    }
    try {
      return write.kind === 'insert' ? await this.#create(write, parts) : await this.#onCondition(write, parts)
    } catch (error) {
      if (!(error instanceof Failure) || (error.kind !== 'rejected' && error.kind !== 'missingParent')) throw error
      const reason = error.kind === 'missingParent' ? 'missingParent' : 'constraint'
      return { outcome: 'rejected', reason, detail: error.message, image: await this.image(parts) }
    }
  }

  async #create(write: Write, parts: readonly Raw[]): Promise<Answer> {
    const row = this.#shape.created(parts, write.values)
    return this.#answer(parts, this.#can('create'), async (rows) => rows.create!(row))
  }

  async #onCondition(write: Write, parts: readonly Raw[]): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const { image, token } = await this.#look(parts)
      if (!asExpected(write, image)) return { outcome: 'stale', image }
      const answer = await this.#write(write, parts, token)
      // Other columns have moved the token, or nothing has and the connector calls it stale: bounded either way.
      if (answer.outcome !== 'stale' || tries === mostTries || !asExpected(write, answer.image)) return answer
    }
  }

  async #write(write: Write, parts: readonly Raw[], token: string | undefined): Promise<Answer> {
    const key = this.#shape.key(parts)
    if (write.kind === 'delete') {
      return this.#answer(parts, this.#can('remove'), async (rows) => rows.remove!(key, token), absent)
    }
    const changes: Row = this.#shape.changed(write.values)
    return this.#answer(parts, this.#can('update'), async (rows) => rows.update!(key, changes, token))
  }

  /** @param after what is there once it is written; else what the connector gives, or a look tells */
  async #answer(parts: readonly Raw[], rows: Rows, call: (rows: Rows) => Promise<Stored | void>, after?: Image): Promise<Answer> {
    let stored: Stored | void
    try {
      stored = await this.#calls.write(async () => call(rows))
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'stale') throw error
      return { outcome: 'stale', image: await this.image(parts) }
    }
    if (after !== undefined) return { outcome: 'done', image: after }
    if (stored !== undefined) return { outcome: 'done', image: this.#seen(stored).image }
    return { outcome: 'done', image: await this.#readBack(parts) }
  }

  /** It is written; where it cannot be read back the answer is lost. */
  async #readBack(parts: readonly Raw[]): Promise<Image> {
    try {
      return await this.image(parts)
    } catch (error) {
      if (error instanceof SystemError && error.kind === 'unreachable') throw new Failure('uncertain', error.message)
      throw error
    }
  }

  #can(method: 'create' | 'update' | 'remove'): Rows {
    if (this.#rows[method] !== undefined) return this.#rows
    const { system, place } = this.#adapter
    throw new SystemError(
      'misfit',
      'noMethod',
      system,
      `the connector of ${system} has no ${method}, and the flow writes to ${place} so`,
      `give the rows of the connector a ${method}, or change the flow`,
    )
  }

  // ─── Doubtful writes ───────────────────────────────────────────────────────────────────────────

  /** What the rows themselves tell of a write that was not answered: they hold what was sent, or what was there before it. */
  async resolve(writes: readonly Write[]): Promise<Resolution> {
    const failed = new Set<KeyText>()
    const unknown = new Set<KeyText>()
    const stored = new Map<KeyText, readonly Raw[]>()
    for (const write of writes) {
      const image = await this.image(keyParts(this.#adapter, write.key))
      const fate = this.#fate(write, image)
      if (fate !== 'landed') failed.add(write.key)
      if (fate === 'unknown') unknown.add(write.key)
      if (fate === 'landed' && image.present) stored.set(write.key, this.#asStored(write, image))
    }
    return failed.size === writes.length && unknown.size === 0 ? { state: 'void' } : { state: 'landed', failed, stored, unknown }
  }

  #fate({ kind, values, expect }: Write, { present, values: now }: Image): 'landed' | 'failed' | 'unknown' {
    if (kind === 'delete' || !present) return (kind === 'delete') === present ? 'failed' : 'landed'
    const { fields } = this.#adapter
    const holds = (slot: number, value: Raw | undefined) => sameStored(fields[slot]!, value, now[slot])
    const written = fields.flatMap((_, slot) => (values[slot] === undefined ? [] : [slot]))
    // Who created the row besides would hardly have given it the very same values.
    if (kind === 'insert') return written.every((slot) => holds(slot, values[slot])) ? 'landed' : 'failed'
    // What is written is written at once: one old value tells that it was not, and one new value that all of it was.
    const telling = written.filter((slot) => !sameStored(fields[slot]!, values[slot], expect[slot]))
    if (telling.some((slot) => holds(slot, expect[slot]))) return 'failed'
    return telling.some((slot) => holds(slot, values[slot])) ? 'landed' : 'unknown'
  }

  /** As the row holds what was sent; what somebody has written over it since is an edit of his. */
  #asStored({ values }: Write, { values: now }: Image): readonly Raw[] {
    return this.#adapter.fields.map((mapping, slot) => {
      const sent = values[slot]
      return sent === undefined || sameStored(mapping, sent, now[slot]) ? now[slot]! : sent
    })
  }
}

/** Null-safe and by what is stored; of an update the fields that it writes, and those that must not have moved. */
function asExpected(write: Write, image: Image): boolean {
  if (!image.present) return false
  return image.values.every((value, slot) => {
    const concerns = write.kind === 'delete' || write.values[slot] !== undefined || write.unmoved.includes(slot)
    return !concerns || sameRaw(value, write.expect[slot])
  })
}
