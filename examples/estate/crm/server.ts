/**
 * A CRM as one meets it: a small HTTP service with ETags. `node examples/estate/crm/server.ts <file> [port]` starts it on a SQLite file.
 *
 *   GET    /about                   { id }
 *   GET    /accounts?after=&limit=   { accounts, next }
 *   GET    /accounts/:number         the account, and its ETag
 *   POST   /accounts                 409 where the number is taken
 *   PATCH  /accounts/:number         If-Match: 428 without, 412 where the account has moved
 *   DELETE /accounts/:number         likewise
 *   GET    /changes?since=&limit=    { changes, position, more }; without since only where it stands now
 */
import { serve, type HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { Store, type Account, type Held } from './store.ts'

/** What befalls a call: it is told to wait, its answer is lost after it was carried out, or nothing answers at all. */
export type Trouble = 'throttled' | 'lostAnswer' | 'down'

export interface CrmOptions {
  readonly file: string
  /** 0: any that is free. */
  readonly port?: number
  /** Whoever calls must say it. Default: anybody may call. */
  readonly token?: string
  /** More calls than this within a second are told to wait. Default: no limit. */
  readonly callsPerSecond?: number
  /** What its clock shows: epoch ms. Default: the clock of this machine. */
  readonly now?: () => number
  /** For tests: asked before each call. */
  readonly trouble?: (call: { readonly method: string; readonly path: string }) => Trouble | undefined
}

export interface Crm {
  readonly url: string
  close(): Promise<void>
}

type Env = { Bindings: HttpBindings }
const mostRows = 200
const secondMs = 1_000

export async function startCrm(options: CrmOptions): Promise<Crm> {
  const store = new Store(options.file, options.now)
  const app = crm(store, options)
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: options.port ?? 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => {
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: async () =>
          new Promise((done) => {
            server.close(() => {
              store.close()
              done()
            })
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
  })
}

function crm(store: Store, options: CrmOptions): Hono<Env> {
  const app = new Hono<Env>()
  const calls: number[] = []
  app.use(async (c, next) => {
    if (options.token !== undefined && c.req.header('authorization') !== `Bearer ${options.token}`) return c.text('who are you?', 401)
    const trouble = options.trouble?.({ method: c.req.method, path: c.req.path })
    if (trouble === 'down') return drop(c)
    if (trouble === 'throttled' || tooFast(calls, options.callsPerSecond)) return c.text('too many calls', 429, { 'retry-after': '1' })
    await next()
    return trouble === 'lostAnswer' ? drop(c) : undefined
  })
  app.get('/about', (c) => c.json({ id: store.id }))
  app.get('/accounts', (c) => {
    const rows = store.list(c.req.query('after') ?? '', limitOf(c))
    const next = rows.length < limitOf(c) ? null : rows.at(-1)!.account['account_no']
    return c.json({ accounts: rows.map(({ account }) => account), next })
  })
  app.get('/accounts/:number', (c) => answer(c, store.get(c.req.param('number'))))
  app.post('/accounts', async (c) => {
    const account = await c.req.json<Account>()
    const wrong = store.unknown(account)
    if (wrong.length > 0) return c.text(`an account has no ${wrong.join(', ')}`, 422)
    const number = String(account['account_no'])
    if (store.get(number) !== null) return c.text(`${number} is taken`, 409)
    return attempt(c, () => {
      store.create(account)
      return answer(c, store.get(number), 201)
    })
  })
  app.patch('/accounts/:number', async (c) => {
    const changes = await c.req.json<Account>()
    const wrong = store.unknown(changes)
    if (wrong.length > 0) return c.text(`an account has no ${wrong.join(', ')}`, 422)
    return onCondition(c, store, (number, version) =>
      attempt(c, () => (store.update(number, changes, version) ? answer(c, store.get(number)) : c.text('it has moved', 412))),
    )
  })
  app.delete('/accounts/:number', (c) =>
    onCondition(c, store, (number, version) => (store.remove(number, version) ? c.body(null, 204) : c.text('it has moved', 412))),
  )
  app.get('/changes', (c) => {
    const since = c.req.query('since')
    const head = store.head()
    if (since === undefined) return c.json({ changes: [], position: String(head), more: false })
    if (Number(since) > head) return c.text(`there was no change ${since}`, 410)
    const { changes, upTo } = store.changes(Number(since), limitOf(c))
    return c.json({ changes, position: String(upTo), more: upTo < head })
  })
  return app
}

function answer(c: Context<Env>, held: Held | null, status: 200 | 201 = 200): Response {
  return held === null ? c.text('there is no such account', 404) : c.json(held.account, status, { etag: `"${held.version}"` })
}

function onCondition(c: Context<Env, '/accounts/:number'>, store: Store, write: (number: string, version: number) => Response): Response {
  const match = c.req.header('if-match')
  if (match === undefined) return c.text('say If-Match', 428)
  const number = c.req.param('number')
  if (store.get(number) === null) return c.text('there is no such account', 404)
  return write(number, Number(match.replaceAll('"', '')))
}

/** A rule of the CRM refuses it: a constraint of the table. */
function attempt(c: Context<Env>, write: () => Response): Response {
  try {
    return write()
  } catch (error) {
    return c.text((error as Error).message, 422)
  }
}

function limitOf(c: Context<Env>): number {
  return Math.min(mostRows, Math.max(1, Number(c.req.query('limit') ?? mostRows)))
}

function tooFast(calls: number[], most: number | undefined): boolean {
  if (most === undefined) return false
  const now = Date.now()
  while (calls.length > 0 && calls[0]! <= now - secondMs) calls.shift()
  if (calls.length >= most) return true
  calls.push(now)
  return false
}

/** The line goes dead. */
function drop(c: Context<Env>): Response {
  c.env.incoming.socket.destroy()
  return c.body(null)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file = 'crm.sqlite', port = '8787'] = process.argv.slice(2)
  const { url } = await startCrm({ file, port: Number(port), ...(process.env['CRM_TOKEN'] && { token: process.env['CRM_TOKEN'] }) })
  process.stdout.write(`the CRM answers at ${url}\n`)
}
