/** The command that repeats one seed of a generated test, in the shell that people of this platform have. */

/** @param names of the group, the test, ... or parts of them, from the outside in; what a shell could take for its own is left open */
export function again(seed: number, ...names: readonly string[]): string {
  const pattern = names.map((name) => name.replace(/[^\p{L}\p{N} _-]/gu, '.')).join('.+')
  const command = `npx vitest run -t "${pattern}"`
  return process.platform === 'win32' ? `$env:THALWEG_SEED = ${seed}; ${command}` : `THALWEG_SEED=${seed} ${command}`
}
