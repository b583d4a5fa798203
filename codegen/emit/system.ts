/** Each system: how it is reached, the statements on Thalweg's own tables there, and the scripts that prepare it. */
import { dialectOf } from '../dialect/index.ts'
import type { EmittedFile, Emitter } from './emitter.ts'
import type { Printable } from './print.ts'
import { code, print, remark, sql } from './print.ts'
import { scriptsOf } from './scripts.ts'
import { render } from './template.ts'
import { systemViews } from './view/system.ts'

export const system: Emitter = (context) =>
  systemViews(context.plan).flatMap((view): EmittedFile[] => {
    const folder = `systems/${context.systemFolder.get(view.name)!}`
    const { header } = context
    const { connector, clockToleranceMs } = view.system
    const printed = { name: view.name, connector, clockToleranceMs }
    const dialect = dialectOf(view.system)
    if (dialect === null) return [{ path: `${folder}/index.ts`, text: render('system.ts', { header, system: print(printed) }) }]
    const statements = Object.fromEntries(Object.entries(dialect.systemStatements).map(([name, statement]) => [name, sql(statement, 1)]))
    const ddl = scriptsOf(view).map(({ name, file }): Printable => ({ name, file: code(`new URL('./${file}', import.meta.url)`) }))
    return [
      {
        path: `${folder}/statements.ts`,
        text: render('statements.ts', { header, system: remark(view.name), statements: print(statements) }),
      },
      {
        path: `${folder}/index.ts`,
        text: render('system.ts', { header, statements: true, system: print({ ...printed, statements: code('statements'), ddl }) }),
      },
    ]
  })
