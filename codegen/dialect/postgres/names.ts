/** Names and literals in the SQL of PostgreSQL. */
import { createHash } from 'node:crypto'
import { refusePlan } from '../../emit/refuse.ts'

/** Bytes: the server cuts longer names without a word. */
const longest = 63

export function quote(name: string): string {
  if (name.includes('\0')) return refusePlan(`${JSON.stringify(name)} cannot be a name in PostgreSQL`)
  return `"${name.replaceAll('"', '""')}"`
}

/** A table as a binding names it; `sales.orders` lies in the schema sales. */
export function tableName(name: string): string {
  return name.split('.').map(quote).join('.')
}

/** A name of Thalweg's own: one that is too long is cut, and told from others by a hash. */
export function own(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  let cut = name
  while (Buffer.byteLength(cut) > longest - hash.length - 1) cut = Array.from(cut).slice(0, -1).join('')
  return `${cut}_${hash}`
}

export function ownQuoted(name: string): string {
  return quote(own(name))
}

/** A constant; what a backslash means depends on a setting, so text with one says so itself. */
export function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return value < 0 ? `(${value})` : String(value)
  if (value.includes('\0')) return refusePlan(`${JSON.stringify(value)} cannot be stored in PostgreSQL: it has a zero character`)
  const text = `'${value.replaceAll("'", "''")}'`
  return value.includes('\\') ? `E${text.replaceAll('\\', '\\\\')}` : text
}

export function ref(row: string, column: string): string {
  return `${row}.${quote(column)}`
}
