/**
 * XML, by saxes, in the words of local names, whatever their namespaces. `rows` is the path of the elements that are rows, below the root element. Columns are
 * paths from there: `@rate` an attribute, `name` or `address/city` the text of an element, `address/@kind` an attribute of one, `.` the row's own text, and
 * `../@time` an attribute of an element around it. Entities that a document declares for itself are unknown here, so that none can grow.
 */
import { SaxesParser } from 'saxes'
import type { Reader, Rows, Wanted } from './reader.ts'
import { cellOf, NotFitting, NotWhole, undecodable, undecodableText } from './reader.ts'

interface Open {
  readonly local: string
  readonly attributes: ReadonlyMap<string, string>
}

/** A row that is being read: texts by path, and how often each was there. */
interface Row {
  readonly line: number
  readonly depth: number
  readonly texts: Map<string, string>
  readonly twice: Set<string>
}

export class XmlReader implements Reader {
  readonly #path: readonly string[]
  readonly #wanted: readonly Wanted[]
  readonly #rows: Rows
  readonly #parser = new SaxesParser({ xmlns: true, position: true })
  /** From the root inwards. */
  readonly #open: Open[] = []
  #row: Row | null = null
  /** Of the elements inside the row: their text so far. */
  #texts: string[] = []
  #container = false
  #count = 0
  readonly #met: boolean[]
  #failure: Error | null = null

  constructor(format: { readonly rows: string }, wanted: readonly Wanted[], rows: Rows) {
    this.#path = format.rows.split('/').filter((part) => part !== '')
    this.#wanted = wanted
    this.#met = wanted.map(({ nullable }) => nullable)
    this.#rows = rows
    this.#parser.on('error', (error) => (this.#failure ??= new NotWhole(`it is no whole XML document: ${error.message}`)))
    this.#parser.on('opentag', ({ local, attributes }) => {
      const own = new Map(Object.values(attributes).map((each) => [each.local, each.value]))
      if (this.#failure === null) this.#opened(local, own)
    })
    this.#parser.on('text', (text) => this.#text(text))
    this.#parser.on('cdata', (text) => this.#text(text))
    this.#parser.on('closetag', () => {
      if (this.#failure === null) this.#closed()
    })
  }

  write(text: string): void {
    this.#parser.write(text)
    if (this.#failure !== null) throw this.#failure
  }

  async end(): Promise<void> {
    this.#parser.close()
    if (this.#failure !== null) throw this.#failure
    if (!this.#container) throw new NotFitting(`it has no ${this.#path.slice(0, -1).join('/')} below its root`, wayOut)
    const absent = this.#count === 0 ? [] : this.#wanted.filter((_, i) => this.#met[i] !== true)
    if (absent.length > 0)
      throw new NotFitting(`no ${this.#path.join('/')} of it has ${absent.map(({ column }) => column).join(' or ')}`, wayOut)
  }

  #opened(local: string, attributes: ReadonlyMap<string, string>): void {
    this.#open.push({ local, attributes })
    const depth = this.#open.length
    this.#container ||= depth === this.#path.length && this.#isAt(this.#path.slice(0, -1))
    if (this.#row === null) {
      if (depth !== this.#path.length + 1 || !this.#isAt(this.#path)) return
      this.#row = { line: this.#parser.line, depth, texts: new Map(), twice: new Set() }
      this.#texts = []
    }
    this.#texts.push('')
    const path = this.#pathInRow()
    for (const [name, value] of attributes) this.#found(path === '.' ? `@${name}` : `${path}/@${name}`, value)
  }

  #isAt(path: readonly string[]): boolean {
    return path.every((part, i) => this.#open[i + 1]?.local === part)
  }

  #pathInRow(): string {
    const inner = this.#open.slice(this.#row!.depth).map(({ local }) => local)
    return inner.length === 0 ? '.' : inner.join('/')
  }

  #found(path: string, text: string): void {
    const { texts, twice } = this.#row!
    if (texts.has(path)) twice.add(path)
    else texts.set(path, text)
  }

  #text(text: string): void {
    if (this.#row !== null) this.#texts[this.#texts.length - 1] += text
  }

  #closed(): void {
    if (this.#row !== null) {
      this.#found(this.#pathInRow(), this.#texts.pop()!)
      if (this.#open.length === this.#row.depth) this.#ended(this.#row)
    }
    this.#open.pop()
  }

  #ended(row: Row): void {
    this.#count++
    const cells = this.#wanted.map((wanted) => cellOf(wanted, this.#textOf(row, wanted.column)))
    for (const [i, cell] of cells.entries()) if (cell !== undefined) this.#met[i] = true
    const raw = `<${this.#path.at(-1)} ${[...row.texts].map(([path, text]) => `${path}=${JSON.stringify(text)}`).join(' ')}>`
    const twice = this.#wanted.find(({ column }) => row.twice.has(column))
    if (twice !== undefined) this.#rows.bad(`has more than one ${twice.column}`, row.line, raw)
    else if (raw.includes(undecodable)) this.#rows.bad(undecodableText, row.line, raw)
    else this.#rows.row(cells, row.line, raw)
    this.#row = null
  }

  #textOf({ depth, texts }: Row, path: string): string | undefined {
    const up = /^((?:\.\.\/)+)@(.+)$/.exec(path)
    if (up === null) return texts.get(path)
    return this.#open[depth - 1 - up[1]!.length / 3]?.attributes.get(up[2]!)
  }
}

const wayOut = 'correct rows and columns of the binding and generate, or ask whoever makes the file'
