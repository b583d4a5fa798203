import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ConnectorConfig, GeneratedSystem, SystemOf } from '../../runtime/door.ts'
import { isServer } from '../../runtime/ledger/place.ts'
import { LedgerError, SystemError } from '../../runtime/ports.ts'
import type { Cli, Command } from '../command.ts'
import type { Estate } from '../estate.ts'
import { estateOf } from '../estate.ts'
import { Failure, usage } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { shown } from '../shown.ts'
import type { ServerSystem } from '../server/reach.ts'
import { requireNames } from '../systems.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

interface Script {
  /** Where it stands; null: made for what this very database has left over of earlier flows. */
  readonly file: string | null
  readonly sql: string
}

interface Prepared {
  readonly system: string
  readonly scripts: readonly Script[]
  /** What is done where no SQL says it. */
  readonly inWords?: string
  readonly applied: boolean
  /** Why there are no scripts. */
  readonly none: string
}

export const prepare: Command = {
  name: 'prepare',
  group: 'systems',
  summary: 'what each system needs: print the SQL, or run it',
  about:
    'Change capture, operation marks, and guards where a flow asks for them; and the tables of the ledger where it is in a Postgres database. Prints the SQL that it would run and changes nothing, unless --apply is given. Running it again is harmless. Hand the printed SQL to whoever may run it, where that is not you.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--apply', about: 'run it, each script in one transaction' },
    { flags: '--undo', about: 'take it all away again; printed, or run with --apply' },
    { flags: '--system <name>', about: 'only this system; may be given more than once', repeats: true },
    { flags: '--role <role>', about: 'at servers: also the rights that this role needs to run the flows, and no more' },
    { flags: '--users <role>', about: "at servers: also what this role of the system's users may write: what their system owns" },
  ],
  examples: [
    ['thalweg prepare', 'print the SQL for every system'],
    ['thalweg prepare --apply', 'run it'],
    ['thalweg prepare --system ERP --undo --apply', 'take it away from one system'],
    ['thalweg prepare --system ERP --role sync --users erp_app', 'with the rights of two roles at a server'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const systems = chosen(estate, input.list('system'))
    const undo = input.flag('undo')
    const apply = input.flag('apply')
    const roles = { runtime: input.text('role'), users: input.text('users') }
    if (undo && (roles.runtime !== undefined || roles.users !== undefined))
      throw usage('rights are not undone', 'leave out --role and --users; REVOKE takes rights away')
    if (apply) await requireNames(estate, new Set(systems.map((system) => system.name)))
    const wanted: Prepared[] = []
    for (const system of systems) {
      const own = scriptsOf(system, undo)
      const left = own.length === 0 ? null : await leftOver(estate, system, own, apply, cli)
      const rights = own.length === 0 ? null : await rightsOf(estate, system, own, roles)
      const inWords = kindOf(system).inWords?.(undo) ?? null
      wanted.push({
        system: system.name,
        scripts: [...own, ...[left, rights].flatMap((sql) => (sql === null ? [] : [{ file: null, sql }]))],
        ...(inWords !== null && { inWords }),
        applied: apply && (own.length > 0 || inWords !== null),
        none: 'ddl' in system ? 'it is only read' : 'nothing of thalweg is kept there',
      })
    }
    if (apply) await applyAll(estate, wanted, undo)
    const ledger = undo || input.list('system').length > 0 ? null : await ledgerOnServer(estate, roles.runtime, apply, cli)
    if (ledger !== null) wanted.push(ledger)
    return { exit: 0, data: { undo, systems: wanted }, text: wanted.map((each) => (apply ? told(each, undo) : printed(each))).join('\n') }
  },
}

/** Only the database knows what earlier flows have left in it. Where it cannot be asked and nothing is applied, that is told. */
async function leftOver(estate: Estate, system: GeneratedSystem, own: readonly Script[], apply: boolean, cli: Cli): Promise<string | null> {
  try {
    await requireNames(estate, new Set([system.name]))
    return await kindOf(system).leftOver(
      estate,
      system,
      own.map(({ sql }) => sql),
    )
  } catch (error) {
    if (apply || !(error instanceof Failure)) throw error
    cli.warn(`${error.message}; what earlier flows have left over there is not in the list (${error.wayOut})`)
    return null
  }
}

