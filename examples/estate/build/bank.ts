/** The central bank's file of all reference rates. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Replace it by your own download: the day takes place on the newest day in it. */
const history = join(import.meta.dirname, '../data/ecb/eurofxref-hist.csv')
const name = 'eurofxref-hist.csv'

export interface BankOptions {
  /** So many days before the newest; default: all since 1999. */
  readonly days?: number
}

/** The newest day that has rates: `2026-04-13`. */
export function newestDay(): string {
  return lines()[1]!.slice(0, 10)
}

/** The file as it lies there in the evening, or on the morning of the newest day. */
export function publish(folder: string, when: 'morning' | 'evening', { days = Infinity }: BankOptions = {}): void {
  const [header, ...rows] = lines()
  const from = when === 'morning' ? 1 : 0
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), [header, ...rows.slice(from, days), ''].join('\n'))
}

function lines(): string[] {
  return readFileSync(history, 'utf8').trimEnd().split(/\r?\n/)
}
