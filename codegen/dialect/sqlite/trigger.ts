import type { Sql } from '../dialect.ts'
import { quote } from './expressions.ts'
import type { Part } from '../layout.ts'
import { where } from '../layout.ts'

/** @param when all must hold @param bodies statements without their semicolon */
export function trigger(name: string, event: string, when: readonly Part[], bodies: readonly Sql[]): Sql {
  const conditions = where(when).map((line) => line.replace(/^WHERE/, 'WHEN'))
  const body = bodies.flatMap((statement) => statement.map((line, i) => `  ${line}${i === statement.length - 1 ? ';' : ''}`))
  return [`CREATE TRIGGER ${quote(name)} ${event}`, ...conditions, 'BEGIN', ...body, 'END']
}
