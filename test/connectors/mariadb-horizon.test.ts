/** How far an outbox at a MariaDB can be read: by hand, and at a real one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Horizon, horizonOf, writtenDownWithinMs } from '../../runtime/connectors/mariadb/horizon.ts'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { MariadbDatabase } from '../servers/mariadb.ts'
import { hasMariadb, mariadbDatabase, mariadbServer, noMariadb } from '../servers/mariadb.ts'

describe('the horizon of an outbox', () => {
  it.for([
    ['nothing', 4, [], [], 4],
    ['what is committed', 4, [5, 6], [5, 6], 6],
    ['what is in flight', 4, [5, 6, 7], [5, 7], 5],
    ['what was written between the two reads', 4, [], [5], 5],
    ['a number that is nowhere yet', 4, [6], [6], 4],
    ['a later one that is nowhere yet', 4, [5, 7], [5, 7], 5],
  ] as const)('stands before %s, or behind it', ([, after, dirty, committed, expected]) => {
    expect(new Horizon(() => 0).upTo(after, dirty, committed)).toBe(expected)
  })
  it('passes a number that is nowhere once it must have been written down', () => {
    let now = 0
    const horizon = new Horizon(() => now)
    expect(horizon.upTo(4, [6], [6])).toBe(4)
    now = writtenDownWithinMs - 1
    expect(horizon.upTo(4, [6, 9], [6, 9])).toBe(4)
    now = writtenDownWithinMs
    expect(horizon.upTo(4, [6, 9], [6, 9])).toBe(6)
    now = 2 * writtenDownWithinMs
    expect(horizon.upTo(6, [9], [9])).toBe(9)
  })
  it('never passes a number that is in flight, however long', () => {
    let now = 0
    const horizon = new Horizon(() => now)
    for (; now < 10_000; now += 1_000) expect(horizon.upTo(0, [1, 2], [2])).toBe(0)
  })
})

describe.skipIf(!hasMariadb())(`the horizon at a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const changes = 'SELECT o.`seq` FROM `outbox` AS o WHERE o.`seq` > :after ORDER BY o.`seq` LIMIT :limit'
  let database: MariadbDatabase
  let reader: Session
  let [early, late]: Session[] = []
  let now = 0
  const passed = (): void => void (now += writtenDownWithinMs)
  let waited = 0
  const wait = async (ms: number): Promise<void> => {
    waited++
    now += ms
  }
  const clock = () => now
  const fresh = () => horizonOf(changes, clock, wait)
  beforeAll(async () => {
    database = await mariadbDatabase(await mariadbServer())
    const { server, session } = await MariadbServer.open('X', database.url)
    reader = session
    ;[early, late] = [await server.connect(), await server.connect()]
    await reader.query('CREATE TABLE outbox (seq BIGINT AUTO_INCREMENT PRIMARY KEY, t INT) ENGINE = InnoDB')
  })
  afterAll(async () => {
    for (const session of [reader, early!, late!]) await session.close()
    await database.drop()
  })
  beforeEach(async () => {
    waited = 0
    await reader.query('TRUNCATE outbox')
  })
  const write = async (session: Session): Promise<unknown> => session.query('INSERT INTO outbox (t) VALUES (1)')

  it('waits for a lower number that commits late', async () => {
    const horizon = fresh()
    await early!.begin('write')
    await write(early!)
    await write(late!)
    for (let i = 0; i < 3; i++, passed()) expect(await horizon.upTo(reader, 0, 100)).toBe(0)
    await early!.commit()
    expect(await horizon.upTo(reader, 0, 100)).toBe(2)
    expect(waited).toBe(0)
  })
  it('passes a number that was rolled back, also for a reader who asks once', async () => {
    const horizon = fresh()
    await early!.begin('write')
    await write(early!)
    await write(late!)
    await early!.rollback()
    expect(await horizon.upTo(reader, 0, 100)).toBe(2)
    expect(waited).toBe(1)
  })
  it('goes on behind numbers that a statement drew and did not use', async () => {
    const horizon = fresh()
    await late!.query('INSERT INTO outbox (t) SELECT seq FROM seq_1_to_5')
    await write(late!)
    expect(await horizon.upTo(reader, 0, 100)).toBe(5)
    expect(waited).toBe(0)
    const [[high]] = (await reader.query('SELECT max(seq) FROM outbox')).rows as [[string]]
    expect(await horizon.upTo(reader, 5, 100)).toBe(Number(high))
    expect(Number(high)).toBeGreaterThan(6)
  })
  it('asks for no more numbers than are wanted, and for all where many scopes share them', async () => {
    await late!.query('INSERT INTO outbox (t) SELECT seq FROM seq_1_to_12000')
    expect(await fresh().upTo(reader, 0, 100)).toBe(100)
    const scoped = horizonOf(`${changes} -- :scope_0`, clock, wait)
    expect(await scoped.upTo(reader, 0, 100)).toBe(12_000)
    expect(await fresh().upTo(reader, 0, Number.MAX_SAFE_INTEGER)).toBe(12_000)
  })
  it('stands at the end where the first numbers were pruned', async () => {
    await late!.query('INSERT INTO outbox (t) SELECT seq FROM seq_1_to_5; DELETE FROM outbox WHERE seq < 4')
    expect(await horizonOf(changes).upTo(reader, 0, Number.MAX_SAFE_INTEGER)).toBe(5)
  })
})
