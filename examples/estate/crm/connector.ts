/** The CRM's own connector: what `thalweg/connector` asks of an HTTP service with ETags, and nothing else. */
import { defineConnector, Failure, httpFailure, type Feed, type Page, type Row, type Stored } from 'thalweg/connector'

const timeoutMs = 10_000
const gone = 410
const notFound = 404

export const crm = defineConnector({
  settings: { url: 'text', token: 'secret' },
  capabilities: { condition: 'row', changes: 'rowsAndDeletes', times: true },
  atOnce: 4,
  identity: async ({ url, token }) => {
    const response = await fetch(`${url}/about`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw httpFailure(response, await response.text())
    return ((await response.json()) as { id: string }).id
  },
  open: ({ url, token }, place) => {
    const call = async (method: string, path: string, options: { readonly body?: Row; readonly etag?: string | undefined } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(options.body && { 'content-type': 'application/json' }),
          ...(options.etag !== undefined && { 'if-match': options.etag }),
        },
        ...(options.body && { body: JSON.stringify(options.body) }),
        signal: AbortSignal.timeout(timeoutMs),
      })
    const asked = async (response: Response): Promise<Response> => {
      if (response.ok) return response
      throw httpFailure(response, await response.text())
    }
    const stored = async (response: Response): Promise<Stored> => {
      const row = (await (await asked(response)).json()) as Row
      const token = response.headers.get('etag')
      return token === null ? { row } : { row, token }
    }
    const path = (key: Row) => `/${place}/${encodeURIComponent(key['account_no'] as string)}`

    return {
      list: async (from, limit): Promise<Page> => {
        const query = new URLSearchParams({ limit: String(limit), ...(from !== null && { after: from }) })
        const { accounts: rows, next } = (await (await asked(await call('GET', `/${place}?${query.toString()}`))).json()) as {
          accounts: Row[]
          next: string | null
        }
        return { rows, next }
      },
      get: async (key) => {
        const response = await call('GET', path(key))
        return response.status === notFound ? null : stored(response)
      },
      create: async (row) => stored(await call('POST', `/${place}`, { body: row })),
      update: async (key, changes, etag) => stored(await call('PATCH', path(key), { body: changes, etag })),
      remove: async (key, etag) => {
        await asked(await call('DELETE', path(key), { etag }))
      },
      changes: async (since, limit): Promise<Feed> => {
        const query = since === null ? '' : `?${new URLSearchParams({ since, limit: String(Math.max(1, limit)) }).toString()}`
        const response = await call('GET', `/changes${query}`)
        if (response.status === gone) throw new Failure('expired', await response.text())
        const { changes, position, more } = (await (await asked(response)).json()) as {
          changes: { account_no: string; at: number }[]
          position: string
          more: boolean
        }
        return { changes: changes.map(({ account_no, at }) => ({ key: { account_no }, at })), position, more }
      },
    }
  },
})
