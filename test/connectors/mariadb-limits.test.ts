/** A MariaDB that is set up so that it refuses what others take: TLS, no writes, few connections, little time, no room. */
import { readFileSync, writeFileSync } from 'node:fs'
import mysql from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import type { Certificate } from '../servers/certificate.ts'
import { certificateOf, hasOpenssl, noOpenssl } from '../servers/certificate.ts'
import type { MariadbServer as Running } from '../servers/mariadb.ts'
import { askMariadb, hasMariadb, noMariadb, startMariadb, stopMariadb } from '../servers/mariadb.ts'
import { serverUser } from '../servers/process.ts'
import { answersOf } from './conformance.ts'
import { insertOf, thingShape } from './conformance-shape.ts'
import type { MariadbTable } from './mariadb-setting.ts'
import { mariadbTables } from './mariadb-setting.ts'

const missing = !hasMariadb() ? noMariadb : hasOpenssl() ? null : noOpenssl

describe.skipIf(missing !== null)(`a MariaDB with TLS${missing === null ? '' : `: ${missing}`}`, () => {
  let [its, other]: Certificate[] = []
  let server: Running
  beforeAll(async () => {
    its = certificateOf('localhost', serverUser())
    other = certificateOf('localhost', serverUser())
    server = await startMariadb({ settings: { 'ssl-cert': its.certificate, 'ssl-key': its.key, 'max-connections': '10' } })
    await askMariadb(
      server,
      `CREATE DATABASE x; CREATE TABLE x.t (id INT PRIMARY KEY); CREATE USER plain@'%' IDENTIFIED BY 'p'; GRANT ALL ON x.* TO plain@'%'`,
    )
  })
  afterAll(() => {
    stopMariadb(server, 'SIGTERM')
    for (const each of [its, other]) each?.remove()
  })
  const reach = async (host: string, tls: string) => {
    const query = tls.replace('ITS', its!.certificate).replace('OTHER', other!.certificate)
    return (await MariadbServer.open('ERP', `mariadb://plain:p@${host}:${server.port}/x?${query}`)).session
  }

  it.each([
    ['required', '127.0.0.1', 'ssl-mode=required'],
    ['verify_ca', '127.0.0.1', 'ssl-mode=verify_ca&ssl-ca=ITS'],
    ['verify_identity', 'localhost', 'ssl-mode=verify_identity&ssl-ca=ITS'],
    ['the authority alone', 'localhost', 'ssl-ca=ITS'],
  ])('is reached by %s', async (_, host, tls) => {
    const session = await reach(host, tls)
    const [[, cipher]] = (await session.query(`SHOW STATUS LIKE 'Ssl_cipher'`)).rows as [[string, string]]
    expect(cipher).toMatch(/^TLS_/)
    await session.close()
  })
  it.each([
    ['another has signed', 'localhost', 'ssl-mode=verify_ca&ssl-ca=OTHER'],
    ['nobody known has signed', 'localhost', 'ssl-mode=verify_identity'],
  ])('is not, where its certificate %s', async (_, host, tls) => {
    await expect(reach(host, tls)).rejects.toMatchObject({ code: 'tls', wayOut: expect.stringMatching(/ssl-ca/) as string })
  })
  it('is not by an address, whose certificate could not be verified, unless that is not asked for', async () => {
    await expect(reach('127.0.0.1', 'ssl-ca=ITS')).rejects.toMatchObject({
      code: 'url',
      wayOut: expect.stringMatching(/verify_ca/) as string,
    })
  })
  it('says that it has no connection left, and that is for now', async () => {
    const held: mysql.Connection[] = []
    const full = (async () => {
      for (;;) held.push(await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'plain', password: 'p' }))
    })()
    await expect(full).rejects.toThrow(/too many connections/i)
    await expect(reach('127.0.0.1', 'ssl-mode=required')).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'busy',
      wayOut: expect.stringMatching(/max_connections/) as string,
    })
    for (const client of held) await client.end()
  })
  it('is not, where its certificate is of another host', async () => {
    const elsewhere = certificateOf('db.example', serverUser())
    for (const file of ['certificate', 'key'] as const) writeFileSync(its![file], readFileSync(elsewhere[file]))
    elsewhere.remove()
    await askMariadb(server, 'FLUSH SSL')
    await (await reach('localhost', 'ssl-mode=verify_ca&ssl-ca=ITS')).close()
    await expect(reach('localhost', 'ssl-mode=verify_identity&ssl-ca=ITS')).rejects.toMatchObject({ code: 'tls' })
  })
  it.each(['read_only', 'tx_read_only'])('is a misfit where it takes no writes, as a replica does: %s', async (setting) => {
    await askMariadb(server, `SET GLOBAL ${setting} = 1`)
    const session = await reach('127.0.0.1', 'ssl-mode=required')
    await session.begin('write')
    await expect(session.query('INSERT INTO t VALUES (1)')).rejects.toMatchObject({
      refusal: 'never',
      system: { kind: 'misfit', code: 'readOnly', wayOut: expect.stringMatching(/primary/) as string },
    })
    await session.rollback()
    await session.close()
    await askMariadb(server, `SET GLOBAL ${setting} = 0`)
  })
})