/** Null: the ledger is no server's, or is as it should be. */
async function ledgerOnServer(estate: Estate, role: string | undefined, apply: boolean, cli: Cli): Promise<Prepared | null> {
  const { name } = estate.landscape
  if (!isServer(estate.ledger)) return null
  const { preparationOfLedger, prepareLedger } = await import('../../runtime/ledger/postgres/prepare.ts')
  try {
    const sql = await preparationOfLedger(estate.ledger, name, role)
    if (sql === null) return null
    if (apply) await prepareLedger(estate.ledger, name, role)
    return { system: 'the ledger', scripts: [{ file: null, sql }], applied: apply, none: '' }
  } catch (error) {
    if (apply || !(error instanceof LedgerError)) throw error
    cli.warn(`${error.message}; what the ledger needs there is not in the list (${error.wayOut})`)
    return null
  }
}

/** Only the server knows which columns there are; null: nobody asked for rights, or the system has none to give. */
async function rightsOf(estate: Estate, system: GeneratedSystem, own: readonly Script[], roles: Roles): Promise<string | null> {
  const { rights } = kindOf(system)
  if (rights === undefined || (roles.runtime === undefined && roles.users === undefined)) return null
  await requireNames(estate, new Set([system.name]))
  return rights(
    estate,
    system,
    own.map(({ sql }) => sql),
    roles,
  )
}

/** @throws Failure that also says which systems were done before the one that failed */
async function applyAll(estate: Estate, wanted: readonly Prepared[], undo: boolean): Promise<void> {
  const done: string[] = []
  for (const { system: name, scripts, applied } of wanted) {
    if (!applied) continue
    const system = estate.landscape.systems[name]!
    try {
      await kindOf(system).apply(
        estate,
        system,
        scripts.map(({ sql }) => sql),
        undo,
      )
    } catch (error) {
      if (!(error instanceof Failure) || done.length === 0) throw error
      const before = `${done.join(', ')} ${done.length === 1 ? 'was' : 'were'} ${undo ? 'undone' : 'prepared'} before that`
      throw new Failure(error.code, `${error.message}; ${before}`, error.wayOut)
    }
    done.push(name)
  }
}

/** Whom rights are granted to. */
interface Roles {
  readonly runtime: string | undefined
  readonly users: string | undefined
}

interface Kind<S extends GeneratedSystem> {
  /** @param scripts those of a system that speaks SQL */
  readonly apply: (estate: Estate, system: S, scripts: readonly string[], undo: boolean) => Promise<void>
  /** SQL that is to be run after the scripts; null: nothing. */
  readonly leftOver: (estate: Estate, system: S, scripts: readonly string[]) => Promise<string | null>
  /** What is done where no SQL says it, in words; null: the SQL says it all. */
  readonly inWords: ((undo: boolean) => string) | null
  /** SQL that grants rights. Absent: it has none to give. */
  readonly rights?: (estate: Estate, system: S, scripts: readonly string[], roles: Roles) => Promise<string | null>
}
type Kinds = { readonly [K in ConnectorConfig['kind']]: Kind<SystemOf<K>> }

/** Nothing of ours lies there. */
const nothing: Kind<GeneratedSystem> = { apply: async () => undefined, leftOver: async () => null, inWords: null }

const server: Kind<ServerSystem> = {
  apply: async (estate, system, scripts) => {
    const { applyOnServer } = await import('../server/apply.ts')
    await applyOnServer(estate, system, scripts)
  },
  leftOver: async (_estate, system, scripts) => {
    const { leftOverOnServer } = await import('../server/apply.ts')
    return leftOverOnServer(system, scripts)
  },
  inWords: null,
  rights: async (estate, system, scripts, roles) => {
    const { rightsOnServer } = await import('../server/apply.ts')
    return rightsOnServer(estate, system, scripts, roles)
  },
}

