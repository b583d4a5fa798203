/** From answers to generated code, in the project that `init` writes. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, json, link, thalweg } from './command.ts'

const answers = {
  users: ['EAM', 'ERP'],
  enters: 'EAM',
  need: 'change',
  'edits.ERP': ['glCode', 'price', 'due'],
  'edits.EAM': ['due'],
  deletes: 'EAM',
  highStakes: [],
  'bothEdit.due': 'precedence',
  'final.due': 'EAM',
  deleteAgainstUpdate: 'updateWins',
  because: 'finance codes what operations runs',
  fresh: 'minutes',
  volume: 'thousands',
  'offers.EAM': 'triggers',
  'offers.ERP': 'triggers',
}
const copy = { users: ['ERP'], onDelete: 'mirror', fresh: 'day', volume: 'hundreds', 'offers.ERP': [] }

it('asks by file, shows the patch, writes only what the checker passes, and what it writes compiles and generates', async () => {
  const folder = emptyFolder()
  link(folder)
  await thalweg(folder, 'init')
  const flows = () => readFileSync(join(folder, 'flows.ts'), 'utf8')
  const before = flows()
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers))
  writeFileSync(join(folder, 'copy.json'), JSON.stringify(copy))

  const alone = await thalweg(folder, 'decide workOrders')
  expect([alone.code, alone.err]).toEqual([64, expect.stringContaining('--questions')])
  const asked = await json<{ open: string; questions: { id: string }[] }>(folder, 'decide --questions')
  expect([asked.data.open, asked.data.questions.map(({ id }) => id)]).toEqual(['record', ['record']])

  const taken = await thalweg(folder, 'decide workOrders --answers answers.json')
  expect([taken.code, taken.out]).toEqual([1, expect.stringContaining('there is a flow workOrders. --replace')])
  const dry = await thalweg(folder, 'decide workOrders --answers answers.json --replace --dry-run')
  expect([dry.code, dry.out]).toEqual([2, expect.stringContaining(`+    .precedence('due', 'EAM')`)])
  const refused = await thalweg(folder, 'decide assets --answers copy.json --replace')
  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('TW201')])
  expect(refused.out).toContain('flows.ts:')
  expect(refused.out).not.toContain('.decide-')
  expect(flows()).toBe(before)

  const done = await json<{ written: boolean; step: number }>(folder, 'decide workOrders --answers answers.json --replace')
  expect(done).toMatchObject({ code: 0, data: { written: true, step: 4 } })
  expect(flows()).toContain(`    .owner(['description', 'asset', 'status'], 'EAM')\n    .owner(['glCode', 'price'], 'ERP')\n`)
  expect(readdirSync(folder).filter((name) => name.startsWith('.decide'))).toEqual([])
  execFileSync(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: folder })
  for (const command of ['check', 'generate']) expect((await thalweg(folder, command)).code).toBe(0)
})
