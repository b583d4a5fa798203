/** What the days of the examples are told with: the real command line, and SQL as any client would run it. */
import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const root = join(import.meta.dirname, '..')
export const cli = join(root, 'cli/bin.mjs')

export class Terminal {
  readonly #folder: string
  readonly env: NodeJS.ProcessEnv
  /** As a reader types it, from the root of the repository. */
  readonly flows: string

  /** @param folder of the example, with its flow file and its databases in `data` */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.env = { ...process.env, ...env }
    this.flows = relative(root, join(folder, 'flows.ts'))
  }

  /** Runs a command on the flow file and shows what it says; the day ends where it fails. */
  thalweg(...words: readonly string[]): void {
    const args = [...words, '--flows', this.flows]
    console.log(`\n$ npx thalweg ${args.join(' ')}`)
    const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env: this.env })
    if (status === 0) return
    console.error(`\nthe command above ended with ${status}`)
    process.exit(1)
  }
  /** What a command says to programs. */
  ask<T>(...words: readonly string[]): T {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words, '--flows', this.flows, '--json'], {
      cwd: root,
      encoding: 'utf8',
      env: this.env,
    })
    if (status !== 0) throw new Error(`thalweg ${words.join(' ')} ended with ${status}: ${stderr}`)
    return JSON.parse(stdout) as T
  }

  edit(database: string, ...sql: readonly string[]): void {
    const db = new DatabaseSync(join(this.#folder, 'data', `${database}.sqlite`))
    for (const statement of sql) db.exec(statement)
    db.close()
  }
  /** What a query gives that asks for one value, as text. */
  value(database: string, sql: string): string {
    const db = new DatabaseSync(join(this.#folder, 'data', `${database}.sqlite`), { readOnly: true })
    const row = db.prepare(sql).get()
    db.close()
    return Object.values(row ?? {})
      .map(String)
      .join()
  }
}
