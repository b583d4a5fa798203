/** Are table and columns there, with types that take what is sent to them, and does the key tell rows apart. */
import type { Mapping, TableAdapter } from '../../door.ts'
import { SystemError } from '../../ports.ts'
import type { Right, Sent, Server, ServerColumn, Session } from './session.ts'

/** @returns the columns, by their names as the server takes them. @throws SystemError `misfit` */
export async function fits(server: Server, session: Session, adapter: TableAdapter): Promise<ReadonlyMap<string, ServerColumn>> {
  const { system, place } = adapter
  const columns = await server.columns(session, place)
  const of = `table ${place} of ${system}`
  const misfit = (code: string, detail: string, wayOut: string): SystemError => new SystemError('misfit', code, system, detail, wayOut)
  if (columns.length === 0)
    throw misfit(
      'noTable',
      `there is no ${of}, or this user may not see it`,
      'name the right table in the binding, or the right database; or grant the rights',
    )
  const there = new Map(columns.map((column) => [server.fold(column.name), column]))
  const missing = wanted(adapter).filter((column) => !there.has(server.fold(column)))
  if (missing.length > 0)
    throw misfit(
      'noColumn',
      `${of} has no column ${missing.join(', ')}`,
      `its columns are ${columns.map(({ name }) => name).join(', ')}: correct the binding, and generate`,
    )
  for (const [column, sent] of sentTo(adapter)) {
    const why = await server.unfit(session, there.get(server.fold(column))!, sent)
    if (why !== null)
      throw misfit('columnType', `${column} of ${of} ${why}`, 'correct the binding, or let `thalweg pull` write it, and generate')
  }
  await keyIsUnique(server, session, adapter, there)
  await hasRights(server, session, adapter)
  return there
}

async function hasRights(server: Server, session: Session, { system, place, statements }: TableAdapter): Promise<void> {
  const { insert, update, rekey, link, revive } = statements
  const changes = update ?? rekey ?? link ?? revive
  const removes = statements.delete
  // A delete may be an update that marks the row.
  const isUpdate = removes !== undefined && !/\bDELETE\b/.test(removes)
  const needed: readonly Right[] = [
    'SELECT',
    ...(insert === undefined ? [] : (['INSERT'] as const)),
    ...(changes === undefined && !isUpdate ? [] : (['UPDATE'] as const)),
    ...(removes === undefined || isUpdate ? [] : (['DELETE'] as const)),
  ]
  const missing = ((await server.missingRights?.(session, place, needed)) ?? []).join(', ')
  if (missing === '') return
  throw new SystemError(
    'misfit',
    'rights',
    system,
    `the user of ${system} lacks ${missing} on table ${place}`,
    `GRANT ${missing} ON ${place} TO the user in the URL`,
  )
}

/** What is written to by its key must be one row. */
async function keyIsUnique(
  server: Server,
  session: Session,
  adapter: TableAdapter,
  there: ReadonlyMap<string, ServerColumn>,
): Promise<void> {
  if (adapter.writes.length === 0) return
  const key = adapter.key.map(({ column }) => there.get(server.fold(column))!.name)
  // Within a scope it may be unique together with the columns of that, which only the statements name; a key of two rows is told when it is met.
  if (adapter.scope.length > 0 || (await server.unique(session, adapter.place, key))) return
  throw new SystemError(
    'misfit',
    'notUnique',
    adapter.system,
    `nothing makes ${key.join(', ')} unique in table ${adapter.place} of ${adapter.system}, and the flow writes there by it`,
    `add a primary key or a unique index over ${key.join(', ')}`,
  )
}

/** What the values of each column are sent as; own ids are whole numbers, unless the binding says another type. */
function sentTo({ key, fields, identity }: TableAdapter): readonly (readonly [column: string, Sent])[] {
  const own = identity === undefined ? [] : [[identity.ownId, { type: { kind: 'int' }, ...identity }] as const]
  return [...[...key, ...fields].map((mapping) => [mapping.column, mapping] as const), ...own]
}

function wanted(adapter: TableAdapter): string[] {
  const mappings: readonly Mapping[] = [...adapter.key, ...adapter.fields]
  const columns = mappings.map(({ column }) => column)
  if (adapter.detect.kind === 'updatedAt') columns.push(adapter.detect.column)
  if (adapter.identity !== undefined) columns.push(adapter.identity.ownId)
  return [...new Set(columns)]
}
