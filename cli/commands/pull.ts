import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cli, Command, Report } from '../command.ts'
import { Failure, usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { projectOf } from '../project.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'
import type { FoundTable } from '../pull/found.ts'
import type { Merged } from '../pull/merge.ts'
import type { Model } from '../pull/model.ts'
import type { Source } from '../pull/source.ts'

export const pull: Command = {
  name: 'pull',
  group: 'code',
  summary: 'write records and bindings from what a database says of itself',
  about:
    'One record for each table, in records/, and a system that binds them all, in systems/: keys from primary keys, types from the column types, references from foreign keys. They are yours to change. Pull again, and columns and tables that came are added, those that went get a comment, and what you changed stays. Beside the system a file says what the database says of its columns, for check to compare the records with; it is written anew each time. A password is never written: the system names a variable of the environment.',
  arguments: [
    { name: 'database', about: 'a SQLite file, postgres://… or mariadb://…; it is only read', required: false },
    { name: 'flows', about: 'a flow file; the files are written beside it (default: here)', required: false },
  ],
  options: [
    { flags: '--from-env <name>', about: 'the URL is in this variable of the environment' },
    { flags: '--schema <name>', about: 'PostgreSQL: the schema with the tables (default: the first of the search path)' },
    { flags: '--system <name>', about: 'name of the system (default: from the name of the database)' },
    { flags: '--table <name>', about: 'only this table; may be given more than once', repeats: true },
    { flags: '--key <table=columns>', about: 'the key of a view, or of a table without one: --key open_orders=site,no', repeats: true },
    { flags: '--force', about: 'write files that are there anew, without what was changed in them' },
  ],
  examples: [
    ['thalweg pull data/eam.sqlite', 'records/*.ts and systems/eam.ts'],
    ['thalweg pull data/erp.sqlite --table vendor --system ERP', 'one table of it'],
    ['thalweg pull --from-env ERP_URL --schema sales', 'the schema sales of a PostgreSQL database, its URL in .env'],
  ],
  run: async (input, cli) => {
    const { folder } = projectOf(input)
    const { sourceOf } = await import('../pull/source.ts')
    const source = sourceOf(input, folder)
    const found = await source.tables()
    const tables = chosen(source, withKeys(source, found, input.list('key')), input.list('table'))
    const { modelOf } = await import('../pull/model.ts')
    const system = systemOf(input) ?? source.named
    const connector = source.connector(system)
    const fresh = modelOf(system, connector, tables)
    const { earlierPull } = await import('../pull/earlier.ts')
    const earlier = input.flag('force') ? null : earlierPull(folder, fresh)
    const known = new Map(earlier?.system.bindings.map(({ table, record }) => [table, record]))
    const model = earlier === null ? fresh : modelOf(system, connector, tables, known)
    if (model.records.length === 0 && earlier === null)
      throw new Failure(
        'pull.nothing',
        `${source.title} holds no table that a record can be made of`,
        model.left.map(({ table, why }) => `${table}: ${why}`).join('\n') || source.elsewhere,
      )
    if (earlier !== null) {
      const { merged } = await import('../pull/merge.ts')
      const all = input.list('table').length === 0 ? new Set(found.map(({ name }) => name)) : null
      return again(folder, model, merged(earlier.project, earlier.system, model, all), cli)
    }
    const { printModel } = await import('../pull/print.ts')
    const files = printModel(model)
    write(folder, files, input.flag('force') ? files : new Map())
    return {
      exit: 0,
      data: { system: model.system, files: [...files.keys()], records: summary(model), left: model.left },
      text: told(folder, model, files, cli.paint.dim),
    }
  },
}

function systemOf(input: Input): string | undefined {
  const system = input.text('system')
  if (system === undefined || /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(system)) return system
  throw usage(`${system} cannot be the name of a system`, 'a name is letters, digits and _, and starts with a letter: EAM')
}

function chosen({ title }: Source, found: readonly FoundTable[], wanted: readonly string[]): readonly FoundTable[] {
  for (const name of wanted) tableNamed(title, found, name)
  return wanted.length === 0 ? found : found.filter((table) => wanted.includes(table.name))
}

function tableNamed(title: string, found: readonly FoundTable[], name: string): FoundTable {
  const table = found.find((each) => each.name === name)
  if (table !== undefined) return table
  throw new Failure(
    'pull.noTable',
    `${title} has no table ${name}`,
    `its tables are ${found.map((each) => each.name).join(', ') || 'none'}`,
  )
}

/** Tables with the keys that the command line gave them: `open_orders=site,no`. */
function withKeys({ title }: Source, found: readonly FoundTable[], said: readonly string[]): readonly FoundTable[] {
  const keys = new Map<string, readonly string[]>()
  for (const one of said) {
    const [, name, list] = /^(.+)=([^=]+)$/.exec(one) ?? []
    if (name === undefined || list === undefined) throw usage(`--key ${one} says no key`, 'write --key <table>=<column>,<column>')
    const key = list.split(',').map((column) => column.trim())
    const columns = tableNamed(title, found, name).columns.map((column) => column.name)
    const absent = key.filter((column) => !columns.includes(column))
    if (absent.length > 0)
      throw new Failure('pull.noColumn', `${name} has no column ${absent.join(', ')}`, `its columns are ${columns.join(', ')}`)
    keys.set(name, key)
  }
  return found.map((table) => ({ ...table, key: keys.get(table.name) ?? table.key }))
}

/** @param over files that may be written over */
function write(folder: string, files: ReadonlyMap<string, string>, over: ReadonlyMap<string, string>): void {
  const there = [...files.keys()].filter((path) => !over.has(path) && existsSync(join(folder, path)))
  if (there.length > 0) {
    throw new Failure(
      'pull.exists',
      `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written`,
      'move them away, choose other tables with --table, or write over them with --force',
    )
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const file = join(folder, path)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  }
}

function summary(model: Model) {
  return model.records.map(({ name, table, key, fields, left }) => ({ name, table, key, fields: fields.map((field) => field.name), left }))
}

function told(folder: string, model: Model, files: ReadonlyMap<string, string>, dim: (text: string) => string): string {
  const lines = model.records.map((record) => {
    const remarks = record.fields.filter((field) => field.remark !== null).length + record.left.length
    const view = record.view === 'read' ? ', a view that takes no writes' : ''
    return `  ${record.name} ${dim(`from ${record.table}: ${record.fields.length} fields, key ${record.key.join(', ')}${view}${remarks === 0 ? '' : `, ${remarks} to look at`}`)}`
  })
  const { connector } = model
  return [
    `Wrote ${files.size} files to ${shown(folder)}: system ${model.system} with`,
    ...lines,
    ...model.left.map(({ table, why }) => `  left out: ${table}, ${why}`),
    '',
    ...(connector.kind === 'sqlite'
      ? []
      : [`The URL was not written: set ${connector.env} in the environment, or in the .env beside the flow file.`]),
    `Next: put ${model.system} and its records into landscape({ … }), and say in flows.ts which way they run.`,
  ].join('\n')
}

/** What a pull says that came upon files of an earlier one. */
function again(folder: string, model: Model, { files, changes, unread, created }: Merged, { paint }: Cli): Report {
  write(folder, files, new Map([...files].filter(([path]) => !created.has(path))))
  const line = ({ file, text }: Merged['changes'][number]) => `  ${paint.dim(`${file}:`)} ${text}`
  const came = [...created].length > 0 ? ['', `Next: put the new records into landscape({ … }).`] : []
  const text = [
    files.size === 0
      ? `${model.system} is as the files say: nothing was changed.`
      : `Changed ${count(files.size, 'file')} in ${shown(folder)}; what was yours in them stays:`,
    ...changes.map(line),
    ...unread.map((each) => `  to look at: ${each.file}: ${each.text}`),
    ...came,
  ].join('\n')
  return { exit: 0, data: { system: model.system, files: [...files.keys()], changes, unread, left: model.left }, text }
}
