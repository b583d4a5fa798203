/** The first of a list that may be long, and how many there are. */
export interface Capped<T> {
  readonly all: number
  readonly shown: readonly T[]
}

export function capped<T>(list: readonly T[], most: number): Capped<T> {
  return { all: list.length, shown: list.slice(0, most) }
}
