/** Names and literals in the SQL of MariaDB. */
import { createHash } from 'node:crypto'
import { refusePlan } from '../../emit/refuse.ts'

/** The longest name of a table, a trigger or an index. */
const longest = 64

export function quote(name: string): string {
  if (name.includes('\0') || /[\u{10000}-\u{10ffff}]/u.test(name))
    return refusePlan(`${JSON.stringify(name)} cannot be a name in MariaDB: it has a character that names there cannot have`)
  return `\`${name.replaceAll('`', '``')}\``
}

/** A name of Thalweg's own: as it is where a server of any file system takes it, else cut, without odd characters, and told from others by a hash. */
export function own(name: string): string {
  if (/^[A-Za-z0-9_]+$/.test(name) && name.length <= longest) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.replace(/[^A-Za-z0-9_]/g, '_').slice(0, longest - hash.length - 1)}_${hash}`
}

export function ownQuoted(name: string): string {
  return quote(own(name))
}

/** A constant. What a backslash means depends on the mode of a session, so text with one goes by its bytes. */
export function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  // oxlint-disable-next-line no-control-regex
  if (/[\\\0-\x1f]/.test(value)) return `_utf8mb4 x'${Buffer.from(value, 'utf8').toString('hex')}'`
  return `'${value.replaceAll("'", "''")}'`
}

export function ref(row: string, column: string): string {
  return `${row}.${quote(column)}`
}
