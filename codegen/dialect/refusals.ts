/** What a guarded flow has a database refuse to its users: writes to fields that another system owns, creates and deletes by others. In no dialect yet. */
import { refusePlan } from '../emit/refuse.ts'
import type { AdapterView } from '../emit/view/adapter.ts'
import { mayWriteAt, writerOf } from '../emit/view/writers.ts'
import type { Part } from './layout.ts'
import { among } from './layout.ts'

export interface Refused {
  readonly event: 'insert' | 'update' | 'delete'
  /** Which row has to be in the scope: the one that was there, the one that comes, or either. */
  readonly row: 'OLD' | 'NEW' | 'either'
  /** Of an update: one of these columns is another than before. */
  readonly columns: readonly string[]
  /** The columns hold a field that another system owns. */
  readonly owned?: true
  /** What the user reads. */
  readonly sentence: string
}

export function refusalsOf(view: AdapterView): readonly Refused[] {
  if (view.flow.guard === undefined) return []
  const { record, lifecycle } = view.flow
  const creates = mayCreate(view)
  const deletes = lifecycle.deletes.includes(view.systemName) || lifecycle.foreignDelete === 'accept'
  const created = `${record} are created by ${either(lifecycle.creates)}`
  const deleted = lifecycle.deletes.length === 0 ? `${record} are never deleted` : `${record} are deleted by ${either(lifecycle.deletes)}`
  const key = view.key.map(({ column }) => column)
  const scope = view.scope.map(({ column }) => column)

  const refused: Refused[] = view.incoming.flatMap((unit): Refused[] => {
    const writer = writerOf(unit)
    if (writer === null || mayWriteAt(unit, view.systemName)) return []
    const sentence = `${unit.name} of ${record} is written by ${writer}`
    return [{ event: 'update', row: 'either', columns: unit.columns.map(({ column }) => column), owned: true, sentence }]
  })
  if (!creates) refused.push({ event: 'insert', row: 'NEW', columns: [], sentence: created })
  if (!deletes) refused.push({ event: 'delete', row: 'OLD', columns: [], sentence: deleted })
  // Whoever numbers his rows gives a record another key without taking it away.
  if (!creates || (!deletes && view.identity === null))
    refused.push({ event: 'update', row: 'OLD', columns: key, sentence: `the key of ${record} is given by ${either(lifecycle.creates)}` })
  // A row that crosses the border of the scope is made or gone for the flow.
  if (scope.length > 0 && !creates) refused.push({ event: 'update', row: 'NEW', columns: scope, sentence: created })
  if (scope.length > 0 && !deletes) refused.push({ event: 'update', row: 'OLD', columns: scope, sentence: deleted })
  const late = view.scope.find(({ param }) => param !== undefined)
  if (late !== undefined && refused.length > 0)
    return refusePlan(`${view.flowName} guards ${view.systemName} by ${late.column}, which the environment names`)
  return refused
}

export function mayCreate({ flow, systemName }: Pick<AdapterView, 'flow' | 'systemName'>): boolean {
  return flow.lifecycle.creates.includes(systemName)
}

/** All of them hold where the write is to be refused. @param inScope of a row @param moved is a column another than before */
export function conditionsOf(
  { row, columns }: Refused,
  inScope: (row: 'OLD' | 'NEW') => readonly string[],
  moved: (column: string) => string,
): Part[] {
  const changed = columns.length === 0 ? [] : [among('(', columns.map(moved), ' OR', ')')]
  return [...(row === 'either' ? eitherRow(inScope) : inScope(row)), ...changed]
}

/** The row is the flow's before the write or after it. */
function eitherRow(inScope: (row: 'OLD' | 'NEW') => readonly string[]): Part[] {
  const [before, after] = (['OLD', 'NEW'] as const).map((row) => inScope(row).join(' AND '))
  return before === '' ? [] : [[`(${before!} OR`, `  ${after!})`]]
}

/** The name of a guard by its place among those of its flow, before a dialect shortens it. */
export function guardName({ tag }: Pick<AdapterView, 'tag'>, i: number): string {
  return `thalweg_guard_${tag}_${i + 1}`
}

function either(systems: readonly string[]): string {
  return systems.length === 0 ? 'nobody' : systems.join(' or ')
}
