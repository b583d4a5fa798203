import { usage } from './failure.ts'

/** What stands on the command line, after parsing. Names of options are in camelCase, without dashes. */
export class Input {
  readonly #arguments: Readonly<Record<string, string>>
  readonly #options: Readonly<Record<string, unknown>>

  constructor(args: Readonly<Record<string, string>>, options: Readonly<Record<string, unknown>>) {
    this.#arguments = args
    this.#options = options
  }

  argument(name: string): string | undefined {
    return this.#arguments[name]
  }

  /** An argument that parsing has made sure of. */
  required(name: string): string {
    const value = this.#arguments[name]
    if (value === undefined) throw usage(`<${name}> is missing`, 'see --help')
    return value
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  text(name: string): string | undefined {
    const value = this.#options[name]
    return typeof value === 'string' ? value : undefined
  }

  list(name: string): readonly string[] {
    const value = this.#options[name]
    return Array.isArray(value) ? value.map(String) : []
  }
}
