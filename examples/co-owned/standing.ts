type Standing = 'GOOD' | 'WATCH' | 'BLOCKED'

const strictness: readonly Standing[] = ['GOOD', 'WATCH', 'BLOCKED']

/** Nobody is trusted further than the stricter of the two says. */
export function strictest(_agreed: Standing | undefined, values: readonly Standing[]): Standing {
  return strictness[Math.max(...values.map((value) => strictness.indexOf(value)))]!
}
