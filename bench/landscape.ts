/** An estate of `bench/estate` as the command generates it, its files in a folder, and its flows run in processes of their own. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { generate } from '../codegen/generate.ts'
import { buildPlan, loadPortfolio } from '../codegen/index.ts'
import type { GeneratedLandscape } from '../runtime/door.ts'
import { scriptsIn } from '../runtime/scripts.ts'
import { memoryFlags } from './measure.ts'
import { placeOf } from './place.ts'

const estate = join(import.meta.dirname, 'estate')

export interface Ran {
  readonly ms: number
  readonly cpuMs: number
  /** Rows written to systems. */
  readonly written: number
  /** The most that the process held after any batch, in bytes, as the operating system counts it. */
  readonly peak: number
}

export class Landscape {
  readonly generated: GeneratedLandscape
  readonly #index: string

  private constructor(generated: GeneratedLandscape, index: string) {
    this.generated = generated
    this.#index = index
  }

  static async of(flows: string): Promise<Landscape> {
    const loaded = await loadPortfolio(join(estate, `${flows}.ts`))
    if (!('portfolio' in loaded)) throw new Error(JSON.stringify(loaded.findings))
    const plan = await buildPlan(loaded.portfolio, { folder: estate })
    const out = join(import.meta.dirname, '.generated', flows)
    for (const [path, text] of generate(plan, { outDir: out, flowsDir: estate })) {
      const file = join(out, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    const index = join(out, 'index.ts')
    const module = (await import(pathToFileURL(index).href)) as { landscape: GeneratedLandscape }
    return new Landscape(module.landscape, index)
  }

  /** A database for each system that is one, made by these statements and then prepared. @param fill what its tables hold before that */
  build(folder: string, tables: readonly string[], fill: (db: DatabaseSync, system: string) => void = () => undefined): void {
    for (const system of Object.values(this.generated.systems)) {
      if (system.connector.kind !== 'sqlite') continue
      const db = new DatabaseSync(placeOf(folder, system.name))
      db.exec('PRAGMA journal_mode = WAL')
      for (const table of tables) db.exec(table)
      fill(db, system.name)
      for (const { file, name } of scriptsIn(system)) if (name === 'capture') db.exec(readFileSync(file, 'utf8'))
      db.close()
    }
  }

  accept(folder: string): void {
    this.#run(folder, 'all', 'accept')
  }
  /** Runs one flow until nothing moves. */
  settle(folder: string, flow: string): Ran {
    return JSON.parse(this.#run(folder, flow)) as Ran
  }
  #run(folder: string, ...args: readonly string[]): string {
    const script = join(import.meta.dirname, 'run-flow.ts')
    const command = ['--disable-warning=ExperimentalWarning', ...memoryFlags, script, this.#index, folder, ...args]
    return execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  }
}

/** Runs statements in the file of a system, as one of its users. */
export function sql(folder: string, system: string, ...statements: readonly string[]): void {
  const db = new DatabaseSync(placeOf(folder, system))
  for (const statement of statements) db.exec(statement)
  db.close()
}
