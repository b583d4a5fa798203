import { spawnSync } from 'node:child_process'

/**
 * Seconds on the wall of one command, as a user starts it.
 * @throws Error with what a command said that failed
 */
export function seconds(folder: string, words: readonly string[]): number {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stdout.slice(0, 2_000)}${stderr.slice(0, 2_000)}`)
  return (performance.now() - started) / 1_000
}
