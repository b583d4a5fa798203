/** Each system: how it is reached, the statements on Thalweg's own tables there, and the scripts that prepare it. */
import type { Dialect } from '../dialect/dialect.ts'
import { dialectOf } from '../dialect/index.ts'
import type { PlanSystem } from '../plan/schema.ts'
import type { EmitContext, EmittedFile, Emitter } from './emitter.ts'
import { importsOf } from './imports.ts'
import type { Printable } from './print.ts'
import { code, print, remark, sql } from './print.ts'
import { scriptsOf } from './scripts.ts'
import { render } from './template.ts'
import type { SystemView } from './view/system.ts'
import { systemViews } from './view/system.ts'

export const system: Emitter = (context) =>
  systemViews(context.plan).flatMap((view): EmittedFile[] => {
    const folder = `systems/${context.systemFolder.get(view.name)!}`
    const { header } = context
    const { connector, clockToleranceMs = 0, calendar } = view.system
    const printed = { name: view.name, connector, clockToleranceMs, calendar }
    const dialect = dialectOf(view.system)
    if (dialect === null) return [withoutStatements(context, `${folder}/index.ts`, printed)]
    const statements = Object.fromEntries(Object.entries(dialect.systemStatements).map(([name, statement]) => [name, sql(statement, 1)]))
    const ddl = scriptsOf(view).map(({ name, file }): Printable => ({ name, file: code(`new URL('./${file}', import.meta.url)`) }))
    return [
      {
        path: `${folder}/statements.ts`,
        text: render('statements.ts', { header, system: remark(view.name), statements: print(statements) }),
      },
      {
        path: `${folder}/index.ts`,
        text: render('system.ts', {
          header,
          statements: true,
          system: print({ ...printed, statements: code('statements'), ddl, drops: dropsOf(view, dialect) }),
        }),
      },
    ]
  })

/** The files that are written from what flows bring there. */
function dropsOf(view: SystemView, { dropped }: Dialect): Printable {
  if (dropped === undefined) return undefined
  return view.held.map((held): Printable => {
    const { columns, rows } = dropped(held)
    const [{ binding, key, fields }] = held.adapters
    const types = new Map(
      [...key, ...fields].map(({ column, type, codec, values }) => [
        column,
        codec === undefined && values === undefined ? type.kind : 'text',
      ]),
    )
    return {
      place: held.table,
      format: binding.format as Printable,
      columns: columns.map((column) => ({ column, type: types.get(column) ?? 'text' })),
      rows: sql(rows, 3),
    }
  })
}

/** A system that speaks no SQL: how it is reached, and what of an engineer's reaches it. */
function withoutStatements(context: EmitContext, path: string, { name, connector, ...said }: Reached): EmittedFile {
  const { header } = context
  if (connector.kind !== 'custom') return { path, text: render('system.ts', { header, system: print({ name, connector, ...said }) }) }
  const { kind, definition, settings } = connector
  const imports = importsOf(context, path, [{ what: `the connector of ${name}`, reference: definition }], own, 'connector')
  const printed = { name, connector: { kind, settings }, ...said, definition: code(imports.nameOf(definition)) }
  return { path, text: render('system.ts', { header, imports: imports.lines, system: print(printed) }) }
}

interface Reached extends Pick<PlanSystem, 'connector'> {
  readonly name: string
  readonly clockToleranceMs: number
  readonly calendar: PlanSystem['calendar']
}

/** Names that the file has already. */
const own = ['system', 'GeneratedSystem']
