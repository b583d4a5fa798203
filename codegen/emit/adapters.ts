/** One file per flow and system: the row, the mapping of every field both ways, and every statement that the runtime will run. */
import type { AdapterSql, Dialect, Sql } from '../dialect/dialect.ts'
import { dialectOf } from '../dialect/index.ts'
import type { PlanBinding } from '../plan/schema.ts'
import { printType } from './adapter-types.ts'
import type { EmitContext, EmittedFile, Emitter } from './emitter.ts'
import type { Imports } from './imports.ts'
import { importsOf } from './imports.ts'
import type { Printable } from './print.ts'
import { call, code, lines, print, property, remark, sql, text } from './print.ts'
import { refusePlan } from './refuse.ts'
import { render } from './template.ts'
import type { AdapterView, ColumnView } from './view/adapter.ts'
import { adapterView } from './view/adapter.ts'

export const adapters: Emitter = (context) =>
  Object.entries(context.settled.flows).flatMap(([flowName, flow]) => {
    const files = adapterFiles(context, flowName)
    return flow.systems.map((system) => adapterFile(context, adapterView(context.plan, flowName, system), files.get(system)!))
  })

/** System → path of its adapter, for one flow. */
export function adapterFiles(context: EmitContext, flowName: string): ReadonlyMap<string, string> {
  const { flowFolder, systemFolder, plan } = context
  const own = new Set(['index', 'settle', 'convergence.test'])
  return new Map(
    plan.flows[flowName]!.systems.map((system) => {
      const name = systemFolder.get(system)!
      return [system, `flows/${flowFolder.get(flowName)!}/${own.has(name.toLowerCase()) ? `~${name}` : name}.ts`]
    }),
  )
}

function adapterFile(context: EmitContext, view: AdapterView, path: string): EmittedFile {
  const { detect, deletes } = view.binding
  // What is kept in tables until it is dropped as a file is a table to its flow.
  const form = dialectOf(view.system) === null ? view.binding.form : 'table'
  return mapped(context, view, path, form, {
    detect: detected[detect.kind]
      ? detect.kind === 'log'
        ? logged(view)
        : detect
      : refusePlan(`changes at ${view.systemName} cannot be detected by ${detect.kind} yet`),
    scope: scopeOf(view),
    deletes: deletes !== 'never',
    filtered: view.filter.length === 0 ? undefined : true,
    timed: view.timed.length === 0 ? undefined : view.timed.map(({ field }) => field),
    identity:
      view.identity === null
        ? undefined
        : {
            ownId: view.identity.ownId,
            keepsOurs: view.identity.keepsOurs ? true : undefined,
            sqlType: view.identity.sqlType ?? undefined,
          },
    writes: (dialectOf(view.system) === null ? plainWrites : allWrites).filter((kind) => view[kind]),
    ...forms[form](view),
  })
}

/** Without SQL a row cannot be given another key in place. */
const plainWrites = ['insert', 'update', 'delete'] as const
const allWrites = [...plainWrites, 'rekey', 'link'] as const

/** How an event flow reads the changes of its source. */
export function eventSourceFile(context: EmitContext, view: AdapterView, path: string): EmittedFile {
  const dialect = dialectOf(view.system) ?? refusePlan(`events of ${view.systemName}, which speaks no SQL`)
  const printed = Object.entries(dialect.eventStatements(view)).map(([name, statement]) => [name, sql(statement, 2)])
  return mapped(context, view, path, 'events', { scope: scopeOf(view), statements: Object.fromEntries(printed) as Printable })
}

/** A log tells of every row of a table. */
function logged({ scope }: AdapterView): Printable {
  const within = scope.map((each) => ({
    column: each.column,
    is: each.param === undefined ? each.value : { param: each.param },
    deleted: each.param === undefined && each.deleted === true ? true : undefined,
  }))
  return { kind: 'log', within: within.length === 0 ? undefined : within }
}

function scopeOf({ scope }: AdapterView): Printable {
  return scope.flatMap(({ param, value }) => (param === undefined ? [] : [{ param, value }]))
}

