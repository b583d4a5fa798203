/** What the users of each system may edit, for the administrators who set fields read-only there. */
import type { Emitter } from './emitter.ts'
import type { AdapterView } from './view/adapter.ts'
import { recordOf, writerOf } from './view/adapter.ts'
import type { HeldView } from './view/system.ts'
import { systemViews } from './view/system.ts'
import { list } from './words.ts'

interface Verdict {
  readonly allowed: boolean
  readonly why: string
}
interface EditableField {
  readonly field: string
  readonly column: string
  readonly editable: boolean
  readonly why: string
}

export const editable: Emitter = (context) =>
  systemViews(context.plan).map((view) => {
    const tables = view.held.map((held) => {
      const key = recordOf(context.plan, held.adapters[0].flow).key
      return {
        record: held.record,
        table: held.table,
        flows: held.adapters.map(({ flowName }) => flowName),
        create: all(held, mayCreate),
        delete: all(held, mayDelete),
        fields: held.adapters[0].binding.columns.map(({ field, column }) => editableField(held, field, column, key)),
      }
    })
    const text = `${JSON.stringify({ generated: context.header, system: view.name, tables }, null, 2)}\n`
    return { path: `systems/${context.systemFolder.get(view.name)!}/editable.json`, text }
  })

function editableField(held: HeldView, field: string, column: string, key: readonly string[]): EditableField {
  if (key.includes(field))
    return { field, column, editable: false, why: `the key names the record: it is given when the row is created, and never changes` }
  const carrying = held.adapters.flatMap((adapter) =>
    adapter.flow.units
      .filter((unit) => unit.fields.includes(field) && unit.systems.includes(adapter.systemName))
      .map((unit) => ({ adapter, unit })),
  )
  const other = carrying.find(({ adapter, unit }) => writerOf(unit) !== null && writerOf(unit) !== adapter.systemName)
  if (other !== undefined)
    return {
      field,
      column,
      editable: false,
      why: `${writerOf(other.unit)!} writes it (${other.adapter.flowName}); an edit here is ${after[other.unit.foreignWrite]}`,
    }
  if (carrying.length === 0) return { field, column, editable: true, why: 'no flow carries it' }
  return { field, column, editable: true, why: `written here (${list(carrying.map(({ adapter }) => adapter.flowName))})` }
}

const after = { restore: 'set back', keep: 'lost with the next change', propose: 'only a proposal' } as const

function mayCreate({ flow, flowName, systemName }: AdapterView): Verdict {
  const { creates, foreignCreate } = flow.lifecycle
  if (creates.includes(systemName)) return { allowed: true, why: `rows are created here (${flowName})` }
  const then = {
    report: 'a row made here is reported and travels nowhere',
    remove: 'a row made here is removed',
    review: 'a row made here waits for a review',
  }
  return { allowed: false, why: `rows are created by ${list(creates, 'or')} (${flowName}); ${then[foreignCreate]}` }
}

function mayDelete({ flow, flowName, systemName }: AdapterView): Verdict {
  const { deletes, foreignDelete } = flow.lifecycle
  if (deletes.includes(systemName)) return { allowed: true, why: `rows are deleted here (${flowName})` }
  if (foreignDelete === 'accept') return { allowed: true, why: `a delete here is accepted (${flowName})` }
  const then = { restore: 'a row deleted here is restored', review: 'a delete here waits for a review' }
  return { allowed: false, why: `rows are deleted by ${list(deletes, 'or')} (${flowName}); ${then[foreignDelete]}` }
}

/** What one flow forbids is forbidden. */
function all(held: HeldView, ask: (adapter: AdapterView) => Verdict): Verdict {
  const verdicts = held.adapters.map(ask)
  return verdicts.find(({ allowed }) => !allowed) ?? verdicts[0]!
}
