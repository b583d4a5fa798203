/** What a MariaDB tells of its tables. */
import type { Right, Sent, ServerColumn, Session } from '../server/session.ts'
import { ServerError } from '../server/session.ts'
import type { Types } from './session.ts'
import { tableType } from './statement.ts'

export async function columns(session: Session, place: string): Promise<readonly ServerColumn[]> {
  const { rows } = await session.query(
    `SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :place ORDER BY ORDINAL_POSITION`,
    { place },
  )
  return rows.map(([name, type, nullable]) => ({ name: name!, type: type!, nullable: nullable === 'YES' }))
}

/** A row without a key is no record, so that a column of the index may be null. */
export async function isUnique(session: Session, place: string, names: readonly string[]): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :place AND NON_UNIQUE = 0`,
    { place },
  )
  const known = new Set(names.map((name) => name.toLowerCase()))
  const indexes = new Map<string, boolean>()
  for (const [index, column, part] of rows) {
    const serves = known.has(column!.toLowerCase()) && part === null
    indexes.set(index!, (indexes.get(index!) ?? true) && serves)
  }
  return [...indexes.values()].includes(true)
}

/** Statements that need a right, and are never carried out. Asked so, since roles and patterns give rights as well, and no list shows all of them. */
const probes: { readonly [R in Right]: (table: string, column: string) => string } = {
  SELECT: (table) => `EXPLAIN SELECT 1 FROM ${table}`,
  INSERT: (table, column) => `EXPLAIN INSERT INTO ${table} (${column}) VALUES (NULL)`,
  UPDATE: (table, column) => `EXPLAIN UPDATE ${table} SET ${column} = NULL`,
  DELETE: (table) => `EXPLAIN DELETE FROM ${table}`,
}
/** The server's number for a right that is lacking on the whole table. It has another one where some columns are granted. */
const denied = '1142'

export async function missingRights(session: Session, place: string, rights: readonly Right[]): Promise<readonly Right[]> {
  const [column] = await columns(session, place)
  const missing: Right[] = []
  for (const right of rights)
    try {
      await session.query(probes[right](quoted(place), quoted(column?.name ?? '')))
    } catch (error) {
      if (!(error instanceof ServerError) || error.refusal === 'lost') throw error
      if (error.code === denied) missing.push(right)
    }
  return missing
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Types that hold no text, and print none. */
const ofBytes = /^(binary|varbinary|tinyblob|blob|mediumblob|longblob|geometry|point|linestring|polygon|multi\w+)\b/i
const bits = /^\s*bit\b/i

/** Everything else is converted when it is written, strictly: what does not fit is refused with its row. */
export function unfit({ type }: ServerColumn, { sqlType }: Sent): string | null {
  if (ofBytes.test(type))
    return `is ${type}, which holds bytes and no text: give it a type of text, or read it through a view that converts it`
  if (bits.test(type) && !bits.test(sqlType ?? ''))
    return `is ${type}, which is read and written as a number: say sqlType: '${type}' for it`
  return null
}

/** Of all sessions of a system: types of columns are asked for once. */
export function columnTypes(): Types {
  const known = new Map<string, string>()
  return {
    of: async (session, { table, column }) => {
      const name = JSON.stringify([table, column])
      const found = known.get(name)
      if (found !== undefined) return found
      const { rows } = await session.query(
        `SELECT COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS
         WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :table AND COLUMN_NAME = :column`,
        { table, column },
      )
      const [type, characterSet = null, collation = null] = rows[0] ?? []
      // There is no such column: the statement says so itself.
      if (type === undefined || type === null) return 'LONGTEXT'
      const told = tableType(type, characterSet, collation)
      known.set(name, told)
      return told
    },
  }
}
