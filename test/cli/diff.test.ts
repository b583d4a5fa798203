/** A change of who owns a field, as a user meets it: diff says it, a run leaves the flow out, a person accepts it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { syncedProject, thalweg } from './command.ts'

it('a field that moves to another owner stops its flow until somebody accepts it', async () => {
  const folder = await syncedProject()
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args])
  git('init', '-q')
  git('add', 'generated')
  git('commit', '-qm', 'one')
  const flows = join(folder, 'flows.ts')
  const text = readFileSync(flows, 'utf8')
  writeFileSync(flows, text.replace(`'status', 'due'], 'EAM'`, `'due'], 'EAM'`).replace(`'price'], 'ERP'`, `'price', 'status'], 'ERP'`))
  const change = 'owner of status: EAM → ERP'

  const told = await thalweg(folder, 'diff')
  expect(told).toMatchObject({ code: 1, out: expect.stringContaining(`.accepts('${change}')`) })
  const hostile = await thalweg(folder, ['diff', '--against', '--output=x'])
  expect(hostile).toMatchObject({ code: 1, err: expect.stringContaining('git knows no commit --output=x') })

  await thalweg(folder, 'generate')
  await thalweg(folder, 'prepare --apply')
  const refused = await thalweg(folder, 'run --once')
  expect(refused).toMatchObject({ code: 1, out: expect.stringContaining(`--accept 'workOrders: ${change}'`) })
  const accepted = await thalweg(folder, ['run', '--once', '--accept', `workOrders: ${change}`, '--by', 'ada'])
  expect(accepted).toMatchObject({ code: 0 })
  const audit = await thalweg(folder, 'audit --kind accepted --json')
  expect(JSON.parse(audit.out)).toMatchObject({ audit: [{ flow: 'workOrders', body: { by: 'ada', changes: [{ change }] } }] })
}, 60_000)
