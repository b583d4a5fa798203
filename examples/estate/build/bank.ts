/** What the central bank publishes, in its three forms: the history as it is; the rates of the newest day in XML, and as it mails them, made from the history. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { longDate } from '../systems/long-date.ts'

/** Replace it by your own download: the day takes place on the newest day in it. */
const history = join(import.meta.dirname, '../data/ecb/eurofxref-hist.csv')

export interface BankOptions {
  /** So many days before the newest; default: all since 1999. */
  readonly days?: number
}

/** The newest day that has rates: `2026-04-13`. */
export function newestDay(): string {
  return lines()[1]!.slice(0, 10)
}

/** What lies there in the evening, or on the morning of the newest day. @param folder of all systems */
export function publish(folder: string, when: 'morning' | 'evening', { days = Infinity }: BankOptions = {}): void {
  const [header, ...rows] = lines()
  const known = rows.slice(when === 'morning' ? 1 : 0, days)
  const [date, ...cells] = known[0]!.split(',')
  const codes = header!.split(',').slice(1)
  const rates = cells.flatMap((rate, i): Rate[] => (rate === '' || rate === 'N/A' ? [] : [[codes[i]!, rate]]))
  for (const [place, name, text] of [
    ['ecb', 'eurofxref-hist.csv', [header, ...known, ''].join('\n')],
    ['ecb', 'eurofxref-daily.xml', xml(date!, rates)],
    ['mail', 'eurofxref.csv', mail(date!, rates)],
  ] as const) {
    mkdirSync(join(folder, place), { recursive: true })
    writeFileSync(join(folder, place, name), text)
  }
}

type Rate = readonly [code: string, rate: string]

function xml(date: string, rates: readonly Rate[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender>
		<gesmes:name>European Central Bank</gesmes:name>
	</gesmes:Sender>
	<Cube>
		<Cube time='${date}'>
${rates.map(([code, rate]) => `			<Cube currency='${code}' rate='${rate}'/>`).join('\n')}
		</Cube>
	</Cube>
</gesmes:Envelope>`
}

function mail(date: string, rates: readonly Rate[]): string {
  const rows = [
    ['Date', ...rates.map(([code]) => code)],
    [z.encode(longDate, date), ...rates.map(([, rate]) => rate)],
  ]
  return rows.map((cells) => `${cells.join(', ')}, \n`).join('')
}

function lines(): string[] {
  return readFileSync(history, 'utf8').trimEnd().split(/\r?\n/)
}
