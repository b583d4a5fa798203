/**
 * Statements as they are sent: values in the place of their names, types of columns in the place of `TYPE OF`. Values go as literals in the text, since what
 * writes a batch is several statements in one, which MariaDB does not prepare. What could be prepared is a look: 1,000 keys would take 5 ms instead of 8.
 */
import type { ServerValues } from '../server/session.ts'

/** A column whose own type a statement asks for. */
export interface TypeOf {
  readonly table: string
  readonly column: string
}

export type Piece = string | { readonly name: string } | { readonly typeOf: TypeOf }

/** Quoted names and texts and comments as they stand; or a parameter; or the type of a column. */
const token =
  /'(?:[^']|'')*'|(TYPE OF )?`((?:[^`]|``)*)`(?:\.`((?:[^`]|``)*)`)?|--[ \t][^\n]*|#[^\n]*|\/\*[^]*?\*\/|(?<![:\w@]):([A-Za-z_]\w*)/g

export function piecesOf(sql: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const found of sql.matchAll(token)) {
    const [whole, typeOf, table, column, name] = found
    if (name === undefined && typeOf === undefined) continue
    pieces.push(sql.slice(from, found.index))
    pieces.push(name === undefined ? { typeOf: { table: unquoted(table!), column: unquoted(column ?? '') } } : { name })
    from = found.index + whole.length
  }
  pieces.push(sql.slice(from))
  return pieces
}

function unquoted(name: string): string {
  return name.replaceAll('``', '`')
}

/** Names of the parameters, those of the rows of the batch among them. */
export function parametersOf(sql: string): readonly string[] {
  const named = piecesOf(sql).flatMap((piece) =>
    typeof piece !== 'string' && 'name' in piece && piece.name !== 'batch' ? [piece.name] : [],
  )
  const ofRows = [...sql.matchAll(/ PATH '\$\.(\w+)'/g)].map(([, name]) => name!)
  return [...new Set([...named, ...ofRows])]
}

export function textOf(pieces: readonly Piece[], values: ServerValues, types: (of: TypeOf) => string): string {
  let text = ''
  for (const piece of pieces)
    text += typeof piece === 'string' ? piece : 'name' in piece ? literal(values[piece.name]) : types(piece.typeOf)
  return text
}

/** The mode of our sessions takes a backslash for what it is by default: the beginning of an escape. */
// oxlint-disable-next-line no-control-regex
const special = /[\0\n\r\x1a'\\]/g
const escapes: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\x1a': '\\Z', "'": "\\'", '\\': '\\\\' }

function literal(value: ServerValues[string] | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return `'${value.replace(special, (char) => escapes[char]!)}'`
  throw new Error('a list is no value in MariaDB: a batch is one JSON text')
}

/** A type of a column as JSON_TABLE takes it. Texts keep their collation, by which an index has them; what is no text is found by a text. */
export function tableType(type: string, characterSet: string | null, collation: string | null): string {
  if (/^(var)?binary\b/i.test(type)) return type
  if (characterSet === null || collation === null) return 'LONGTEXT'
  const sized = /^(enum|set)\b/i.test(type) ? 'varchar(255)' : type
  return `${sized} CHARACTER SET ${characterSet} COLLATE ${collation}`
}
