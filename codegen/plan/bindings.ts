import type { BindingData, BindingOptionsData, ColumnData, DetectData, SystemData } from '../../dsl/data.ts'
import { connectorFacts } from './connectors/index.ts'
import type { Context, Durations } from './context.ts'
import { minute } from './duration.ts'
import { columnName } from './naming.ts'
import type { PlanBinding, PlanColumn, Position, PulledColumn } from './schema.ts'

/** How far back a look by `updatedAt` starts before the newest time it saw: rows may commit late. */
const defaultOverlap = minute

export function planBinding(data: BindingData, system: SystemData, context: Context, durations: Durations): PlanBinding {
  const { options } = data
  const { connector } = system
  const pulled = pulledOf(data, system)
  const at = context.at(data.at)
  const detect = planDetect(options.detect ?? 'none', durations, at)
  const deletes = planDeletes(options.deletes)
  const bound = {
    detect,
    deletes,
    ...(options.token !== undefined && { token: options.token }),
    ...(options.identity !== undefined && { identity: { ...options.identity } }),
  }
  const omitted = new Set(options.omit)
  const unknown = Object.keys(options.columns ?? {}).filter((field) => !Object.hasOwn(data.record.fields, field) || omitted.has(field))
  return {
    form: data.form,
    name: data.name,
    columns: Object.keys(data.record.fields)
      .filter((field) => !omitted.has(field))
      .map((field) => planColumn(field, data, context)),
    omit: [...(options.omit ?? [])],
    ...(unknown.length > 0 && { unknownColumns: unknown }),
    ...bound,
    capabilities: connectorFacts(connector.kind).capabilities(bound, connector),
    constants: { onCreate: Object.entries(options.constants?.onCreate ?? {}), always: Object.entries(options.constants?.always ?? {}) },
    scope: Object.entries(options.scope ?? {}).map(([column, value]) => [column, typeof value === 'object' ? { ...value } : value]),
    otherWriters: Object.entries(options.otherWriters ?? {}).map(([who, fields]) => [who, [...fields]]),
    ...(options.format !== undefined && { format: structuredClone(options.format) as NonNullable<PlanBinding['format']> }),
    ...(pulled && { pulled }),
    at,
  }
}

/** What was pulled of the table; to databases its name is the same in every case of letters. */
function pulledOf({ form, name }: BindingData, { columns = {} }: SystemData): PlanBinding['pulled'] {
  if (form !== 'table') return undefined
  const table = Object.entries(columns).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]
  return table && Object.entries(table).map(([column, said]) => ({ column, ...structuredClone(said) }) as PulledColumn)
}

function planDeletes(said: BindingOptionsData['deletes'] = 'row'): PlanBinding['deletes'] {
  if (typeof said !== 'object') return said
  const { mark, as, otherwise = unmarked(as) } = said
  return { mark, as, otherwise }
}
/** What stands in the column of a row that is not deleted, where the binding leaves it unsaid. */
function unmarked(as: string | number | boolean): number | boolean | null {
  if (typeof as === 'boolean') return !as
  return typeof as === 'number' ? 0 : null
}

/** The record's key lies where the system keeps the keys of others. */
function keepsKey(field: string, { record: { key }, options: { identity } }: BindingData): boolean {
  return identity?.externalRef !== undefined && key.length === 1 && key[0] === field
}

function planColumn(field: string, data: BindingData, context: Context): PlanColumn {
  const { columns, naming } = data.options
  const said: ColumnData | undefined = columns && Object.hasOwn(columns, field) ? columns[field] : undefined
  if (said === undefined)
    return { field, column: keepsKey(field, data) ? data.options.identity!.externalRef! : columnName(field, naming), stores: [] }
  if (typeof said === 'string') return { field, column: said, stores: [] }
  const { column, codec, values, lookup, stores, whenNull, sqlType } = said
  return {
    field,
    column,
    ...(codec && { codec: context.reference(said) }),
    ...(values && { values: Object.entries(values) }),
    ...(lookup && { lookup: { ...lookup } }),
    stores: (stores ?? []).map((each) => (typeof each === 'object' ? { ...each } : each)),
    ...(whenNull !== undefined && { whenNull }),
    ...(sqlType !== undefined && { sqlType }),
  }
}

function planDetect(data: DetectData, durations: Durations, at: Position): PlanBinding['detect'] {
  if (typeof data === 'string') return { kind: data }
  if ('webhook' in data) return { kind: 'webhook', path: data.webhook.path, secret: { ...data.webhook.secret } }
  return {
    kind: 'updatedAt',
    column: data.updatedAt,
    overlapMs: durations.read(data.overlap, defaultOverlap, 'the overlap of updatedAt', at),
  }
}
