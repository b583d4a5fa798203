/** Least privilege: what the role of the runtime may do and no more, and what the role of a system's users may write: what their system owns. */
import type { GeneratedFlow, GeneratedLandscape, TableAdapter } from '../../runtime/door.ts'
import { mayEverWrite } from '../../runtime/policies/rule.ts'
import { made } from './preparation.ts'

/** Privileges on a table; those with columns hold for these columns alone. */
export interface Right {
  readonly table: string
  readonly privileges: readonly { readonly name: Privilege; readonly columns?: readonly string[] }[]
}
export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'

/** `SELECT, UPDATE ("name", "city")` */
export function listed(privileges: Right['privileges'], quoted: (name: string) => string): string {
  return privileges.map(({ name, columns }) => (columns === undefined ? name : `${name} (${columns.map(quoted).join(', ')})`)).join(', ')
}

interface Touched {
  readonly flow: GeneratedFlow
  readonly adapter: TableAdapter
}

function touched({ flows }: GeneratedLandscape, system: string): Touched[] {
  return Object.values(flows).flatMap((flow) => {
    const adapter = flow.adapters[system]
    return adapter?.form === 'table' ? [{ flow, adapter }] : []
  })
}

/** What triggers write to tables of ours is written with the rights of whoever made them. @param scripts that prepare the system */
export function rightsOfRuntime(landscape: GeneratedLandscape, system: string, scripts: readonly string[]): readonly Right[] {
  const wanted = new Map<string, Set<Privilege>>()
  const add = (table: string, names: readonly Privilege[]) =>
    wanted.set(table, new Set<Privilege>([...(wanted.get(table) ?? []), ...names]))
  for (const { adapter } of touched(landscape, system)) {
    const { lookups = {}, ...others } = adapter.statements
    add(adapter.place, ['SELECT', ...writtenBy(adapter, Object.values(others).join('\n'))])
    for (const sql of Object.values(lookups)) for (const table of readBy(sql)) add(table, ['SELECT'])
  }
  for (const { source } of Object.values(landscape.events ?? {})) if (source.system === system) add(source.place, ['SELECT'])
  const statements = statementsOf(landscape, system)
  for (const name of made(scripts, 'table')) add(name, ownRights(name, statements))
  // How far an outbox is filled is read from what numbers its entries.
  for (const name of made(scripts, 'sequence')) add(name, ['SELECT'])
  return [...wanted].map(([table, names]) => ({ table, privileges: order.filter((name) => names.has(name)).map((name) => ({ name })) }))
}

const order: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']

function statementsOf(landscape: GeneratedLandscape, system: string): string[] {
  const own = landscape.systems[system]
  const sources = Object.values(landscape.events ?? {}).flatMap(({ source }) => (source.system === system ? [source.statements] : []))
  const all = [own !== undefined && 'statements' in own ? own.statements : {}, ...sources]
  const ofAdapters = touched(landscape, system).map(({ adapter: { statements } }) => ({ ...statements, lookups: undefined }))
  return [...all, ...ofAdapters].flatMap((each) => Object.values(each).filter((sql) => typeof sql === 'string'))
}

/** A row that is locked to be written needs the right to update it. */
function writtenBy({ writes }: TableAdapter, sql: string): Privilege[] {
  if (writes.length === 0) return []
  return (['INSERT', 'UPDATE', 'DELETE'] as const).filter((name) =>
    new RegExp(`\\b${name}\\b`).test(sql.replace(/DELETE FROM "?`?thalweg_\S+/g, '')),
  )
}

/** Tables that a lookup reads. */
function readBy(sql: string): string[] {
  return [...sql.matchAll(/\b(?:FROM|JOIN)\s+(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`)/g)].map(([, double, back]) =>
    double === undefined ? back!.replaceAll('``', '`') : double.replaceAll('""', '"'),
  )
}

/** On a table of ours: what the generated statements do to it. */
function ownRights(name: string, statements: readonly string[]): readonly Privilege[] {
  const does = (verb: string) => statements.some((sql) => ['', '"', '`'].some((quote) => sql.includes(`${verb} ${quote}${name}`)))
  const upserts = statements.some((sql) => sql.includes(name) && /ON DUPLICATE KEY UPDATE|DO UPDATE/.test(sql))
  const rights: readonly (readonly [Privilege, boolean])[] = [
    ['SELECT', true],
    ['INSERT', does('INSERT INTO')],
    ['UPDATE', does('UPDATE') || upserts],
    ['DELETE', does('DELETE FROM')],
  ]
  return rights.flatMap(([right, needed]) => (needed ? [right] : []))
}

/**
 * What users of the system may write: everything in its tables but what another system owns, keys that others give, and rows that others make or take away.
 * @param columnsOf all columns of a table, as it is now
 */
export function rightsOfUsers(
  landscape: GeneratedLandscape,
  system: string,
  columnsOf: ReadonlyMap<string, readonly string[]>,
): readonly Right[] {
  const byTable = Map.groupBy(touched(landscape, system), ({ adapter }) => adapter.place)
  return [...byTable].map(([table, flows]) => {
    const closed = new Set(flows.flatMap((each) => closedBy(each, system)))
    const columns = (columnsOf.get(table) ?? []).filter((column) => !closed.has(column.toLowerCase()))
    const may = (who: 'creates' | 'deletes') => flows.every(({ flow }) => flow.settle.life[who].includes(flow.systems.indexOf(system)))
    return {
      table,
      privileges: [
        { name: 'SELECT' },
        ...(may('creates') ? [{ name: 'INSERT' } as const] : []),
        ...(columns.length === 0 ? [] : [{ name: 'UPDATE', columns } as const]),
        ...(may('deletes') ? [{ name: 'DELETE' } as const] : []),
      ],
    }
  })
}

/** Columns in small letters that only other systems write. */
function closedBy({ flow, adapter }: Touched, system: string): string[] {
  const index = flow.systems.indexOf(system)
  const foreign = new Set(flow.settle.units.filter(({ policy }) => !mayEverWrite(policy, index)).flatMap(({ fields }) => fields))
  const columns = adapter.fields.filter(({ field }) => foreign.has(field)).map(({ column }) => column)
  const keys = flow.settle.life.creates.includes(index) ? [] : adapter.key.map(({ column }) => column)
  return [...columns, ...keys].map((column) => column.toLowerCase())
}
