import { DatabaseSync } from 'node:sqlite'

/** Objects of ours in a database, by name, as `sqlite_schema` words them. */
export type Objects = ReadonlyMap<string, { readonly type: string; readonly sql: string }>

export interface Preparation {
  readonly missing: readonly string[]
  /** There, but made by another version of the flows. */
  readonly outdated: readonly string[]
  /** Triggers that no flow asks for any more. They would go on acting, so they have to go. */
  readonly leftOver: readonly string[]
}

/** How far what the scripts make is there, and as they make it. */
export function preparation(database: DatabaseSync, scripts: readonly string[]): Preparation {
  const there = ours(database)
  const wanted = made(database, scripts)
  return {
    missing: [...wanted.keys()].filter((name) => !there.has(name)),
    outdated: [...wanted].filter(([name, { sql }]) => there.has(name) && there.get(name)!.sql !== sql).map(([name]) => name),
    leftOver: [...there].filter(([name, { type }]) => type === 'trigger' && !wanted.has(name)).map(([name]) => name),
  }
}

/** What the scripts make, seen by running them in memory beside tables like those of the database. */
function made(database: DatabaseSync, scripts: readonly string[]): Objects {
  const scratch = new DatabaseSync(':memory:')
  try {
    scratch.exec('PRAGMA foreign_keys = OFF')
    for (const { sql } of database
      .prepare(
        `SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'thalweg\\_%' ESCAPE '\\'`,
      )
      .all()) {
      try {
        scratch.exec(String(sql))
      } catch {
        // A virtual table of an extension that is not loaded here: no binding can be to it.
      }
    }
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

function ours(database: DatabaseSync): Objects {
  const rows = database
    .prepare(`SELECT name, type, sql FROM sqlite_schema WHERE name LIKE 'thalweg\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY name`)
    .all()
  return new Map(rows.map((row) => [String(row['name']), { type: String(row['type']), sql: laidOutAlike(String(row['sql'])) }]))
}
