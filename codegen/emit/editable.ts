/** What the users of each system may edit, for the administrators who set fields read-only there. */
import type { Plan } from '../plan/schema.ts'
import type { Emitter } from './emitter.ts'
import type { AdapterView } from './view/adapter.ts'
import { recordOf } from './view/adapter.ts'
import { mayWriteAt, writerOf } from './view/writers.ts'
import type { Notice } from './view/foreign.ts'
import { noticeAt } from './view/foreign.ts'
import type { HeldView } from './view/system.ts'
import { systemViews } from './view/system.ts'
import { list } from './words.ts'

interface Verdict {
  readonly allowed: boolean
  readonly why: string
}
interface EditableColumn {
  readonly column: string
  readonly editable: boolean
  readonly why: string
}
interface EditableField extends EditableColumn {
  readonly field: string
}

export const editable: Emitter = ({ settled: plan, toldHeader: header, systemFolder }) =>
  systemViews(plan).map((view) => {
    const tables = view.held.map((held) => {
      const { key } = recordOf(plan, held.adapters[0].flow)
      return {
        record: held.record,
        table: held.table,
        flows: held.adapters.map(({ flowName }) => flowName),
        create: all(held, (adapter) => mayCreate(plan, adapter)),
        delete: all(held, (adapter) => mayDelete(plan, adapter)),
        fields: held.adapters[0].binding.columns.map(({ field, column }) => editableField(plan, held, field, column, key)),
        otherColumns: otherColumns(
          held,
          all(held, (adapter) => mayDelete(plan, adapter)),
        ),
      }
    })
    const text = `${JSON.stringify({ generated: header, system: view.name, tables }, null, 2)}\n`
    return { path: `systems/${systemFolder.get(view.name)!}/editable.json`, text }
  })

function editableField(plan: Plan, held: HeldView, field: string, column: string, key: readonly string[]): EditableField {
  const said = (may: boolean, why: string): EditableField => ({ field, column, editable: may, why })
  if (key.includes(field)) return said(false, 'the key names the record: it is given when the row is created, and never changes')
  const carrying = held.adapters.flatMap((adapter) =>
    adapter.flow.units
      .filter((unit) => unit.fields.includes(field) && unit.systems.includes(adapter.systemName))
      .map((unit) => ({ adapter, unit })),
  )
  const other = carrying.find(({ adapter, unit }) => !mayWriteAt(unit, adapter.systemName))
  if (other !== undefined) {
    const notice = noticeAt({ plan, flow: other.adapter.flow }, other.adapter.systemName, 'seesChanges')
    const then = outcome('an edit here', edited[other.unit.foreignWrite], notice)
    const once = carrying.some(({ adapter }) => adapter.flow.lifecycle.creates.includes(adapter.systemName))
      ? ', once the row is created'
      : ''
    return said(false, `${writerOf(other.unit)!} writes it${once} (${other.adapter.flowName}); ${then}`)
  }
  if (carrying.length === 0) return said(true, 'no flow carries it')
  return said(true, [`written here (${list(carrying.map(({ adapter }) => adapter.flowName))})`, ...leaving(held, field)].join('; '))
}

/** What an edit does beyond the field itself, where a filter reads it. */
function leaving(held: HeldView, field: string): string[] {
  return held.adapters.flatMap(({ filter, flow, flowName }) => {
    if (!filter.some(({ column }) => column.field === field)) return []
    const then = flow.where?.whenRowLeaves === 'keep' ? 'stays elsewhere as it was' : 'is deleted elsewhere'
    return [`it says which rows ${flowName} carries: a row that is carried no longer ${then}`]
  })
}

/** Columns that no field has and that a binding names all the same. */
function otherColumns(held: HeldView, deleting: Verdict): EditableColumn[] {
  const { binding } = held.adapters[0]
  const written = held.adapters.some(({ insert, update }) => insert || update)
  const { onCreate, always } = binding.constants
  const columns: EditableColumn[] = [
    ...binding.scope.map(([column]) => ({
      column,
      editable: false,
      why: 'it says which rows are the record’s: a row with another value is none, and travels nowhere',
    })),
    ...(typeof binding.deletes === 'object'
      ? [
          {
            column: binding.deletes.mark,
            editable: deleting.allowed,
            why: `a row with ${JSON.stringify(binding.deletes.as)} here is deleted; ${deleting.why}`,
          },
        ]
      : []),
    ...(binding.detect.kind === 'updatedAt'
      ? [{ column: binding.detect.column, editable: false, why: 'changes are found by it: whatever changes a row sets it to that time' }]
      : []),
    ...(written ? always : []).map(([column, value]) => ({
      column,
      editable: false,
      why: `set to ${JSON.stringify(value)} with every write of a flow; an edit here is lost with the next one`,
    })),
    ...(written ? onCreate : []).map(([column, value]) => ({
      column,
      editable: true,
      why: `set to ${JSON.stringify(value)} where a flow creates the row, and left alone afterwards`,
    })),
  ]
  const taken = new Set(binding.columns.map(({ column }) => column))
  return columns.filter(({ column }) => !taken.has(column) && taken.add(column).size > 0)
}

const edited = { restore: 'is set back', keep: 'is lost with the next change', propose: 'is only a proposal' } as const
const created = {
  report: 'travels nowhere and is reported',
  remove: 'is removed',
  review: 'waits for a review',
} as const
const deleted = { restore: 'is undone', review: 'waits for a review' } as const

/** What follows, and how soon. */
function outcome(what: string, then: string, notice: Notice): string {
  const words: Readonly<Record<Notice, string>> = {
    refused: `the database refuses ${what}`,
    seen: `${what} ${then}`,
    reconciled: `${what} ${then} once a reconciliation finds it and its repair is run`,
    never: `${what} is noticed by nobody, and the systems stay apart`,
  }
  return words[notice]
}

function mayCreate(plan: Plan, { flow, flowName, systemName }: AdapterView): Verdict {
  const { creates, foreignCreate } = flow.lifecycle
  if (creates.includes(systemName)) return { allowed: true, why: `rows are created here (${flowName})` }
  const then = outcome('a row made here', created[foreignCreate], noticeAt({ plan, flow }, systemName, 'seesChanges'))
  return { allowed: false, why: `rows are created by ${list(creates, 'or')} (${flowName}); ${then}` }
}

function mayDelete(plan: Plan, { flow, flowName, systemName }: AdapterView): Verdict {
  const { deletes, foreignDelete } = flow.lifecycle
  if (deletes.includes(systemName)) return { allowed: true, why: `rows are deleted here (${flowName})` }
  if (foreignDelete === 'accept') return { allowed: true, why: `a delete here is accepted (${flowName})` }
  const then = outcome('a delete here', deleted[foreignDelete], noticeAt({ plan, flow }, systemName, 'seesDeletes'))
  return { allowed: false, why: `rows are deleted by ${list(deletes, 'or')} (${flowName}); ${then}` }
}

/** What one flow forbids is forbidden. */
function all(held: HeldView, ask: (adapter: AdapterView) => Verdict): Verdict {
  const verdicts = held.adapters.map(ask)
  return verdicts.find(({ allowed }) => !allowed) ?? verdicts[0]!
}
