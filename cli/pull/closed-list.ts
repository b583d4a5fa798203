/**
 * Closed lists that tables keep by a CHECK: `status IN ('OPEN', 'DONE')`, however a server prints it. What is anything else than such a list, or more, is none: the
 * database may then take other values.
 */

/** How a database spells what stands in a condition. */
export interface Spelling {
  /** A text in its quotes, as a pattern. */
  readonly text: string
  /** What a text says whose doubled quotes are single by now; absent: that. */
  readonly said?: (text: string) => string
  /** A name in its quotes, as a pattern. */
  readonly name: string
  /** The word for whatever value is checked; absent: there is none. */
  readonly value?: string
}

interface Token {
  /** A text, a name in quotes, a word as it stands, a sign, or whatever value is checked. */
  readonly kind: 'text' | 'name' | 'word' | 'sign' | 'value'
  readonly value: string
}

/** A condition that every row of a table meets. */
export type Check = readonly Token[]

/** @returns null: its values are not limited to a list */
export function closedList(checks: readonly Check[], column: string): readonly string[] | null {
  const lists = checks.flatMap((check) => listIn(flat(check), column) ?? [])
  const [first, ...others] = lists
  return first?.filter((value) => others.every((other) => other.includes(value))) ?? null
}

/** @param clause as the database prints it */
export function checkOf(clause: string, spelling: Spelling): Check {
  return tokensOf(clause, spelling).map((token) =>
    token.kind === 'word' && token.value === spelling.value ? { ...token, kind: 'value' } : token,
  )
}

/** The conditions in `CREATE TABLE`. None where texts are compared in another way than byte by byte: a list then takes more than it says. */
export function checksIn(createTable: string, spelling: Spelling): readonly Check[] {
  const tokens = tokensOf(createTable, spelling)
  if (tokens.some((token) => isWord(token, 'COLLATE'))) return []
  return tokens.flatMap((token, i) => (isWord(token, 'CHECK') ? [bracketed(tokens, i + 1)] : []))
}

function tokensOf(sql: string, { text: texts, name: names, said = (text) => text }: Spelling): readonly Token[] {
  const parts = new RegExp(
    `(?:--[^\\n]*|/\\*[^]*?\\*/|\\s+)|(?<text>${texts})|(?<name>${names})|(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)|(?<sign>::|[^])`,
    'gu',
  )
  return [...sql.matchAll(parts)].flatMap(({ groups = {} }): Token[] => {
    const { text, name, word, sign } = groups
    if (text !== undefined) return [{ kind: 'text', value: said(text.slice(1, -1).replaceAll("''", "'")) }]
    if (name !== undefined) return [{ kind: 'name', value: inside(name) }]
    if (word !== undefined) return [{ kind: 'word', value: word }]
    return sign === undefined ? [] : [{ kind: 'sign', value: sign }]
  })
}

function inside(name: string): string {
  const quote = name.at(-1)!
  return name.slice(1, -1).replaceAll(quote + quote, quote)
}

function isWord({ kind, value }: Token, word: string): boolean {
  return kind === 'word' && value.toUpperCase() === word
}
function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.value === sign
}

/** What stands in the brackets that begin there. */
function bracketed(tokens: readonly Token[], from: number): Check {
  let depth = 0
  for (let i = from; i < tokens.length; i++) {
    if (isSign(tokens[i], '(')) depth++
    if (isSign(tokens[i], ')') && --depth === 0) return tokens.slice(from + 1, i)
  }
  return []
}

/** Words that end the name of a type. */
const goesOn = ['OR', 'AND', 'IN', 'IS', 'NOT']

/** Without casts, and without brackets: these do not matter between alternatives. */
function flat(tokens: Check): Check {
  const out: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (isSign(token, '::')) i = endOfType(tokens, i + 1) - 1
    else if (token.kind !== 'sign' || !'()[]'.includes(token.value)) out.push(token)
  }
  return out
}

function endOfType(tokens: Check, from: number): number {
  let at = from
  const isPart = (token: Token | undefined) =>
    token !== undefined &&
    (token.kind === 'name' || isSign(token, '.') || (token.kind === 'word' && !goesOn.some((word) => isWord(token, word))))
  while (isPart(tokens[at])) at++
  if (isSign(tokens[at], '(')) while (at < tokens.length && !isSign(tokens[at++], ')'));
  return at
}

function listIn(tokens: Check, column: string): [readonly string[]] | null {
  const values: string[] = []
  for (const alternative of divided(tokens, (token) => isWord(token, 'OR'))) {
    const [subject, ...rest] = alternative
    if (subject === undefined || !isColumn(subject, column)) return null
    const said = saidBy(rest)
    if (said === null) return null
    values.push(...said)
  }
  return values.length === 0 ? null : [[...new Set(values)]]
}

/** `IS NULL` says no value; `IN (…)`, `= ANY (ARRAY[…])` and `= '…'` say some. */
function saidBy(tokens: Check): readonly string[] | null {
  const words = tokens.map(({ kind, value }) => (kind === 'word' ? value.toUpperCase() : value))
  if (words.join(' ') === 'IS NULL') return []
  const head = [['IN'], ['=', 'ANY', 'ARRAY'], ['=']].find((each) =>
    each.every((word, i) => words[i] === word && tokens[i]!.kind !== 'text'),
  )
  if (head === undefined) return null
  const items = divided(tokens.slice(head.length), (token) => isSign(token, ','))
  if (items.some((item) => item.length !== 1 || item[0]!.kind !== 'text')) return null
  return items.map(([item]) => item!.value)
}

function divided(tokens: Check, ends: (token: Token) => boolean): readonly Check[] {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (ends(token)) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}

function isColumn({ kind, value }: Token, column: string): boolean {
  if (kind === 'name') return value === column
  return kind === 'value' || (kind === 'word' && value.toLowerCase() === column.toLowerCase())
}
