/** JSON with integers of any size: what two looks at the same thing are compared by. */
export function asText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // Asked of every value, it takes three times as long, and few worlds hold such an integer.
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
  }
}
