import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from '../command.ts'
import { Failure, usage } from '../failure.ts'
import { projectOf } from '../project.ts'
import { shown } from '../shown.ts'
import type { Model } from '../pull/model.ts'

export const pull: Command = {
  name: 'pull',
  group: 'code',
  summary: 'write records and bindings from a SQLite file',
  about:
    'One record for each table, in records/, and a system that binds them all, in systems/: keys from primary keys, types from the declared column types, references from foreign keys. They are yours to change. Nothing is written over without --force.',
  arguments: [
    { name: 'sqlite-file', about: 'the database; it is only read', required: true },
    { name: 'flows', about: 'a flow file; the files are written beside it (default: here)', required: false },
  ],
  options: [
    { flags: '--system <name>', about: 'name of the system (default: from the name of the file)' },
    { flags: '--table <name>', about: 'only this table; may be given more than once', repeats: true },
    { flags: '--force', about: 'write over files that are there' },
  ],
  examples: [
    ['thalweg pull data/eam.sqlite', 'records/*.ts and systems/eam.ts'],
    ['thalweg pull data/erp.sqlite --table vendor --system ERP', 'one table of it'],
  ],
  run: async (input, cli) => {
    const { folder } = projectOf(input)
    const database = resolve(input.required('sqlite-file'))
    const { readSchema } = await import('../pull/read-schema.ts')
    const { modelOf } = await import('../pull/model.ts')
    const { printModel } = await import('../pull/print.ts')
    const wanted = input.list('table')
    const found = readSchema(database)
    const unknown = wanted.filter((name) => !found.some((table) => table.name === name))
    if (unknown.length > 0)
      throw new Failure(
        'pull.noTable',
        `${shown(database)} has no table ${unknown.join(', ')}`,
        `its tables are ${found.map((table) => table.name).join(', ') || 'none'}`,
      )
    const system = input.text('system')
    if (system !== undefined && !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(system))
      throw usage(`${system} cannot be the name of a system`, 'a name is letters, digits and _, and starts with a letter: EAM')
    const model = modelOf(database, wanted.length === 0 ? found : found.filter((table) => wanted.includes(table.name)), system)
    if (model.records.length === 0)
      throw new Failure(
        'pull.nothing',
        `${shown(database)} holds no table that a record can be made of`,
        model.left.map(({ table, why }) => `${table}: ${why}`).join('\n'),
      )
    const files = printModel(model, { file: relative(folder, database).replaceAll('\\', '/'), env: `${model.system.toUpperCase()}_DB` })
    write(folder, files, input.flag('force'))
    return {
      exit: 0,
      data: { system: model.system, files: [...files.keys()], records: summary(model), left: model.left },
      text: told(folder, model, files, cli.paint.dim),
    }
  },
}

function write(folder: string, files: ReadonlyMap<string, string>, force: boolean): void {
  const there = [...files.keys()].filter((path) => existsSync(join(folder, path)))
  if (there.length > 0 && !force) {
    throw new Failure(
      'pull.exists',
      `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written`,
      'move them away, choose other tables with --table, or write over them with --force',
    )
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function summary(model: Model) {
  return model.records.map(({ name, table, key, fields, left }) => ({ name, table, key, fields: fields.map((field) => field.name), left }))
}

function told(folder: string, model: Model, files: ReadonlyMap<string, string>, dim: (text: string) => string): string {
  const lines = model.records.map((record) => {
    const remarks = record.fields.filter((field) => field.remark !== null).length + record.left.length
    return `  ${record.name} ${dim(`from ${record.table}: ${record.fields.length} fields, key ${record.key.join(', ')}${remarks === 0 ? '' : `, ${remarks} to look at`}`)}`
  })
  return [
    `Wrote ${files.size} files to ${shown(folder)}: system ${model.system} with`,
    ...lines,
    ...model.left.map(({ table, why }) => `  left out: ${table}, ${why}`),
    '',
    `Next: put ${model.system} and its records into landscape({ … }), and say in flows.ts which way they run.`,
  ].join('\n')
}
