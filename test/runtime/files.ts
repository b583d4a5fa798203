/** Systems in real SQLite files, with really generated code and a ledger, for tests that look at what a run does. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLOutputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { Plan } from '../../codegen/plan/schema.ts'
import { applyDrops, leftOverDrops } from '../../cli/sqlite/drops.ts'
import { opener, pathOf } from '../../runtime/connect.ts'
import { prepareFolder } from '../../runtime/connectors/folders/mark.ts'
import type { GeneratedLandscape, GeneratedSystem, SystemOf } from '../../runtime/door.ts'
import type { EngineOptions, RunResult } from '../../runtime/engine/engine.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { takeIn } from '../../runtime/engine/new-fields.ts'
import type { Opener } from '../../runtime/engine/reach.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import type { Overlay } from '../../runtime/overlay.ts'
import { overlay } from '../../runtime/overlay.ts'
import type { AuditRow, Clock, Identity, Ledger, Review, System } from '../../runtime/ports.ts'
import type { Project } from '../emit/project.ts'
import { project, tables } from '../emit/project.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** What was generated for a name is the same in every test of a file. */
const generated = new Map<string, GeneratedLandscape>()

/** Each system in `<system>.sqlite`, named so by the plan or by the system's environment variable. */
export class Files {
  landscape: GeneratedLandscape
  readonly ledger: string
  /** Added to the clock of every run. */
  later = 0
  readonly #user: Project
  #plans = 0
  readonly #place: { readonly folder: string; readonly env: Record<string, string> }

  private constructor(user: Project, landscape: GeneratedLandscape) {
    this.#user = user
    this.landscape = landscape
    this.ledger = join(user.dir, 'ledger.sqlite')
    const env = Object.values(landscape.systems).flatMap(({ name, connector }) => {
      if (connector.kind === 'custom' || connector.kind === 'postgres' || connector.kind === 'mariadb') return []
      const [place, of] = connector.kind === 'sqlite' ? [connector.file, `${name}.sqlite`] : [connector.path, name]
      return typeof place === 'string' ? [] : [[place.env, of]]
    })
    this.#place = { folder: user.dir, env: Object.fromEntries(env) as Record<string, string> }
  }

  /** New files with these tables, prepared, in a project that a test file shares. @param sql what lies there before, by system */
  static async make(user: Project, name: string, plan: () => Plan, sql: Readonly<Record<string, readonly string[]>>): Promise<Files> {
    let landscape = generated.get(name)
    if (landscape === undefined) generated.set(name, (landscape = await user.load(user.generate(plan(), name))))
    return new Files(user, landscape).#prepare(sql)
  }

  /** The same with the plan's own tables, empty, in a project that `end` takes away. */
  static async of(plan: Plan): Promise<Files> {
    const user = project()
    const files = new Files(user, await user.load(user.generate(plan)))
    const systems = Object.values(files.landscape.systems)
    for (const { name, connector } of systems) if (connector.kind === 'folder') mkdirSync(files.folder(name))
    const databases = systems.filter(({ connector }) => connector.kind === 'sqlite')
    return files.#prepare(Object.fromEntries(databases.map(({ name }) => [name, tables(plan, name)])))
  }
  end(): void {
    this.#user.remove()
  }

