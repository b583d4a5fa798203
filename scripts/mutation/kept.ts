/** What has come of each mutant so far: a line each, written as it goes, so that a run that is ended early can be taken up again. */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Mutant } from './mutants.ts'

export interface Noticed {
  /** A step or a test. */
  readonly by: string
  readonly what: string
}

interface Line {
  readonly file: string
  /** Of the file's text as it is without mutants. */
  readonly digest: string
  readonly key: string
  readonly noticed: Noticed | null
}

export class Kept {
  readonly #path: string
  readonly #mutants: readonly Mutant[]
  readonly #digests: ReadonlyMap<string, string>
  readonly #results = new Map<number, Noticed | null>()

  /** @param sources by file @param takeUp what an earlier run found out of the same text counts */
  constructor(path: string, mutants: readonly Mutant[], sources: ReadonlyMap<string, string>, takeUp: boolean) {
    this.#path = path
    this.#mutants = mutants
    this.#digests = new Map([...sources].map(([file, text]) => [file, createHash('sha256').update(text).digest('hex')]))
    mkdirSync(dirname(path), { recursive: true })
    if (takeUp) this.read()
    else writeFileSync(path, '')
  }

  tried(n: number): boolean {
    return this.#results.has(n)
  }

  noticed(n: number): boolean {
    return (this.#results.get(n) ?? null) !== null
  }

  set(n: number, noticed: Noticed | null): void {
    this.#results.set(n, noticed)
    const { file, key } = this.#mutants[n]!
    appendFileSync(this.#path, `${JSON.stringify({ file, digest: this.#digests.get(file)!, key, noticed } satisfies Line)}\n`)
  }

  read(): void {
    if (!existsSync(this.#path)) return
    const numbers = new Map(this.#mutants.map(({ file, key }, n) => [`${file} ${key}`, n]))
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      if (!line.endsWith('}')) continue
      const { file, digest, key, noticed } = JSON.parse(line) as Line
      const n = numbers.get(`${file} ${key}`)
      if (n !== undefined && digest === this.#digests.get(file)) this.#results.set(n, noticed)
    }
  }
}
