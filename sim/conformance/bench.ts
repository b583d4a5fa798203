/** What the checks have in hand: the connector, opened and watched, and the few things that they do with it. */
import type { ConnectorDefinition, Row, Rows, Stored, Value } from '../../runtime/connectors/custom/definition.ts'
import { Failure } from '../../runtime/connectors/custom/definition.ts'
import { Mistake } from './mistakes.ts'

export interface ConformanceOptions {
  /** As the runtime would have read them. */
  readonly settings: Readonly<Record<string, string>>
  readonly place: string
  /** Columns of the key. */
  readonly key: readonly string[]
  /** Five rows or more that the service takes and stores just so, each with a key of its own, with all columns that a binding names. One that is null somewhere tells more. */
  readonly rows: readonly Row[]
  /** Columns that an update may set in any of the rows, and other values for them than the rows have. Two columns or more tell more. */
  readonly changes: Row
  /** A column that takes any text of forty characters. Absent: no odd texts are tried. */
  readonly freeText?: string
  /** Empties the place; before every check. */
  reset(): Promise<void>
  /** Puts rows there, as users of the service do. Default: by the connector's own create. */
  fill?(rows: readonly Row[]): Promise<void>
  /** Brings the service into a state while the work goes on. What is absent is not tried. */
  readonly while?: {
    /** It does not answer at all. */
    down?(work: () => Promise<void>): Promise<void>
    /** It asks to wait: HTTP 429. */
    throttled?(work: () => Promise<void>): Promise<void>
    /** It carries out what it is asked, and its answers are lost. */
    losingAnswers?(work: () => Promise<void>): Promise<void>
  }
}

export class Bench {
  readonly definition: ConnectorDefinition
  readonly options: ConformanceOptions
  readonly rows: Rows

  constructor(definition: ConnectorDefinition, options: ConformanceOptions) {
    this.definition = definition
    this.options = options
    this.rows = this.open()
  }

  /** One connection, whose errors are looked through for secrets. */
  open(): Rows {
    const { definition, options } = this
    const rows = definition.open(options.settings, options.place)
    const secrets = Object.entries(options.settings).filter(([name]) => definition.settings[name] === 'secret')
    const watched: { -readonly [M in keyof Rows]: Rows[M] } = { list: rows.list, get: rows.get }
    for (const method of ['list', 'get', 'create', 'update', 'remove', 'changes'] as const) {
      const call = rows[method]?.bind(rows) as ((...given: never[]) => Promise<unknown>) | undefined
      if (call === undefined) continue
      const told = async (...given: never[]): Promise<unknown> => {
        try {
          return await call(...given)
        } catch (error) {
          const text = textOf(error)
          for (const [name, secret] of secrets) if (secret !== '' && text.includes(secret)) throw new Mistake('secretTold', name)
          throw error
        }
      }
      watched[method] = told as never
    }
    return watched
  }

  keyOf(row: Row): Row {
    return Object.fromEntries(this.options.key.map((column) => [column, row[column] ?? null]))
  }
  named(row: Row): string {
    return this.options.key.map((column) => shown(row[column] ?? null)).join(' ')
  }

  async fill(count = this.options.rows.length): Promise<readonly Row[]> {
    const some = this.options.rows.slice(0, count)
    const { fill } = this.options
    if (fill !== undefined) await fill(some)
    else if (this.rows.create === undefined) throw new Error('give fill: the connector itself creates no rows')
    else for (const row of some) await this.rows.create(row)
    return some
  }

  /** Every page, from the start. @throws Mistake where there is no end */
  async listed(limit: number, between: (page: number) => Promise<void> = async () => undefined): Promise<readonly Row[]> {
    const out: Row[] = []
    const seen = new Set<string>()
    for (let from: string | null = null, page = 1; ; page++) {
      const { rows, next } = await this.rows.list(from, limit)
      out.push(...rows)
      if (next === null) return out
      if (seen.has(next)) throw new Mistake('endless', `the mark ${shown(next)} comes twice`)
      seen.add(next)
      if (page > 10 * (this.options.rows.length + 1)) throw new Mistake('endless', `${page} pages for ${this.options.rows.length} rows`)
      await between(page)
      from = next
    }
  }

  async there(row: Row, rows: Rows = this.rows): Promise<Stored> {
    const found = await rows.get(this.keyOf(row))
    if (found === null)
      throw new Error(`the row ${this.named(row)} that was created is not there: reset or fill does something else than it says`)
    return found
  }
}

/** What a call throws: one of ours by its kind, anything else by its message; null where it throws nothing. */
export async function thrown(call: () => Promise<unknown>): Promise<{ readonly kind: string; readonly ours: boolean } | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (error instanceof Mistake) throw error
    if (Failure.is(error)) return { kind: error.kind, ours: true }
    return { kind: error instanceof Error ? `${error.name}: ${error.message}` : String(error), ours: false }
  }
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  return shown(asKept(a)) === shown(asKept(b))
}

/** As the runtime keeps it: true is 1, and the order of names means nothing. */
function asKept(value: Value | undefined): Value | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return (value as readonly Value[]).map((each) => (typeof each === 'object' ? asKept(each)! : each))
  const object = value as { readonly [name: string]: Value }
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, object[name]!]),
  )
}

export function shown(value: Value | undefined): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack ?? '', error.cause === undefined ? '' : textOf(error.cause)].join('\n')
}
