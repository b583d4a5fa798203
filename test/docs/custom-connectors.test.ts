/** The page of custom connectors: its code compiles, what it shows as the smallest connector does what the suite asks, and its flow file passes the checks. */
import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate, writeGenerated } from '../../codegen/generate.ts'
import type { ConnectorDefinition } from '../../runtime/connectors/custom/definition.ts'
import { connectorConformance } from '../../sim/index.ts'
import { mistakes } from '../../sim/conformance/mistakes.ts'
import { plansOf, project } from '../plan/natively.ts'
import { compile } from '../types/compiler.ts'
import { repository } from '../types/project.ts'

const page = readFileSync(join(repository, 'docs/custom-connectors.md'), 'utf8')
const blocks = [...page.matchAll(/```ts\n\/\/ (\S+)\n([^]*?)```/g)].map(([, file, text]) => [file!, text!] as const)
let folder: string

beforeAll(async () => {
  folder = project(Object.fromEntries(blocks))
  for (const name of ['vitest', '@types']) symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  const [plan] = await plansOf(join(folder, 'flows.ts'))
  const out = join(folder, 'generated/shop')
  writeGenerated(out, generate(plan!, { outDir: out, flowsDir: folder }))
})

test('every block of code compiles, as do the rows that are generated for it', () => {
  expect(blocks.map(([file]) => file)).toEqual(['shop/connector.ts', 'flows.ts', 'typed.ts', 'shop/connector.test.ts'])
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { types: ['node'] },
      include: ['*.ts', 'shop', 'generated'],
    }),
  )
  expect(compile('TypeScript 7.0', folder, '-p', '.', '--noEmit')).toBe('')
  expect(readFileSync(join(folder, 'generated/shop/systems/SHOP/rows.ts'), 'utf8')).toContain(
    'export type CustomersRow = {\n  readonly number: string\n  readonly name: string\n  readonly phone: string | null\n}',
  )
})

test('nothing that is generated, and no plan, holds more of a secret than its name', async () => {
  const [plan] = await plansOf(join(folder, 'flows.ts'))
  expect(plan!.systems['SHOP']!.connector).toMatchObject({
    kind: 'custom',
    definition: { module: './shop/connector.ts', name: 'shop', hash: expect.stringMatching(/^[0-9a-f]{12}$/) },
    settings: { url: { env: 'SHOP_URL' }, token: { secret: 'SHOP_TOKEN' } },
  })
  expect(readFileSync(join(folder, 'generated/shop/systems/SHOP/index.ts'), 'utf8')).toContain(
    "import { shop } from '../../../../shop/connector.ts'",
  )
})

test('a change in the connector, or in what it imports, is a change of the plan', async () => {
  const changed = project({ ...Object.fromEntries(blocks), 'shop/connector.ts': `${blocks[0]![1]}\n// times out earlier\n` })
  const hashes = (await plansOf(join(folder, 'flows.ts'), join(changed, 'flows.ts'))).map(({ systems }) => {
    const { connector } = systems['SHOP']!
    return connector.kind === 'custom' && 'hash' in connector.definition ? connector.definition.hash : null
  })
  expect(hashes[0]).not.toBe(hashes[1])
})

test('what the page quotes of the suite is what it says', () => {
  const { what, follows } = mistakes.downIsAbsent
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`${what.replace('%', 'get').replace('%', 'null')}: ${follows}. Let the error through.`)
})

describe('the smallest connector, against a service of its kind', () => {
  const rows = new Map<string, { readonly row: Record<string, unknown>; readonly version: number }>()
  let version = 0
  let server: ServerType
  const settings = { url: '', token: 'open sesame' }
  const names = Array.from(
    connectorConformance(
      { settings: {}, access: 'readWrite', capabilities: capabilities(), open: () => ({ list: none, get: none }) },
      optionsWith({}),
    ),
    ({ name }, i) => [i, name] as const,
  )
  beforeAll(async () => {
    const app = new Hono()
    const put = (number: string, row: Record<string, unknown>) => {
      rows.set(number, { row, version: ++version })
      return rows.get(number)!
    }
    const told = ({ row, version }: { row: object; version: number }) =>
      new Response(JSON.stringify(row), { headers: { etag: `"${version}"`, 'content-type': 'application/json' } })
    app.use(async (c, next) => (c.req.header('authorization') === `Bearer ${settings.token}` ? next() : c.text('no', 401)))
    app.get('/customers', (c) => {
      const after = c.req.query('after') ?? ''
      const numbers = [...rows.keys()].filter((number) => number > after).sort()
      return c.json(numbers.slice(0, Number(c.req.query('limit'))).map((number) => rows.get(number)!.row))
    })
    app.get('/customers/:number', (c) => {
      const found = rows.get(c.req.param('number'))
      return found === undefined ? c.notFound() : told(found)
    })
    app.post('/customers', async (c) => {
      const row = await c.req.json<Record<string, unknown>>()
      return rows.has(row['number'] as string) ? c.text('taken', 409) : told(put(row['number'] as string, row))
    })
    app.on(['PATCH', 'DELETE'], '/customers/:number', async (c) => {
      const number = c.req.param('number')
      const found = rows.get(number)
      if (found === undefined) return c.notFound()
      if (c.req.header('if-match') !== `"${found.version}"`) return c.text('moved', 412)
      if (c.req.method === 'PATCH') return told(put(number, { ...found.row, ...(await c.req.json<object>()) }))
      rows.delete(number)
      return c.body(null, 204)
    })
    await new Promise<void>((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => {
        settings.url = `http://127.0.0.1:${port}`
        resolve()
      })
    })
  })
  afterAll(async () => new Promise((resolve) => server.close(resolve)))

  test.each(names)('%i %s', async (i) => {
    const { shop } = (await import(pathToFileURL(join(folder, 'shop/connector.ts')).href)) as { shop: ConnectorDefinition }
    const checks = connectorConformance(
      shop,
      optionsWith(settings, async () => rows.clear()),
    )
    await expect(checks[i]!.check()).resolves.toBeUndefined()
  })
})

function capabilities() {
  return { condition: 'row', changes: 'none', times: false } as const
}
async function none(): Promise<never> {
  throw new Error('not called')
}
function optionsWith(settings: Readonly<Record<string, string>>, reset: () => Promise<void> = async () => undefined) {
  const customer = (number: string, phone: string | null) => ({ number, name: `Customer ${number}`, phone })
  return {
    settings,
    place: 'customers',
    key: ['number'],
    rows: [customer('C-1', '1'), customer('C-2', null), customer('C-3', '3'), customer('C/4?%', '4'), customer('C-5', '5')],
    changes: { name: 'Another', phone: '55' },
    freeText: 'name',
    reset,
  }
}