  #prepare(sql: Readonly<Record<string, readonly string[]>>): this {
    for (const [system, statements] of Object.entries(sql)) {
      remove(this.file(system))
      this.sql(system, ...statements)
      for (const script of scriptsIn(this.landscape.systems[system]!))
        if (script.name !== 'undo') this.sql(system, readFileSync(script.file, 'utf8'))
    }
    for (const system of Object.values(this.landscape.systems)) if (isWritten(system)) this.#makeFolder(system)
    remove(this.ledger)
    return this
  }

  #makeFolder(system: SystemOf<'appendTo' | 'dropTo'>): void {
    const path = pathOf(system, this.#place)
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
    if (system.connector.kind === 'appendTo') prepareFolder({ path, landscape: this.landscape.name, system: system.name })
    else this.#prepareDrops(system, path)
  }

  #prepareDrops(system: GeneratedSystem, path: string): void {
    const scripts = scriptsIn(system).flatMap(({ name, file }) => (name === 'undo' ? [] : [readFileSync(file, 'utf8')]))
    const left = leftOverDrops(system.name, path, scripts)
    applyDrops(system.name, path, left === null ? scripts : [...scripts, left])
  }

  /** Files of a system that has a folder, by name, without ours. */
  texts(system: string): Readonly<Record<string, string>> {
    const path = this.pathOf(system, '.')
    const names = readdirSync(path).filter((name) => !name.startsWith('.'))
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]))
  }
  /** Where one of them is. */
  pathOf(system: string, name: string): string {
    return join(pathOf(this.landscape.systems[system] as SystemOf<'appendTo' | 'dropTo'>, this.#place), name)
  }

  /** What runs from here on is generated from another plan of the same systems, and prepared anew. @param sql what their owners do meanwhile, in each of them */
  async become(plan: Plan, ...sql: readonly string[]): Promise<void> {
    this.landscape = await this.#user.load(this.#user.generate(plan, `estate-${++this.#plans}`))
    for (const [name, system] of Object.entries(this.landscape.systems)) {
      if (system.connector.kind === 'dropTo') this.#prepareDrops(system, this.pathOf(name, '.'))
      if (system.connector.kind !== 'sqlite') continue
      this.sql(name, ...sql)
      for (const script of scriptsIn(system)) if (script.name !== 'undo') this.sql(name, readFileSync(script.file, 'utf8'))
    }
  }

  /** Accepts every flow and runs: from here on systems are agreed. */
  async start(): Promise<RunResult> {
    await this.accept()
    return this.run()
  }
  async accept(flows: readonly string[] = namesOf(this.landscape)): Promise<void> {
    await this.with(async (engine) => accept(engine, flows, 'test', this.#clock().now()))
  }

  async with<T>(
    work: (engine: Engine) => Promise<T>,
    { around = (ledger) => ledger, ...options }: Partial<EngineOptions> & { readonly around?: (ledger: Ledger) => Ledger } = {},
  ): Promise<T> {
    const { landscape } = this
    const ledger = around(await openLedgerOf(landscape, this.ledger, { create: true }))
    const engine = new Engine({ landscape, ledger, open: opener(landscape, this.#place), clock: this.#clock(), ...options })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async run(options: Parameters<Files['with']>[1] = {}): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll(), options)
  }

  /** What a run would write and record, by the real engine over an overlay. */
  async dryRun(): Promise<Overlay> {
    const { landscape } = this
    const clock = this.#clock()
    const ledger = await openLedgerOf(landscape, this.ledger, { readOnly: true })
    const over = overlay(landscape, ledger, opener(landscape, this.#place), clock)
    const engine = new Engine({ landscape, ledger: over.ledger, clock, open: over.open })
    for (const name of namesOf(landscape)) await takeIn(over.ledger, name, '', clock.now())
    await engine.settleAll()
    await engine.close()
    return over
  }

  #clock(): Clock {
    return { ...systemClock(), now: () => Date.now() + this.later }
  }

  /** How engines reach the systems. */
  get open(): Opener {
    return opener(this.landscape, this.#place)
  }
  /** The same, with an identity that the test makes. */
  opener(identity: (made: System) => Promise<Identity>): Opener {
    const open = opener(this.landscape, this.#place)
    return async (name) => {
      const made = await open(name)
      return { ...made, identity: async () => identity(made) }
    }
  }

  /** Of a system, or of the `ledger`. */
  file(system: string): string {
    return join(this.#user.dir, `${system}.sqlite`)
  }
  /** Of a system whose records lie in files. */
  folder(system: string): string {
    return join(this.#user.dir, system)
  }
  /** Somebody drops a file there. */
  drop(system: string, name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder(system), name), content)
  }
  sql(system: string, ...statements: readonly string[]): void {
    const db = new DatabaseSync(this.file(system))
    for (const statement of statements) db.exec(statement)
    db.close()
  }
  rows(system: string, query: string): Row[] {
    const db = new DatabaseSync(this.file(system), { readOnly: true })
    const rows = db
      .prepare(query)
      .all()
      .map((row) => ({ ...row }))
    db.close()
    return rows
  }
  count(system: string, table: string): number {
    return Number(this.rows(system, `SELECT count(*) AS rows FROM "${table}"`)[0]!['rows'])
  }

  async read<T>(read: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedgerOf(this.landscape, this.ledger, { readOnly: true })
    try {
      return await read(ledger)
    } finally {
      await ledger.close()
    }
  }
  /** Counters by conflict kind, over all flows. */
  async conflicts(): Promise<Readonly<Record<string, number>>> {
    const out: Record<string, number> = {}
    for (const { name, value } of await this.read(async (ledger) => ledger.figures({}))) {
      if (!name.startsWith('conflict:')) continue
      const kind = name.slice('conflict:'.length)
      out[kind] = (out[kind] ?? 0) + value
    }
    return out
  }
  async audit(flow: string, key: string): Promise<readonly AuditRow[]> {
    return this.read(async (ledger) => ledger.audit({ flow, key }))
  }
  async reviews(): Promise<readonly Review[]> {
    return this.read(async (ledger) => ledger.reviews({ open: true }))
  }
}

function isWritten(system: GeneratedSystem): system is SystemOf<'appendTo' | 'dropTo'> {
  return system.connector.kind === 'appendTo' || system.connector.kind === 'dropTo'
}

function namesOf({ flows, events = {} }: GeneratedLandscape): string[] {
  return [...Object.keys(flows), ...Object.keys(events)]
}

function remove(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
}
