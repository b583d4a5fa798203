/** The SQL scripts of each system. A system that is only read gets none that writes. */
import type { ScriptStep } from '../dialect/dialect.ts'
import { dialectOf } from '../dialect/index.ts'
import { once } from '../once.ts'
import type { EmitContext, EmittedFile, Emitter } from './emitter.ts'
import { remarkLines } from './print.ts'
import { render } from './template.ts'
import type { SystemView } from './view/system.ts'
import { systemViews } from './view/system.ts'

export interface Script {
  readonly name: 'capture' | 'guard' | 'undo'
  readonly file: string
  readonly title: string
  readonly steps: readonly ScriptStep[]
}

/** In the order in which they are applied; undo, which is not, comes last. */
export const scriptsOf = once((view: SystemView): readonly Script[] => {
  const dialect = dialectOf(view.system)
  if (dialect === null || view.system.access === 'readOnly') return []
  const scripts: Script[] = [
    {
      name: 'capture',
      file: 'capture.sql',
      title: `Prepares ${view.name}: tables and triggers that the flows need. May be run again at any time.`,
      steps: dialect.capture(view),
    },
    {
      name: 'guard',
      file: 'guard.sql',
      title: `Lets ${view.name} itself refuse what its users may not write. May be run again at any time.`,
      steps: dialect.guard(view),
    },
    {
      name: 'undo',
      file: 'undo.sql',
      title: `Takes away all that the other scripts made in ${view.name}. The rows of its own tables stay as they are.`,
      steps: dialect.undo(view),
    },
  ]
  return scripts.filter(({ steps }) => steps.length > 0)
})

export const scripts: Emitter = (context) =>
  systemViews(context.plan).flatMap((view) =>
    scriptsOf(view).map(({ file, title, steps }) => script(context, view, file, 'script.sql', title, steps)),
  )

export const reconcile: Emitter = (context) =>
  systemViews(context.settled).flatMap((view) => {
    const dialect = dialectOf(view.system)
    if (dialect === null) return []
    const { digests = 'Digests are computed by functions that only the runtime brings along.' } = dialect
    const title = `What a reconciliation counts and compares in ${view.name}, for any client. ${digests}`
    return [script(context, view, 'reconcile.sql', 'queries.sql', title, dialect.reconcile(view))]
  })

function script(
  context: EmitContext,
  view: SystemView,
  file: string,
  template: string,
  title: string,
  steps: readonly ScriptStep[],
): EmittedFile {
  return {
    path: `systems/${context.systemFolder.get(view.name)!}/${file}`,
    text: render(template, {
      header: context.header,
      title: remarkLines(title),
      transaction: dialectOf(view.system)?.transaction,
      steps: steps.map(({ comment, statements }) => ({
        comment: remarkLines(comment),
        statements: statements.map((statement) => statement.join('\n')),
      })),
    }),
  }
}
