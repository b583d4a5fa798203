import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { json, syncedProject, thalweg } from './command.ts'

it('thalweg.json, --config and THALWEG_LEDGER say where things lie', async () => {
  const folder = await syncedProject()
  renameSync(join(folder, 'generated'), join(folder, 'code'))
  renameSync(join(folder, '.thalweg'), join(folder, 'memory'))
  expect((await thalweg(folder, 'status')).err).toContain('there is no generated code in generated')
  expect((await thalweg(folder, 'status --out code')).err).toContain('there is no ledger')
  expect((await thalweg(folder, 'status --out code', { THALWEG_LEDGER: 'memory/shop.ledger.sqlite' })).code).toBe(0)

  mkdirSync(join(folder, 'ops'))
  writeFileSync(
    join(folder, 'ops/thalweg.json'),
    JSON.stringify({ flows: '../flows.ts', out: '../code', ledger: '../memory/shop.ledger.sqlite' }),
  )
  const { code, data } = await json<{ ledger: string }>(folder, 'status --config ops/thalweg.json')
  expect({ code, ledger: data.ledger }).toEqual({ code: 0, ledger: join(folder, 'memory/shop.ledger.sqlite') })
  expect((await thalweg(folder, 'run --once --config ops/thalweg.json')).code).toBe(0)

  writeFileSync(join(folder, 'ops/thalweg.json'), '{ "leger": "x" }')
  expect((await thalweg(folder, 'status --config ops/thalweg.json')).err).toContain('leger is no setting')
})

it('a flow file that is named and is not there is told, also where code of another lies beside it', async () => {
  const folder = await syncedProject()
  for (const line of ['run typo.ts --once', 'status typo.ts', 'prepare typo.ts']) {
    const { code, err } = await thalweg(folder, line)
    expect({ line, code, err }).toEqual({ line, code: 1, err: expect.stringContaining('there is no flow file typo.ts') })
  }
})

it('of several landscapes side by side one is chosen, never guessed', async () => {
  const folder = await syncedProject()
  cpSync(join(folder, 'generated/shop'), join(folder, 'generated/other'), { recursive: true })
  const { code, err } = await thalweg(folder, 'status')
  expect(code).toBe(1)
  expect(err).toContain('several landscapes: other, shop')
  writeFileSync(join(folder, 'thalweg.json'), '{ "landscape": "shop" }')
  expect((await thalweg(folder, 'status')).code).toBe(0)
})
