/** What an entry says that triggers left with the rows before and after a change. */
import type { EventSource } from '../door.ts'
import type { CapturedChange, Position } from '../ports.ts'
import type { Raw } from '../values.ts'

const kinds = { I: 'create', U: 'update', D: 'delete' } as const satisfies Record<string, CapturedChange['kind']>

/** @param entry seq, key, kind, op, at, columns, before, after */
export function changeOf(source: EventSource, entry: readonly Raw[], position: Position): CapturedChange {
  const [, key, kind, op, at, columns, before, after] = entry
  const names = JSON.parse(String(columns)) as readonly string[]
  const places = source.fields.map(({ column }) => names.indexOf(column))
  return {
    position,
    key: JSON.parse(String(key)) as readonly Raw[],
    kind: kinds[kind as keyof typeof kinds],
    op: op === null || op === undefined ? null : Number(op),
    at: Number(at),
    before: image(before!, places),
    after: image(after!, places),
  }
}

/** @param places by field: where its value stands; -1: it was not captured then */
function image(stored: Raw, places: readonly number[]): (Raw | undefined)[] | null {
  if (stored === null) return null
  const values: readonly (string | null)[] = (JSON.parse(String(stored)) as readonly (string | null | readonly (string | null)[])[]).flat()
  return places.map((place) => (place < 0 ? undefined : raw(values[place] ?? null)))
}

const infinite: Readonly<Record<string, number>> = { Inf: Infinity, '-Inf': -Infinity }

/** The value as the driver would have read it from its column. */
function raw(told: string | null): Raw {
  if (told === null) return null
  const text = told.slice(1)
  switch (told[0]) {
    case 'i': {
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : BigInt(text)
    }
    case 'r':
      return infinite[text] ?? Number(text)
    case 'b':
      return new Uint8Array(Buffer.from(text, 'hex'))
    default:
      return text
  }
}
