import type { Sql } from '../dialect.ts'
import type { Part } from '../layout.ts'
import { quote } from './names.ts'

/** What a trigger does, and the conditions of it, all of which must hold. */
export interface Reaction {
  readonly when: readonly Part[]
  /** A statement, without its semicolon. */
  readonly then: Sql
}

/** Put in the place of one of this name at once: no write in between goes untold. @param when `AFTER INSERT` */
export function trigger(name: string, when: string, table: string, reactions: readonly Reaction[]): Sql {
  return [
    `CREATE OR REPLACE TRIGGER ${quote(name)} ${when} ON ${quote(table)} FOR EACH ROW`,
    'BEGIN',
    ...reactions.flatMap(reaction).map((line) => `  ${line}`),
    'END',
  ]
}

function reaction({ when, then }: Reaction): string[] {
  const statement = then.map((line, i) => (i === then.length - 1 ? `${line};` : line))
  if (when.length === 0) return statement
  const conditions = when.flatMap((each, i) =>
    [each].flat().map((line, at) => (at > 0 ? `  ${line}` : i === 0 ? `IF ${line}` : `  AND ${line}`)),
  )
  return [...conditions, 'THEN', ...statement.map((line) => `  ${line}`), 'END IF;']
}