describe.skipIf(!hasMariadb())(`a database of MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const tables = mariadbTables()
  let made: MariadbTable
  let system: System
  let bound: Bound
  beforeEach(async () => {
    made = await tables(thingShape('outbox'))
    system = await made.open()
    bound = await system.bind(made.adapter)
  })
  afterEach(async () => {
    await made.user.query('DROP TRIGGER IF EXISTS troubles')
    await system.close()
  })
  const row = ['pump', null, '3']
  const trigger = async (does: string) => made.user.query(`CREATE TRIGGER troubles BEFORE INSERT ON things FOR EACH ROW ${does}`)

  it('where another transaction is in the way is asked again, and left for later when that does not help', async () => {
    await trigger(`IF (@tries := coalesce(@tries, 0) + 1) < 5 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF`)
    expect(answersOf(await bound.deliver(1, [insertOf('P-1', row)]))).toMatchObject([{ outcome: 'done' }])
    await made.user.query('DROP TRIGGER troubles')
    await trigger(`SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213`)
    expect(await bound.deliver(2, [insertOf('P-2', row)])).toMatchObject({ outcome: 'throttled' })
    expect(await bound.count()).toBe(1)
  })
  it('is throttled where statements take too long', async () => {
    await askMariadb(
      made.database.server,
      `CREATE OR REPLACE USER slow@'%' IDENTIFIED BY 's' WITH MAX_STATEMENT_TIME 0.2; GRANT ALL ON ${made.database.name}.* TO slow@'%'`,
    )
    const limited = await made.open(made.database.urlOf('slow', 's'))
    const slow = await limited.bind(made.adapter)
    await trigger('SET @slept = SLEEP(20)')
    expect(await slow.deliver(1, [insertOf('P-1', row)])).toMatchObject({
      outcome: 'throttled',
      detail: expect.stringMatching(/max_statement_time/) as string,
    })
    await made.user.query('DROP TRIGGER troubles')
    expect(await slow.count()).toBe(0)
    expect(answersOf(await slow.deliver(2, [insertOf('P-1', row)]))).toMatchObject([{ outcome: 'done' }])
    await limited.close()
    await askMariadb(made.database.server, `DROP USER slow@'%'`)
  })
  it('without room on its disk is throttled, and has written nothing', async () => {
    for (const [op, number] of [1021, 1114].entries()) {
      await trigger(`IF NEW.name = 'P-2' THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${number}; END IF`)
      expect(await bound.deliver(op + 1, [insertOf('P-1', row), insertOf('P-2', row)])).toMatchObject({
        outcome: 'throttled',
        detail: expect.stringMatching(/disk .* is full/) as string,
      })
      await made.user.query('DROP TRIGGER troubles')
    }
    expect(await bound.count()).toBe(0)
  })
})
