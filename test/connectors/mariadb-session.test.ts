/** Sessions at a MariaDB: every value as the server prints it, there and back, and every refusal with its meaning and a way out. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import type { Session } from '../../runtime/connectors/server/session.ts'
import { date, datetime } from '../../runtime/dialect/mariadb.ts'
import type { MariadbDatabase } from '../servers/mariadb.ts'
import { askMariadb, hasMariadb, mariadbDatabase, mariadbServer, noMariadb } from '../servers/mariadb.ts'
import { runs } from '../runs.ts'

describe.skipIf(!hasMariadb())(`sessions at a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  let database: MariadbDatabase
  let server: MariadbServer
  let session: Session
  beforeAll(async () => {
    database = await mariadbDatabase(await mariadbServer())
    ;({ server, session } = await MariadbServer.open('ERP', database.url))
    await session.query(`
      CREATE TABLE every (id INT PRIMARY KEY, big BIGINT, huge BIGINT UNSIGNED, amount DECIMAL(30,10), flag TINYINT(1), bits BIT(9), real_ DOUBLE, day DATE,
        at DATETIME(6), seconds DATETIME, moment TIMESTAMP(6) NULL, time_ TIME(3), doc JSON, text_ LONGTEXT, old VARCHAR(50) CHARACTER SET latin1, year_ YEAR) CHARACTER SET utf8mb4;
      CREATE TABLE parent (id INT PRIMARY KEY); CREATE TABLE child (id INT PRIMARY KEY, parent INT NOT NULL, name VARCHAR(3), CHECK (id < 100), FOREIGN KEY (parent) REFERENCES parent (id))`)
  })
  afterAll(async () => {
    await session.close()
    await database.drop()
  })

  it('give every value as the server prints it', async () => {
    const values = {
      id: '1',
      big: '-9223372036854775808',
      huge: '18446744073709551615',
      amount: '-12345678901234567890.1234567890',
      flag: '1',
      real_: '0.1',
      day: '2026-11-24',
      at: '2026-11-24 08:30:00.123456',
      seconds: '2026-11-24 08:30:00',
      moment: '2026-03-29 02:30:00.000001',
      time_: '-100:00:00.500',
      doc: '{"a": [1, "😀"]}',
      text_: 'a\0b\r\n\'"\\😀 ',
      old: 'äöü',
      year_: '2026',
    }
    const names = Object.keys(values)
    await session.query(`INSERT INTO every (${names.join(', ')}, bits) VALUES (${names.map((name) => `:${name}`).join(', ')}, 257)`, values)
    const { rows } = await session.query(`SELECT ${names.join(', ')}, bits, NULL FROM every`)
    expect(rows).toEqual([[...Object.values(values), '257', null]])
    const each: unknown[] = []
    await session.each(`SELECT ${names.join(', ')} FROM every`, {}, (row) => void each.push(row))
    expect(each).toEqual([Object.values(values)])
  })

  // A column without a name of its own is named after its text, and the driver takes no column whose name every object has.
  it('keep any text, in a parameter and in a batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 20 }), async (texts) => {
        const { rows } = await session.query(
          "SELECT w.v, :first AS first FROM JSON_TABLE(:batch, '$[*]' COLUMNS (n INT PATH '$.n', v LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$.v')) AS w ORDER BY w.n",
          {
            ...server.batch(
              new Map<string, (string | number)[]>([
                ['n', texts.map((_, n) => n)],
                ['v', texts],
              ]),
            ),
            first: texts[0]!,
          },
        )
        expect(rows).toEqual(texts.map((each) => [each, texts[0]]))
      }),
      { ...runs(50), examples: [[['__proto__']]] },
    )
    const odd = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('') + '\x7f\u2028\ufeff"\\\'`;:a -- /*'
    expect((await session.query('SELECT :odd', { odd })).rows).toEqual([[odd]])
    expect(server.refuses('\ud83d')).toMatch(/half of a character/)
    expect(server.refuses(odd)).toBeNull()
  })

  it('leave zero dates that were stored, read them as no value, and write none', async () => {
    await session.query(
      "SET @mode = @@sql_mode; SET sql_mode = ''; INSERT INTO every (id, day, at) VALUES (2, '0000-00-00', '2026-00-10 00:00:00'); SET sql_mode = @mode",
    )
    const [[day, at]] = (await session.query('SELECT day, at FROM every WHERE id = 2')).rows as [[string, string]]
    expect([day, at]).toEqual(['0000-00-00', '2026-00-10 00:00:00.000000'])
    expect(() => date().read(day, 'day')).toThrow('is no date')
    expect(() => datetime().read(at, 'at')).toThrow('is no time that exists')
    await session.query('UPDATE every SET day = day, flag = 0 WHERE id = 2')
    await expect(session.query("UPDATE every SET day = '2026-02-31' WHERE id = 2")).rejects.toMatchObject({ refusal: 'row' })
  })

  it('take parameters where they stand, and nowhere else', async () => {
    const { rows } = await session.query("SELECT ':a', :a, `x`.`:a`, @b := 1 /* :a */ FROM (SELECT 2 AS `:a`) AS x -- :a", { a: "it's" })
    expect(rows).toEqual([[':a', "it's", '2', '1']])
  })

  it('read in one snapshot, and roll back what they mark', async () => {
    const other = await server.connect()
    await session.begin('read')
    await session.query('SELECT 1')
    await other.query('INSERT INTO parent VALUES (50)')
    expect((await session.query('SELECT id FROM parent WHERE id = 50')).rows).toEqual([])
    await session.rollback()
    await session.begin('write')
    await session.query('INSERT INTO parent VALUES (51)')
    await session.mark()
    await session.query('INSERT INTO parent VALUES (52)')
    await session.mark()
    await session.query('INSERT INTO parent VALUES (53)')
    await session.undo()
    await session.keep()
    await session.commit()
    expect((await session.query('SELECT id FROM parent WHERE id > 50 ORDER BY id')).rows).toEqual([['51'], ['52']])
    await other.close()
  })

  it.for([
    ['a value that is taken', 'INSERT INTO parent VALUES (60), (60)', 'taken', /Duplicate entry '60'/],
    ['a text that is too long', "INSERT INTO child VALUES (1, 60, 'long')", 'row', /too long for column 'name'/],
    ['no record that is referred to', "INSERT INTO child VALUES (1, 999, 'a')", 'row', /foreign key/],
    ['a check', "INSERT INTO child VALUES (100, 60, 'a')", 'row', /CONSTRAINT/],
    ['a null', 'INSERT INTO child VALUES (1, NULL, NULL)', 'row', /cannot be null/],
    ['a trigger', "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not so'", 'row', /^not so$/],
    ['no table', 'SELECT * FROM nowhere', 'never', /nowhere/],
    ['no column', 'SELECT nothing FROM parent', 'never', /nothing/],
    ['a time limit', 'SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(5)', 'later', /max_statement_time/],
  ] as const)('say of %s what it means', async ([, sql, refusal, message]) => {
    await session.query('INSERT IGNORE INTO parent VALUES (70)')
    await expect(session.query(sql)).rejects.toMatchObject({
      refusal,
      message: expect.stringMatching(message) as string,
      system: { wayOut: expect.stringMatching(/\w/) as string },
    })
    expect(session.open).toBe(true)
  })

  it('say what rights are missing, and on which table', async () => {
    await askMariadb(
      database.server,
      `CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'r'; GRANT SELECT ON ${database.name}.parent TO reader@'%'`,
    )
    const reader = await MariadbServer.open('ERP', database.urlOf('reader', 'r'))
    await expect(reader.session.query('INSERT INTO parent VALUES (80)')).rejects.toMatchObject({
      refusal: 'never',
      message: expect.stringMatching(/INSERT.*parent/) as string,
    })
    await reader.session.close()
  })

  it('give way in a deadlock, and after waiting for too long, and say that the same may go through', async () => {
    const other = await server.connect()
    await session.query('INSERT IGNORE INTO parent VALUES (90), (91)')
    for (const each of [session, other]) await each.begin('write')
    await session.query('SELECT * FROM parent WHERE id = 90 FOR UPDATE')
    await other.query('SELECT * FROM parent WHERE id = 91 FOR UPDATE')
    const outcomes = await Promise.allSettled([
      session.query('SELECT * FROM parent WHERE id = 91 FOR UPDATE'),
      other.query('SELECT * FROM parent WHERE id = 90 FOR UPDATE'),
    ])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { refusal: 'again', system: { code: 'deadlock' } },
    })
    for (const each of [session, other]) await each.rollback()
    await other.begin('write')
    await other.query('SELECT * FROM parent WHERE id = 90 FOR UPDATE; ')
    await session.query('SET innodb_lock_wait_timeout = 0')
    await expect(session.query('DELETE FROM parent WHERE id = 90')).rejects.toMatchObject({
      refusal: 'again',
      system: { code: 'lockTimeout' },
    })
    await other.close()
  })

  it('say that the connection was lost, and are open no more', async () => {
    const other = await server.connect()
    const [[id]] = (await other.query('SELECT connection_id()')).rows as [[string]]
    const asleep = other.query('SELECT SLEEP(5)')
    const lost = asleep.catch((error: unknown) => error)
    await session.query(`KILL ${id}`)
    expect(await lost).toMatchObject({ refusal: 'lost', system: { kind: 'unreachable' } })
    expect(other.open).toBe(false)
    await expect(other.query('SELECT 1')).rejects.toMatchObject({ refusal: 'lost' })
    await other.rollback()
    await other.close()
  })

  it('refuse values that are larger than a packet before they cost the connection', async () => {
    const big = { batch: 'x'.repeat(17 * 1024 * 1024) }
    await expect(session.query('SELECT length(:batch)', big)).rejects.toMatchObject({ refusal: 'row', code: '1153' })
    expect((await session.query('SELECT 1')).rows).toEqual([['1']])
  })

  const url = (from: string, to: string): string => database.url.replace(from, to)
  it.for([
    ['no url', (): string => 'no url', 'url', /is none/],
    ['another protocol', () => url('mariadb:', 'postgres:'), 'url', /not one of MariaDB/],
    ['no database', () => url(/[^/]*$/.exec(database.url)![0], ''), 'url', /no database/],
    ['an unknown setting', () => `${database.url}?sslmode=on`, 'url', /says sslmode/],
    ['no server', (): string => 'mariadb://u:secret@127.0.0.1:1/x', 'unreachable', /no MariaDB answers at 127\.0\.0\.1:1/],
    ['a wrong password', () => database.urlOf('tester', 'secret'), 'refusedLogin', /does not let in tester/],
    ['an unknown database', () => url(database.name, 'nowhere'), 'noDatabase', /no database nowhere/],
    ['TLS that the server lacks', () => `${database.url}?ssl-mode=required`, 'noTls', /offers no TLS/],
  ] as const)('are not opened with %s, and the password is told nobody', async ([, make, code, message]) => {
    const failed: unknown = await MariadbServer.open('ERP', make()).catch((error: unknown) => error)
    expect(failed).toMatchObject({ name: 'SystemError', code, system: 'ERP', message: expect.stringMatching(message) as string })
    expect(JSON.stringify([failed, (failed as Error).message, (failed as { wayOut: string }).wayOut])).not.toMatch(/secret/)
  })
})
