/** The suite that engineers run over their connectors: what it says of good ones, and that it finds every mistake it knows of, each by its name. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Failure, type Row, type Rows } from '../../../runtime/connectors/custom/definition.ts'
import { Mistake, mistakes, type MistakeName } from '../../../sim/conformance/mistakes.ts'
import { connectorConformance } from '../../../sim/index.ts'
import { startCrm, type Crm, type Trouble } from '../../../examples/estate/crm/server.ts'
import { crm } from '../../../examples/estate/crm/connector.ts'
import { connectorTo, numberOf, optionsFor, secret, Service } from './memory.ts'

describe('a connector that does everything right', () => {
  const service = new Service()
  test.each(connectorConformance(connectorTo(service), optionsFor(service)))('$name', async ({ check, skipped }) => {
    expect(skipped).toBeUndefined()
    await check()
  })
})

describe('the connector of the example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-crm-'))
  const file = join(folder, 'crm.sqlite')
  let service: Crm
  let trouble: Trouble | undefined
  const during = (what: Trouble) => async (work: () => Promise<void>) => {
    trouble = what
    await work().finally(() => (trouble = undefined))
  }
  const settings = { url: '', token: 'open sesame' }
  beforeAll(async () => {
    service = await startCrm({ file, token: settings.token, trouble: () => trouble })
    settings.url = service.url
  })
  afterAll(async () => {
    await service.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const account = (account_no: string, more: Row = {}): Row => ({
    account_no,
    name: `Name of ${account_no}`,
    email: `${account_no.toLowerCase().replace('/', '-')}@example.com`,
    phone: null,
    size_code: 2,
    street: 'Long Road 1',
    city: 'Muscat',
    postcode: '111',
    country: 'OM',
    credit_limit: '12.50',
    payment_terms: '14D',
    blocked: false,
    ...more,
  })
  const checks = connectorConformance(crm, {
    settings,
    place: 'accounts',
    key: ['account_no'],
    rows: ['C-1', 'C-2', 'Ü 3/4', 'C-4', 'C-5'].map((number, i) => account(number, i === 1 ? { phone: '+968 1' } : {})),
    changes: { name: 'Another', phone: '22', blocked: true },
    freeText: 'name',
    reset: async () => {
      const db = new DatabaseSync(file)
      db.exec('DELETE FROM account')
      db.close()
    },
    while: { down: during('down'), throttled: during('throttled'), losingAnswers: during('lostAnswer') },
  })
  test.each(checks)('$name', async ({ check, skipped }) => {
    expect(skipped).toBeUndefined()
    await check()
  })
})

type Wrong = (right: Required<Rows>, service: Service) => Partial<Rows>

/** Each mistake, made. */
const made = {
  rowsLost: (right) => ({
    list: async (from, limit) => {
      const { rows, next } = await right.list(from, limit)
      return { rows: from === null ? rows : rows.slice(1), next }
    },
  }),
  rowsTwice: (right) => {
    let last: Row | undefined
    return {
      list: async (from, limit) => {
        const page = await right.list(from, limit)
        const rows = from === null || last === undefined ? page.rows : [last, ...page.rows]
        last = page.rows.at(-1)
        return { rows, next: page.next }
      },
    }
  },
  endless: (right) => ({
    list: async (from, limit) => {
      const page = await right.list(from, limit)
      return { rows: page.rows, next: page.next ?? from ?? 'C-0' }
    },
  }),
  unstableOrder: (right, service) => {
    let turn = 0
    return {
      list: async (from, limit) => {
        const all = (await right.list(null, 100)).rows.slice()
        if (turn++ % 2 === 1) all.reverse()
        const start = Number(from ?? 0)
        const next = start + limit
        // Pages of one reading hold together: each reading has an order of its own.
        if (from !== null && service.rows.size > limit * 2) turn--
        return { rows: all.slice(start, next), next: next < all.length ? String(next) : null }
      },
    }
  },
  pagesShift: (right) => ({
    list: async (from, limit) => {
      const all = (await right.list(null, 100)).rows
      const start = Number(from ?? 0)
      return { rows: all.slice(start, start + limit), next: start + limit < all.length ? String(start + limit) : null }
    },
  }),
  columnMissing: (right) => ({
    list: async (from, limit) => {
      const { rows, next } = await right.list(from, limit)
      return { rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))), next }
    },
  }),
  absentThrows: (right) => ({
    get: async (key) => {
      const found = await right.get(key)
      if (found === null) throw new Error('HTTP 404')
      return found
    },
  }),
  absentFound: (right) => ({ get: async (key) => right.get({ number: numberOf(key).split(/[/?%]/)[0]! }) }),
  getDiffers: (right) => ({
    list: async (from, limit) => {
      const { rows, next } = await right.list(from, limit)
      return { rows: rows.map((row) => ({ ...row, limit: Number(row['limit']) })), next }
    },
  }),
  valueAltered: (right) => {
    const asNumber = (row: Row): Row => ('limit' in row ? { ...row, limit: Number(row['limit']) } : row)
    return { create: async (row) => right.create(asNumber(row)) }
  },
  nullAltered: (right) => ({
    update: async (key, changes, token) =>
      right.update(key, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)), token),
  }),
  createOverwrites: (right, service) => ({
    create: async (row) => {
      service.put({ ...row })
      return (await right.get(row))!
    },
  }),
  createNotStale: (right, service) => ({
    create: async (row) => {
      if (service.rows.has(numberOf(row))) throw new Failure('rejected', 'taken')
      return right.create(row)
    },
  }),
  tokenMissing: (right) => ({
    get: async (key) => {
      const found = await right.get(key)
      return found && { row: found.row }
    },
  }),
  tokenStays: (right) => {
    const coarse = (found: { readonly row: Row } | null) => found && { row: found.row, token: 'this second' }
    return {
      get: async (key) => coarse(await right.get(key)),
      create: async (row) => coarse((await right.create(row))!)!,
      update: async (key, changes) => coarse((await right.update(key, changes, (await right.get(key))?.token))!)!,
    }
  },
  tokenIgnored: (right) => ({
    update: async (key, changes) => right.update(key, changes, (await right.get(key))?.token),
  }),
  notStale: (right) => ({
    update: async (key, changes, token) => {
      try {
        return await right.update(key, changes, token)
      } catch {
        throw new Failure('rejected', 'HTTP 412')
      }
    },
  }),
  otherColumns: (right) => ({
    update: async (key, changes, token) => right.update(key, { phone: null, ...changes }, token),
  }),
  updateCreates: (right, service) => ({
    update: async (key, changes, token) => {
      if (service.rows.has(numberOf(key))) return right.update(key, changes, token)
      service.put({ ...key, ...changes })
      return (await right.get(key))!
    },
  }),
  answerDiffers: (right) => ({
    create: async (row) => {
      const { token } = (await right.create(row))!
      return { row: { ...row, blocked: 'no' }, token: token! }
    },
  }),
  answerToken: (right) => ({
    update: async (key, changes, token) => ({ row: (await right.update(key, changes, token))!.row, token: token! }),
  }),
  removeStays: (right) => ({ remove: async (key, token) => void (await right.update(key, { size: 0 }, token)) }),
  staleConnection: (right) => {
    const kept = new Map<string, Row>()
    return {
      get: async (key) => {
        const found = await right.get(key)
        if (found === null) return null
        const row = kept.get(numberOf(key)) ?? found.row
        kept.set(numberOf(key), row)
        return { ...found, row }
      },
      update: async (key, changes, token) => {
        kept.delete(numberOf(key))
        return right.update(key, changes, token)
      },
    }
  },
  feedStarts: (right) => ({ changes: async (since, limit) => right.changes(since ?? '0', Math.max(limit, 100)) }),
  changesLost: (right, service) => ({
    changes: async (since, limit) => ({ ...(await right.changes(since, limit)), position: String(service.log.length), more: false }),
  }),
  changesConsumed: (right, service) => {
    let read = 0
    return {
      changes: async (since, limit) => {
        const from = Math.max(read, Number(since ?? service.log.length))
        const feed = await right.changes(since === null ? null : String(from), limit)
        read = Math.max(read, Number(feed.position))
        return feed
      },
    }
  },
  deletesUntold: (right, service) => ({
    changes: async (since, limit) => {
      const feed = await right.changes(since, limit)
      const deleted = (number: string) => service.log.some((entry) => entry.deleted && entry.number === number)
      return { ...feed, changes: feed.changes.filter(({ key }) => !deleted(numberOf(key))) }
    },
  }),
  feedRestless: (right) => {
    let calls = 0
    return {
      changes: async (since, limit) => ({
        ...(await right.changes(since?.split('#')[0] ?? null, limit)),
        position: `${(await right.changes(since?.split('#')[0] ?? null, limit)).position}#${calls++}`,
      }),
    }
  },
  timesWrong: (right) => ({
    changes: async (since, limit) => {
      const feed = await right.changes(since, limit)
      return { ...feed, changes: feed.changes.map(({ key, at }) => ({ key, at: Math.round(at! / 1_000) })) }
    },
  }),
  downIsAbsent: (right) => ({
    get: async (key) => {
      try {
        return await right.get(key)
      } catch (error) {
        if (Failure.is(error)) throw error
        return null
      }
    },
  }),
  throttleUntold: (right) => ({
    get: async (key) => {
      try {
        return await right.get(key)
      } catch (error) {
        throw Failure.is(error) ? new Failure('rejected', error.message) : error
      }
    },
  }),
  lostIsDone: (right) => ({
    update: async (key, changes, token) => {
      try {
        return await right.update(key, changes, token)
      } catch (error) {
        if (Failure.is(error)) throw error
        return undefined
      }
    },
  }),
  lostIsRefused: (right) => ({
    update: async (key, changes, token) => {
      try {
        return await right.update(key, changes, token)
      } catch (error) {
        throw Failure.is(error) ? error : new Failure('unreachable', 'no answer')
      }
    },
  }),
  neverRecovers: (right) => {
    let closed = false
    return {
      get: async (key) => {
        if (closed) throw new Error('the connection is closed')
        try {
          return await right.get(key)
        } catch (error) {
          closed = !Failure.is(error)
          throw error
        }
      },
    }
  },
  keptOver: (right) => {
    const kept = new Map<string, Awaited<ReturnType<typeof right.get>>>()
    return {
      get: async (key) => {
        const found = kept.get(numberOf(key)) ?? (await right.get(key))
        kept.set(numberOf(key), found)
        return found
      },
      update: async (key, changes, token) => {
        const answer = await right.update(key, changes, token)
        kept.delete(numberOf(key))
        return answer
      },
    }
  },
  secretTold: (right) => ({
    get: async (key) => {
      try {
        return await right.get(key)
      } catch (error) {
        throw new Error(`GET with the token ${secret} failed`, { cause: error })
      }
    },
  }),
} satisfies Record<MistakeName, Wrong>

