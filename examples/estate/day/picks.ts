import type { Value } from './clients/client.ts'
import type { Place, Row } from './place.ts'
import type { Random } from './random.ts'

/** Chooses records for the acts of the day, by the seed. A record that is chosen is not chosen again: two acts never mean the same one. */
export class Picks {
  readonly #place: Place
  readonly #used = new Set<string>()
  readonly random: Random

  constructor(place: Place, random: Random) {
    this.#place = place
    this.random = random
  }

  /** @param sql gives the key in its first column, or in its first two @param parts how many */
  one(record: string, system: string, sql: string, parts = 1): Row {
    const nameOf = (row: Row) => `${record} ${keyOf(row, parts).join()}`
    const free = this.#place.rows(system, sql).filter((row) => !this.#used.has(nameOf(row)))
    const row = this.random.oneOf(free)
    this.#used.add(nameOf(row))
    return row
  }
  /** The key as text. */
  key(record: string, system: string, sql: string): string {
    return String(Object.values(this.one(record, system, sql))[0])
  }
}

function keyOf(row: Row, parts: number): Value[] {
  return Object.values(row).slice(0, parts)
}