/** A file with the mapping of every field both ways, and what else there is to an adapter of this form. */
function mapped(
  context: EmitContext,
  view: AdapterView,
  path: string,
  form: string,
  more: { readonly [name: string]: Printable },
): EmittedFile {
  const columns = [...view.key, ...view.fields]
  const codecs = codecsOf(context, columns, path)
  const mappings = columns.map((column) => mapping(column, codecs, dialectOf(view.system)))
  const row = columns.map((column) => ({ name: property(column.field), type: rowType(column) }))
  const types = dialectOf(view.system)?.types
  const factories = new Set(types === undefined ? columns.map(({ type }) => printType(type).factory) : [types])
  if (columns.some((column) => column.nullable)) factories.add('nullable')
  factories.add('key')
  if (view.fields.length > 0) factories.add('stored')
  const imported = ['TypedAdapter', ...(row.some(({ type }) => /\bCanonical\b/.test(type)) ? ['Canonical'] : [])].sort()
  const adapter = {
    system: view.systemName,
    form,
    place: view.binding.name,
    key: lines(mappings.slice(0, view.key.length)),
    fields: lines(mappings.slice(view.key.length)),
    ...more,
  }
  return {
    path,
    text: render('adapter.ts', {
      header: context.header,
      imports: [...[...factories].sort(), ...imported.map((type) => `type ${type}`)].join(', '),
      codecs: codecs.lines,
      form,
      place: remark(view.binding.name),
      system: remark(view.systemName),
      row,
      keyNames: view.key.map((column) => text(column.field)).join(' | '),
      adapter: print(adapter),
    }),
  }
}

/** What adapters of each form have of their own. */
const forms: { readonly [F in PlanBinding['form']]: (view: AdapterView) => { readonly [name: string]: Printable } } = {
  table: (view) => {
    const dialect = dialectOf(view.system) ?? refusePlan(`a table of ${view.systemName}, which speaks no SQL`)
    const printed = dialect.adapterStatements(view)
    return { alike: printed.storedDigests === undefined ? undefined : view.alike, statements: statements(printed) }
  },
  file: ({ binding }) => ({ format: binding.format }),
  custom: ({ binding, scope, filter, flow }) => ({
    filter: filter.length === 0 ? undefined : (flow.where!.rows as Printable),
    within: scope.map(({ column, param, value }) => ({ column, is: param === undefined ? (value as Printable) : { param } })),
    constants: { onCreate: Object.fromEntries(binding.constants.onCreate), always: Object.fromEntries(binding.constants.always) },
  }),
  entitySet: ({ systemName }) => refusePlan(`entity sets of ${systemName} cannot be reached yet`),
}

/** Which ways of detecting changes the runtime has for tables. */
const detected: Readonly<Record<PlanBinding['detect']['kind'], boolean>> = {
  outbox: true,
  updatedAt: true,
  snapshot: true,
  changes: true,
  none: true,
  log: true,
  webhook: false,
}

function rowType(column: ColumnView): string {
  const { type } = printType(column.type)
  return column.nullable ? `${type} | null` : type
}

function mapping(column: ColumnView, codecs: Imports, dialect: Dialect | null): Printable {
  const type = printType(column.type, column.set, dialect?.types).call
  const isKey = column.param.startsWith('key_')
  return call(isKey ? 'key' : 'stored', {
    field: column.field,
    column: column.column,
    param: isKey ? undefined : column.param,
    type: column.nullable ? call('nullable', type) : type,
    values: column.values?.map(([value, stored]): Printable => [value, stored]),
    stores: column.stores.length === 0 ? undefined : column.stores,
    whenNull: column.whenNull,
    codec: column.codec === undefined ? undefined : code(codecs.nameOf(column.codec)),
    lookup: column.lookup?.table,
    sqlType: column.sqlType ?? dialect?.storedAs?.(column),
  })
}

/** Names that the file has already. */
const own = [
  'Row',
  'adapter',
  'TypedAdapter',
  'Canonical',
  'key',
  'stored',
  'nullable',
  'text',
  'integer',
  'number',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'enumeration',
  'json',
  'postgres',
  'mariadb',
]

function codecsOf(context: EmitContext, columns: readonly ColumnView[], path: string): Imports {
  const wanted = columns.flatMap(({ field, codec }) => (codec === undefined ? [] : [{ what: `the codec of ${field}`, reference: codec }]))
  return importsOf(context, path, wanted, own, 'codec')
}

function statements({ lookups, ...rest }: AdapterSql): Printable {
  const order = [
    'look',
    'death',
    'firstPage',
    'nextPage',
    'revive',
    'insert',
    'update',
    'delete',
    'rekey',
    'link',
    'unreferenced',
    'byId',
    'changes',
    'high',
    'prune',
    'count',
    'digests',
    'bucketRows',
    'digestRows',
    'storedDigests',
    'storedRows',
  ] as const
  const printed = order.flatMap((name): [string, Printable][] => {
    const statement: Sql | undefined = rest[name]
    return statement === undefined ? [] : [[name, sql(statement, 2)]]
  })
  const counts = printed.findIndex(([name]) => name === 'count')
  if (lookups.length > 0) printed.splice(counts, 0, ['lookups', Object.fromEntries(lookups.map((each) => [each.field, sql(each.sql, 3)]))])
  return Object.fromEntries(printed)
}
