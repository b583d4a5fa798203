/** What has to be granted: to the user of a run no more than its statements need, and to users no more than the flows let them write. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import { writerOf } from '../../emit/view/adapter.ts'
import type { HeldView, SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { ownQuoted, quote } from './names.ts'

/** Gaps that no client takes: nobody grants anything by mistake. */
const [run, users] = ['<user of the run>', '<user or role>']

export function grants(view: SystemView): readonly ScriptStep[] {
  return [
    {
      comment: `What the user in the url of ${view.name} needs. Triggers run with the rights of whoever ran the capture script, so users need none on tables of thalweg.`,
      statements: [
        ...(view.system.access === 'readOnly' ? [] : ownTables),
        ...view.held.flatMap(({ outbox, events }) =>
          [outbox, events?.table ?? null].flatMap((table) =>
            table === null ? [] : [granted(['SELECT', 'DELETE'], ownQuoted(table), run)],
          ),
        ),
        ...view.held.map((held) => granted(needed(held.adapters), quote(held.table), run)),
        ...lookupsOf(view).map((table) => granted(['SELECT'], quote(table), run)),
      ],
    },
    ...view.held.flatMap(ofUsers),
  ]
}

const ownTables: readonly Sql[] = [
  granted(['SELECT', 'INSERT', 'UPDATE', 'DELETE'], 'thalweg_ops', run),
  granted(['SELECT', 'UPDATE'], 'thalweg_system', run),
]

function granted(rights: readonly string[], table: string, to: string): Sql {
  return [`GRANT ${rights.join(', ')} ON ${table} TO ${to}`]
}

function needed(adapters: readonly AdapterView[]): string[] {
  const any = (may: (view: AdapterView) => boolean): boolean => adapters.some(may)
  const marks = ({ binding }: AdapterView): boolean => typeof binding.deletes === 'object'
  return [
    'SELECT',
    ...(any((view) => view.insert) ? ['INSERT'] : []),
    ...(any((view) => view.update || view.rekey || view.link || ((view.delete || view.insert) && marks(view))) ? ['UPDATE'] : []),
    ...(any((view) => view.delete && !marks(view)) ? ['DELETE'] : []),
  ]
}

function lookupsOf({ held }: SystemView): string[] {
  const columns = held.flatMap(({ adapters }) => adapters.flatMap(({ key, fields }) => [...key, ...fields]))
  return [...new Set(columns.flatMap(({ lookup }) => (lookup === undefined ? [] : [lookup.table])))]
}

/** Of the columns that flows know, those that users of the system write. */
function ofUsers({ table, record, adapters }: HeldView): ScriptStep[] {
  const [{ systemName }] = adapters
  const others = new Set(
    adapters.flatMap(({ incoming }) =>
      incoming
        .filter((unit) => (writerOf(unit) ?? systemName) !== systemName)
        .flatMap(({ columns }) => columns.map(({ column }) => column)),
    ),
  )
  const known = [...new Set(adapters.flatMap(({ fields }) => fields.map(({ column }) => column)))]
  const theirs = known.filter((column) => !others.has(column)).map(quote)
  const all = (may: (life: AdapterView['flow']['lifecycle']) => boolean): boolean => adapters.every(({ flow }) => may(flow.lifecycle))
  const rights = [
    'SELECT',
    ...(theirs.length === 0 ? [] : [`UPDATE (${theirs.join(', ')})`]),
    ...(all(({ creates }) => creates.includes(systemName)) ? ['INSERT'] : []),
    ...(all(({ deletes, foreignDelete }) => deletes.includes(systemName) || foreignDelete === 'accept') ? ['DELETE'] : []),
  ]
  return [
    {
      comment: `What users of ${table} need for ${record}, and no more: the server itself then refuses what flows would set back. Add the columns that no flow knows.`,
      statements: [granted(rights, quote(table), users)],
    },
  ]
}