describe('every mistake is found by its name', () => {
  test.each(Object.keys(mistakes) as MistakeName[])('%s', async (name) => {
    const service = new Service()
    const wrong: Wrong = made[name]
    const found: MistakeName[] = []
    for (const { check } of connectorConformance(
      connectorTo(service, (right) => wrong(right, service)),
      optionsFor(service),
    )) {
      try {
        await check()
      } catch (error) {
        // What goes wrong on the way to another mistake is thrown as it is.
        if (error instanceof Mistake) found.push(error.mistake)
      }
    }
    expect(found).toContain(name)
  })
})

test('a mistake is told with what follows from it and what to do', async () => {
  const service = new Service()
  const [, , , , columns] = connectorConformance(
    connectorTo(service, (right) => made.columnMissing(right)),
    optionsFor(service),
  )
  await expect(columns!.check()).rejects.toThrow(
    'list gives a row without the column phone: nobody can tell an empty column from one that is not read; the runtime refuses the row. Give every column, and null where it is empty.',
  )
})

test('what a connector does not claim is not asked of it', () => {
  const service = new Service()
  const full = connectorTo(service)
  const definition = { ...full, access: 'readOnly', capabilities: { condition: 'none', changes: 'none', times: false } } as const
  const { while: _, ...options } = optionsFor(service)
  const skipped = connectorConformance(definition, { ...options, fill: async () => undefined }).flatMap(({ skipped: why }) => why ?? [])
  expect([...new Set(skipped)].sort()).toEqual([
    'it has no feed',
    'it only reads',
    'while.down is not given',
    'while.losingAnswers is not given',
    'while.throttled is not given',
  ])
})

test('a connector that has no remove is not asked to', async () => {
  const service = new Service()
  const definition = connectorTo(service, () => ({ remove: undefined }) as unknown as Partial<Rows>)
  for (const { check } of connectorConformance(definition, optionsFor(service))) await expect(check()).resolves.toBeUndefined()
})