/** How each kind of system is prepared. */
const kinds: Kinds = {
  sqlite: {
    apply: async (estate, system, scripts) => {
      const { applySqlite } = await import('../sqlite/apply.ts')
      applySqlite(system.name, await pathTo(estate, system), scripts)
    },
    leftOver: async (estate, system, scripts) => {
      const { leftOverSqlite } = await import('../sqlite/apply.ts')
      return leftOverSqlite(system.name, await pathTo(estate, system), scripts)
    },
    inWords: null,
  },
  appendTo: {
    apply: async (estate, system, _scripts, undo) => {
      const { folderOf } = await import('../../runtime/connect.ts')
      const { prepareFolder, undoFolder } = await import('../../runtime/connectors/folders/mark.ts')
      const folder = folderOf(system, estate.landscape.name, { folder: estate.project.folder, env: process.env })
      translated(() => (undo ? undoFolder(folder) : prepareFolder(folder)))
    },
    leftOver: async () => null,
    inWords: (undo) =>
      undo
        ? 'takes the file .thalweg.json out of its folder; the logs stay'
        : 'puts the file .thalweg.json into its folder, which says whose it is',
  },
  dropTo: {
    apply: async (estate, system, scripts) => {
      const { applyDrops } = await import('../sqlite/drops.ts')
      applyDrops(system.name, await pathTo(estate, system), scripts)
    },
    leftOver: async (estate, system, scripts) => {
      const { leftOverDrops } = await import('../sqlite/drops.ts')
      return leftOverDrops(system.name, await pathTo(estate, system), scripts)
    },
    inWords: null,
  },
  postgres: server,
  mariadb: server,
  folder: nothing,
  custom: nothing,
}

function kindOf(system: GeneratedSystem): Kind<GeneratedSystem> {
  return kinds[system.connector.kind] as Kind<GeneratedSystem>
}

function translated(call: () => void): void {
  try {
    call()
  } catch (error) {
    if (!(error instanceof SystemError)) throw error
    throw new Failure('system.refused', `${error.system}: ${error.message}`, error.wayOut)
  }
}

async function pathTo(estate: Estate, system: SystemOf<'sqlite' | 'dropTo'>): Promise<string> {
  const { pathOf } = await import('../../runtime/connect.ts')
  return pathOf(system, { folder: estate.project.folder, env: process.env })
}

function chosen(estate: Estate, names: readonly string[]): readonly GeneratedSystem[] {
  const all = estate.landscape.systems
  for (const name of names)
    if (!Object.hasOwn(all, name)) throw usage(`there is no system ${name}`, nearest(name, Object.keys(all), 'the systems are'))
  return Object.values(all).filter(({ name }) => names.length === 0 || names.includes(name))
}

export function scriptsOf(system: GeneratedSystem, undo: boolean): { file: string; sql: string }[] {
  return scriptsIn(system)
    .filter(({ name }) => (name === 'undo') === undo)
    .map(({ file }) => {
      try {
        return { file: shown(fileURLToPath(file)), sql: readFileSync(file, 'utf8') }
      } catch (error) {
        throw new Failure(
          'generated.broken',
          `the generated code names ${fileURLToPath(file)}, which cannot be read: ${(error as Error).message}`,
          'write it anew: thalweg generate',
        )
      }
    })
}

function printed({ system, scripts, inWords, none }: Prepared): string {
  if (inWords !== undefined) return `-- ${system}: no SQL; thalweg prepare --apply ${inWords}`
  if (scripts.length === 0) return `-- ${system}: nothing to do, ${none}`
  return scripts.map(({ file, sql }) => `-- ${system}${file === null ? '' : `: ${file}`}\n${sql.trimEnd()}\n`).join('\n')
}

function told({ system, scripts, applied, none }: Prepared, undo: boolean): string {
  if (!applied) return `${system}: nothing to do, ${none}`
  const drops = scripts.flatMap(({ file, sql }) => (file === null ? sql.split('\n').filter((line) => line.startsWith('DROP ')) : []))
  const more = drops.length === 0 ? '' : `, and took away what no flow asks for any more: ${drops.join(' ')}`
  return `${system}: ${undo ? 'what prepare had made is gone' : 'prepared'}${more}`
}
