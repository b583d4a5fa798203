/** How many values a property is tried with: the same each time, or what a failure printed, by THALWEG_SEED and THALWEG_PATH. */
export function runs(numRuns: number): { readonly numRuns: number; readonly seed: number; readonly path?: string } {
  const { THALWEG_SEED: seed, THALWEG_PATH: path } = process.env
  return { numRuns, seed: seed === undefined ? 1 : Number(seed), ...(path !== undefined && path !== '' && { path }) }
}
