/** Others write to the same MariaDB at the same time: nothing of theirs is lost, no change goes untold. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import { SystemError } from '../../runtime/ports.ts'
import { askMariadb, hasMariadb, noMariadb, restartMariadb, startMariadb, stopMariadb } from '../servers/mariadb.ts'
import { openMariadb } from '../../runtime/connectors/mariadb/index.ts'
import { sqlSystem } from '../emit/project.ts'
import { insertOf, size, thingShape, updateOf } from './conformance-shape.ts'
import { answersOf } from './conformance.ts'
import type { MariadbTable } from './mariadb-setting.ts'
import { mariadbTables } from './mariadb-setting.ts'

describe.skipIf(!hasMariadb())(`a MariaDB that others write to${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const tables = mariadbTables()
  let table: MariadbTable
  let system: System
  let bound: Bound
  let op = 0
  const open: { close(): Promise<void> }[] = []
  const client = async (): Promise<Session> => {
    const session = await table.client()
    open.push(session)
    return session
  }
  beforeEach(async () => {
    table = await tables(thingShape('outbox'))
    system = await table.open()
    open.push(system)
    bound = await system.bind(table.adapter)
    op = 0
    return async () => {
      for (const each of open.splice(0)) await each.close()
    }
  })

  it('counts every increment once, ours on condition and theirs', async () => {
    const keys = ['A', 'B', 'C']
    await table.user.query("INSERT INTO things (name, title, size) VALUES ('A', '', 0), ('B', '', 0), ('C', '', 0)")
    let theirs = 0
    const others = [await client(), await client()].map(async (session, nth) => {
      for (let i = 0; i < 40; i++) {
        const { affected } = await session.query('UPDATE things SET size = size + 1 WHERE name = :name', { name: keys[(i + nth) % 3]! })
        theirs += affected
      }
    })
    const outcomes: string[] = []
    for (let i = 0; i < 40; i++) {
      const { seen } = await bound.head()
      const images = await bound.look(keys.map((key) => ({ key, seen })))
      const writes = images.map(({ values }, n) => updateOf(keys[n]!, values, { [size]: String(Number(values[size]) + 1) }, seen))
      outcomes.push(...answersOf(await bound.deliver(++op, writes)).map(({ outcome }) => outcome))
    }
    await Promise.all(others)
    const ours = outcomes.filter((outcome) => outcome === 'done').length
    expect((await table.user.query('SELECT sum(size) FROM things')).rows).toEqual([[String(ours + theirs)]])
    expect(theirs).toBe(80)
    expect(ours).toBeGreaterThan(0)
  })

  it('tells of every change once it is committed, in whatever order transactions end', async () => {
    const writers = await Promise.all(Array.from({ length: 4 }, client))
    const committed = new Set<string>()
    let writing = true
    const written = Promise.all(
      writers.map(async (session, nth) => {
        for (let i = 0; i < 12; i++) {
          const name = `W${nth}-${i}`
          await session.begin('write')
          await session.query("INSERT INTO things (name, title, size) VALUES (:name, '', 0)", { name })
          await new Promise((resolve) => void setTimeout(resolve, i + nth === 1 ? 600 : ((i * 7 + nth * 13) % 5) * 4))
          if ((i + nth) % 4 === 0) await session.rollback()
          else {
            await session.commit()
            committed.add(name)
          }
        }
      }),
    ).then(() => void (writing = false))
    const told: string[] = []
    let position: string | null = null
    for (const end = () => !writing && told.length >= committed.size; !end();) {
      const changes = await bound.changes(position, 5)
      told.push(...changes.hints.map(({ key }) => key))
      position = changes.position
      if (changes.hints.length === 0) await new Promise((resolve) => void setTimeout(resolve, 5))
    }
    await written
    expect(told.toSorted()).toEqual([...committed].sort())
  })

  it('writes a key that somebody makes at the same time over nothing of his', async () => {
    const other = await client()
    await other.begin('write')
    await other.query("INSERT INTO things (name, title, size) VALUES ('N', 'his', 1)")
    const ours = bound.deliver(++op, [insertOf('N', ['ours', null, '2']), insertOf('M', ['ours', null, '2'])])
    await new Promise((resolve) => void setTimeout(resolve, 50))
    await other.commit()
    expect(answersOf(await ours).map(({ outcome, image }) => [outcome, image.values[0]])).toEqual([
      ['stale', 'his'],
      ['done', 'ours'],
    ])
  })

  it('gives up for now where a row stays locked, and has written nothing', async () => {
    await table.user.query("INSERT INTO things (name, title, size) VALUES ('L', '', 0)")
    await system.close()
    const other = await client()
    await other.begin('write')
    await other.query("SELECT * FROM things WHERE name = 'L' FOR UPDATE")
    const quick = await openMariadb({
      name: 'ERP',
      url: table.database.url,
      statements: {
        ...sqlSystem(table.landscape.systems['ERP']).statements,
        fence: 'SET SESSION innodb_lock_wait_timeout = 0; UPDATE thalweg_system SET op_high = :op WHERE op_high < :op',
      },
      env: {},
    })
    open.push(quick)
    const delivery = await (
      await quick.bind(table.adapter)
    ).deliver(1, [insertOf('K', ['a', null, '1']), updateOf('L', ['', null, '0'], { [size]: '1' })])
    expect(delivery).toMatchObject({ outcome: 'throttled', detail: expect.stringMatching(/locked/) as string })
    expect((await table.user.query('SELECT name, size FROM things')).rows).toEqual([['L', '0']])
  })

  it('names the right that is missing when the table is bound, and what the scripts did not make', async () => {
    const { server, name } = table.database
    await askMariadb(
      server,
      `CREATE OR REPLACE USER unwelcome@'%' IDENTIFIED BY 'w'; GRANT SELECT, INSERT ON ${name}.* TO unwelcome@'%'; GRANT UPDATE (size) ON ${name}.things TO unwelcome@'%'`,
    )
    const weak = await table.open(table.database.urlOf('unwelcome', 'w'))
    open.push(weak)
    await expect(weak.bind(table.adapter)).rejects.toMatchObject({
      code: 'rights',
      message: expect.stringMatching(/lacks DELETE on table things/) as string,
    })
    await table.user.query('RENAME TABLE thalweg_system TO gone')
    expect(await system.identity()).toBeNull()
    await expect(system.bind(table.adapter)).rejects.toMatchObject({ code: 'notPrepared' })
    await table.user.query('RENAME TABLE gone TO thalweg_system')
  })
})

describe.skipIf(!hasMariadb())(`a MariaDB that goes away${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const tables = mariadbTables(async () => startMariadb({ fsync: true }))

  it('is unreachable when it was killed, holds what was answered, and nothing else', async () => {
    const table = await tables(thingShape('outbox'))
    const system = await table.open()
    const bound = await system.bind(table.adapter)
    expect(answersOf(await bound.deliver(1, [insertOf('before', ['a', null, '1'])]))[0]!.outcome).toBe('done')
    stopMariadb(table.database.server)
    await new Promise((resolve) => void setTimeout(resolve, 100))
    expect(await bound.deliver(2, [insertOf('lost', ['a', null, '1'])])).toMatchObject({ outcome: 'unreachable' })
    await expect(bound.look([{ key: 'before', seen: 0 }])).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(table.open()).rejects.toBeInstanceOf(SystemError)
    await system.close()
    const server = await restartMariadb(table.database.server)
    const again = await table.open()
    const anew = await again.bind(table.adapter)
    const images = await anew.look([
      { key: 'before', seen: 0 },
      { key: 'lost', seen: 0 },
    ])
    expect(images.map(({ present }) => present)).toEqual([true, false])
    expect([await again.resolve(1), await again.resolve(2)].map(({ state }) => state)).toEqual(['landed', 'void'])
    await again.close()
    stopMariadb(server, 'SIGTERM')
  })
})
