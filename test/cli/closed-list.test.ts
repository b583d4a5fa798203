/** Closed lists out of CHECK conditions, as each database prints them. */
import { describe, expect, it } from 'vitest'
import { checkOf, checksIn, closedList } from '../../cli/pull/closed-list.ts'
import { spelling as mariadb } from '../../cli/pull/mariadb/spelling.ts'
import { spelling as postgres } from '../../cli/pull/postgres/spelling.ts'
import { spelling as sqlite } from '../../cli/pull/sqlite/spelling.ts'

const ofPostgres = (...clauses: string[]) =>
  closedList(
    clauses.map((clause) => checkOf(clause, postgres)),
    'status',
  )
const ofMariadb = (clause: string) => closedList([checkOf(clause, mariadb)], 'status')
const ofSqlite = (columns: string, column = 'status') => closedList(checksIn(`CREATE TABLE t (${columns})`, sqlite), column)

describe('a list', () => {
  it.each([
    `(status = ANY (ARRAY['OPEN'::text, 'it''s done'::text]))`,
    `((status)::text = ANY ((ARRAY['OPEN'::character varying, 'it''s done'::character varying])::text[]))`,
    `((status = 'OPEN'::text) OR (status = 'it''s done'::text))`,
    `((status IS NULL) OR (status = ANY (ARRAY['OPEN'::text, 'it''s done'::text])))`,
    `(VALUE = ANY (ARRAY['OPEN'::text, 'it''s done'::text]))`,
    `("status" = ANY (ARRAY['OPEN'::text, 'it''s done'::text]))`,
  ])('of PostgreSQL: %s', (clause) => {
    expect(ofPostgres(clause)).toEqual(['OPEN', `it's done`])
  })

  it.each([
    ["`status` in ('OPEN','it\\'s done')", ['OPEN', `it's done`]],
    ["`status` = 'OPEN' or `status` is null", ['OPEN']],
    [String.raw`${'`status`'} in ('a\\b','tab\tthere')`, ['a\\b', 'tab\tthere']],
  ])('of MariaDB: %s', (clause, values) => {
    expect(ofMariadb(clause)).toEqual(values)
  })

  it.each([
    `status TEXT CHECK (status IN ('OPEN', 'it''s done'))`,
    `status TEXT NOT NULL DEFAULT 'OPEN' check(Status in('OPEN' /* first */, 'it''s done') or status is null), other TEXT`,
    `[status] TEXT, "a)b" TEXT DEFAULT ')', CONSTRAINT known CHECK ([status] IN ('OPEN', 'it''s done')) -- the CHECK (of all)`,
  ])('of SQLite: %s', (columns) => {
    expect(ofSqlite(columns)).toEqual(['OPEN', `it's done`])
  })

  it('is what several conditions leave', () => {
    expect(ofPostgres(`(status = ANY (ARRAY['A'::text, 'B'::text]))`, `(status <> 'C'::text)`, `(status = 'B'::text)`)).toEqual(['B'])
  })
})

describe('no list', () => {
  it.each([
    `(status <> 'OPEN'::text)`,
    `(NOT (status = ANY (ARRAY['OPEN'::text])))`,
    `(status <> ALL (ARRAY['OPEN'::text]))`,
    `((status = 'OPEN'::text) OR (priority > 3))`,
    `((status = 'OPEN'::text) AND (priority > 3))`,
    `(lower(status) = ANY (ARRAY['open'::text]))`,
    `(priority = ANY (ARRAY[1, 2]))`,
    `(other = ANY (ARRAY['OPEN'::text]))`,
    `(status ~ 'OPEN|DONE'::text)`,
    `((status)::text = (other)::text)`,
    `(status IS NOT NULL)`,
    '',
  ])('of PostgreSQL: %s', (clause) => {
    expect(ofPostgres(clause)).toBeNull()
  })

  it.each([
    `status TEXT COLLATE NOCASE CHECK (status IN ('OPEN'))`,
    `status TEXT CHECK (status IN ('OPEN') AND other = 'x')`,
    `status TEXT CHECK (status IN (SELECT name FROM states))`,
    `status TEXT DEFAULT 'CHECK (status IN (''OPEN''))'`,
    `value TEXT CHECK (VALUE IN ('OPEN')), status TEXT`,
    `status TEXT CHECK (status IN ('OPEN'`,
  ])('of SQLite: %s', (columns) => {
    expect(ofSqlite(columns)).toBeNull()
  })
})
