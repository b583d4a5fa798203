/** A service in memory, and a connector to it that does everything right; tests make one thing of it wrong. */
import type { ConnectorDefinition, Feed, Row, Rows, Stored, Value } from '../../../runtime/connectors/custom/definition.ts'
import { defineConnector, Failure } from '../../../runtime/connectors/custom/definition.ts'
import type { ConformanceOptions } from '../../../sim/conformance/bench.ts'

type Held = { readonly row: Row; readonly version: number }

export class Service {
  readonly rows = new Map<string, Held>()
  readonly log: { readonly number: string; readonly at: number; readonly deleted: boolean }[] = []
  state: 'up' | 'down' | 'throttled' | 'losing' = 'up'
  #version = 0

  reset(): void {
    this.rows.clear()
    this.log.length = 0
  }
  /** @throws where the service is in trouble */
  async call<T>(work: () => T): Promise<T> {
    if (this.state === 'down') throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
    if (this.state === 'throttled') throw new Failure('throttled', 'HTTP 429', { retryAfterMs: 1_000 })
    const result = work()
    if (this.state === 'losing') throw new TypeError('fetch failed', { cause: new Error('other side closed') })
    return result
  }
  put(row: Row): Held {
    const number = row['number'] as string
    const held = { row, version: ++this.#version }
    this.rows.set(number, held)
    this.log.push({ number, at: Date.now(), deleted: false })
    return held
  }
  delete(number: string): void {
    this.rows.delete(number)
    this.log.push({ number, at: Date.now(), deleted: true })
  }
}

const stored = ({ row, version }: Held): Stored => ({ row: { ...row }, token: `v${version}` })
export const numberOf = (key: Row) => key['number'] as string

function rowsOf(service: Service): Required<Rows> {
  const condition = (key: Row, token: string | undefined): Held => {
    const held = service.rows.get(numberOf(key))
    if (held === undefined || `v${held.version}` !== token) throw new Failure('stale', 'it has moved')
    return held
  }
  return {
    list: async (from, limit) =>
      service.call(() => {
        const numbers = [...service.rows.keys()].sort().filter((number) => from === null || number > from)
        const some = numbers.slice(0, limit)
        return { rows: some.map((number) => ({ ...service.rows.get(number)!.row })), next: numbers.length > limit ? some.at(-1)! : null }
      }),
    get: async (key) =>
      service.call(() => {
        const held = service.rows.get(numberOf(key))
        return held === undefined ? null : stored(held)
      }),
    create: async (row) =>
      service.call(() => {
        if (service.rows.has(numberOf(row))) throw new Failure('stale', 'taken')
        return stored(service.put({ ...row }))
      }),
    update: async (key, changes, token) =>
      service.call(() => {
        const held = condition(key, token)
        return stored(service.put({ ...held.row, ...changes }))
      }),
    remove: async (key, token) =>
      service.call(() => {
        condition(key, token)
        service.delete(numberOf(key))
      }),
    changes: async (since, limit): Promise<Feed> =>
      service.call(() => {
        const end = service.log.length
        if (since === null) return { changes: [], position: String(end), more: false }
        const some = service.log.slice(Number(since), Number(since) + Math.max(1, limit))
        const position = Number(since) + some.length
        return { changes: some.map(({ number, at }) => ({ key: { number }, at })), position: String(position), more: position < end }
      }),
  }
}

export const secret = 'open sesame'

/** @param wrong what takes the place of the right methods, for each connection */
export function connectorTo(service: Service, wrong: (right: Required<Rows>) => Partial<Rows> = () => ({})): ConnectorDefinition {
  return defineConnector({
    settings: { url: 'text', token: 'secret' },
    capabilities: { condition: 'row', changes: 'rowsAndDeletes', times: true },
    open: () => {
      const right = rowsOf(service)
      return { ...right, ...wrong(right) }
    },
  })
}

const row = (number: string, more: Readonly<Record<string, Value>> = {}): Row => ({
  number,
  name: `Name of ${number}`,
  phone: null,
  size: 3,
  limit: '12.50',
  blocked: false,
  tags: ['a', 'b'],
  ...more,
})

export function optionsFor(service: Service): ConformanceOptions {
  const during = (state: Service['state']) => async (work: () => Promise<void>) => {
    service.state = state
    await work().finally(() => (service.state = 'up'))
  }
  return {
    settings: { url: 'http://crm', token: secret },
    place: 'accounts',
    key: ['number'],
    rows: [
      row('C-1', { phone: '+1 555' }),
      row('C-2'),
      row('C-3', { tags: [] }),
      row('C-4', { blocked: true }),
      row('C-5', { limit: '-0.10' }),
    ],
    changes: { name: 'Another', size: 4, blocked: true },
    freeText: 'name',
    reset: async () => service.reset(),
    while: { down: during('down'), throttled: during('throttled'), losingAnswers: during('losing') },
  }
}
