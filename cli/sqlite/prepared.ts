import { DatabaseSync } from 'node:sqlite'

/** Objects of ours in a database, by name, as `sqlite_schema` words them. */
export type Objects = ReadonlyMap<string, { readonly type: string; readonly sql: string }>

export interface Preparation {
  readonly missing: readonly string[]
  /** There, but made by another version of the flows. */
  readonly outdated: readonly string[]
  /** Left when the scripts have run, and asked for by no flow any more: triggers, which would go on acting, and the outboxes that they filled. */
  readonly leftOver: readonly LeftOver[]
}

export interface LeftOver {
  readonly type: 'trigger' | 'table'
  readonly name: string
}

/** What tables of captured changes begin with. */
const captured = ['thalweg_outbox_', 'thalweg_events_']

/** How far what the scripts make is there, and as they make it. @throws what SQLite throws where the database was prepared for somebody else */
export function preparation(database: DatabaseSync, scripts: readonly string[]): Preparation {
  const there = ours(database)
  const wanted = inMemory(database, scripts, false)
  const after = inMemory(database, scripts, true)
  return {
    missing: [...wanted.keys()].filter((name) => !there.has(name)),
    outdated: [...wanted].filter(([name, { sql }]) => there.has(name) && there.get(name)!.sql !== sql).map(([name]) => name),
    leftOver: [...after].flatMap(([name, { type }]): LeftOver[] => {
      if (wanted.has(name)) return []
      if (type === 'trigger') return [{ type, name }]
      return type === 'table' && captured.some((start) => name.startsWith(start)) ? [{ type, name }] : []
    }),
  }
}

/** The script that takes away what is left over; null where there is nothing. */
export function leftOverScript({ leftOver }: Preparation): string | null {
  if (leftOver.length === 0) return null
  const drops = leftOver.map(({ type, name }) => `DROP ${type.toUpperCase()} "${name.replaceAll('"', '""')}";`)
  return ['-- Left over: no flow asks for it any more.', '', 'BEGIN IMMEDIATE;', ...drops, 'COMMIT;', ''].join('\n')
}

/** What the scripts make, or leave of what is `there`, seen by running them in memory beside tables like those of the database. */
function inMemory(database: DatabaseSync, scripts: readonly string[], there: boolean): Objects {
  const scratch = new DatabaseSync(':memory:')
  try {
    scratch.exec('PRAGMA foreign_keys = OFF')
    for (const { sql } of database
      .prepare(
        `SELECT sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND CASE WHEN name LIKE 'thalweg\\_%' ESCAPE '\\' THEN :there ELSE type = 'table' END
         ORDER BY type = 'table' DESC, type = 'index' DESC`,
      )
      .all({ there: there ? 1 : 0 })) {
      try {
        scratch.exec(String(sql))
      } catch {
        // A virtual table of an extension that is not loaded here: no binding can be to it.
      }
    }
    if (there) copyOwner(database, scratch)
    for (const script of scripts) scratch.exec(script)
    return ours(scratch)
  } finally {
    scratch.close()
  }
}

/** How a statement is spread over lines is no difference: nobody has to prepare anew for that. */
function laidOutAlike(sql: string): string {
  return sql.replace(/\s+/g, ' ')
}

/** Whose preparation it is: the scripts refuse a database that is another's. */
function copyOwner(database: DatabaseSync, scratch: DatabaseSync): void {
  if (!ours(scratch).has('thalweg_prepared')) return
  const put = scratch.prepare('INSERT INTO thalweg_prepared (one, landscape, system) VALUES (?, ?, ?)')
  for (const { one, landscape, system } of database.prepare('SELECT one, landscape, system FROM thalweg_prepared').all())
    put.run(one!, landscape!, system!)
}

function ours(database: DatabaseSync): Objects {
  const rows = database
    .prepare(`SELECT name, type, sql FROM sqlite_schema WHERE name LIKE 'thalweg\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY name`)
    .all()
  return new Map(rows.map((row) => [String(row['name']), { type: String(row['type']), sql: laidOutAlike(String(row['sql'])) }]))
}
