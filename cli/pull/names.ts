/** Names that code can have, made from names that databases have. */

/** `wo_no`, `WO NO`, `Wo-No` → `woNo`. Letters of every script stay; what no name may hold parts words. */
export function camelCase(name: string): string {
  const words = name
    .normalize('NFC')
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
  const joined = words
    .map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
  if (joined === '') return 'unnamed'
  return /^[\p{ID_Start}]/u.test(joined) ? joined : `n${joined.charAt(0).toUpperCase()}${joined.slice(1)}`
}

export function kebabCase(name: string): string {
  return name.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1-$2').toLowerCase()
}

/** A system's name from its file's: `erp-2.sqlite` → `ERP_2`. */
export function systemName(file: string): string {
  const name = file
    .replace(/\.[^.]*$/, '')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return name === '' ? 'SYSTEM' : /^[0-9]/.test(name) ? `S${name}` : name
}

/** The name itself, or the first of name2, name3 … that is free, regardless of case: file systems do not always tell `a` from `A`. */
export function free(name: string, taken: Set<string>): string {
  let found = name
  for (let n = 2; taken.has(found.toLowerCase()); n++) found = `${name}${n}`
  taken.add(found.toLowerCase())
  return found
}

/** What may not be the name of a constant in a file that is written here: words of the language, and what the file imports. */
const reserved: ReadonlySet<string> = new Set(
  [
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if',
    'implements import in instanceof interface let new null package private protected public return static super switch this throw true try',
    'typeof undefined var void while with yield columns field record z table system env secret sqlite postgres mariadb',
  ].flatMap((line) => line.split(' ')),
)

export function constant(name: string): string {
  return reserved.has(name) ? `${name}Record` : name
}

/** Text as a literal of code, in single quotes. */
export function literal(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** A closed list as a schema. */
export function enumOf(values: readonly string[]): string {
  return `z.enum([${values.map(literal).join(', ')}])`
}

/** A name as it stands before a colon. */
export function property(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__' ? name : literal(name)
}
