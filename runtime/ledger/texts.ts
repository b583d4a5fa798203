/** Texts that many rows repeat, each kept once and named by its number. */
import type { Texts as EntryTexts } from './codec.ts'
import type { Store } from './store.ts'

/** Longer ones are seldom the same. */
const longest = 200
/** A text must come twice within about this many to be kept once. */
const remembered = 512

export class Texts implements EntryTexts {
  readonly #store: Store
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  #fresh: [number, string][] = []
  #next = 1
  readonly #recent = new Set<string>()

  constructor(store: Store) {
    this.#store = store
    this.load()
  }

  /** Forgets what was not made durable. */
  load(): void {
    this.#numbers.clear()
    this.#texts.clear()
    this.#fresh = []
    this.#next = 1
    for (const [id, text] of this.#store.all('texts')) this.#keep(Number(id), String(text))
  }
  #keep(id: number, text: string): void {
    this.#numbers.set(text, id)
    this.#texts.set(id, text)
    if (id >= this.#next) this.#next = id + 1
  }

  short(text: string): string {
    return String(this.#number(text))
  }
  long(short: number | string): string {
    return this.#text(Number(short))
  }

  #number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const id = this.#next
    this.#keep(id, text)
    this.#fresh.push([id, text])
    return id
  }

  /** A run beside a reader may have made new ones since. */
  #text(number: number): string {
    const known = this.#texts.get(number)
    if (known !== undefined) return known
    const text = String(this.#store.one('readText', number)?.[0] ?? '')
    this.#texts.set(number, text)
    return text
  }

  /** JSON as its row keeps it: the number of the text where it is known to repeat. */
  json(text: string): number | string {
    if (text.length > longest) return text
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    if (this.#recent.has(text)) return this.#number(text)
    if (this.#recent.size >= remembered) this.#recent.clear()
    this.#recent.add(text)
    return text
  }

  /** What `json` gave, as it was. */
  jsonOf(stored: number | string): string {
    return typeof stored === 'number' ? this.#text(stored) : stored
  }

  /** Within the transaction whose rows name them. */
  save(): void {
    for (const [id, text] of this.#fresh) this.#store.run('insertText', id, text)
    this.#fresh = []
  }
}
