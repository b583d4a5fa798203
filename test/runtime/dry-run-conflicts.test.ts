/** A dry run tells the conflicts that the run then records, and no others. */
import { afterEach, expect, it } from 'vitest'
import type { PlanBinding } from '../../codegen/plan/schema.ts'
import type { LedgerCommit } from '../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const detects: readonly PlanBinding['detect'][] = [{ kind: 'outbox' }, { kind: 'snapshot' }]

let files: Files
afterEach(() => files.end())

async function start(detect: PlanBinding['detect']): Promise<void> {
  const fields = [field('id', { kind: 'text', maxLength: 20 }), field('name')]
  const held = (how: PlanBinding['detect']) => binding('thing', [column('id'), column('name')], { detect: how })
  const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  const things = flow('things', names, [unit('name', 'EAM', names)])
  files = await Files.of(
    plan({
      records: { things: { key: ['id'], fields, groups: {}, at: things.at } },
      systems: { EAM: system({ things: held({ kind: 'outbox' }) }, placed('EAM')), ERP: system({ things: held(detect) }, placed('ERP')) },
      flows: { things },
    }),
  )
}

const shown = (commits: readonly LedgerCommit[]) =>
  commits.flatMap(({ audit }) => audit.flatMap(({ kind, key, conflict }) => (kind === 'conflict' ? [`${key} ${conflict}`] : [])))
let recorded = 0
const newlyRecorded = () => {
  const all = files
    .rows('ledger', "SELECT key, conflict FROM audit WHERE kind = 'conflict' ORDER BY id")
    .map(({ key, conflict }) => `${String(key)} ${String(conflict)}`)
  const fresh = all.slice(recorded)
  recorded = all.length
  return fresh
}

it.for(detects)('where changes are told by $kind', async (detect) => {
  recorded = 0
  await start(detect)
  files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one'), ('2', 'two'), ('3', 'three')`)
  files.sql('ERP', `INSERT INTO thing VALUES ('1', 'uno'), ('2', 'two'), ('4', 'own')`)
  await files.accept()
  const first = shown((await files.dryRun()).commits)
  await files.run()
  expect(first).toEqual(newlyRecorded())
  expect(first).toEqual(['1 bothCreated', '4 foreignCreate'])

  files.sql('EAM', `UPDATE thing SET name = 'ONE' WHERE id = '1'`, `DELETE FROM thing WHERE id = '2'`)
  files.sql('ERP', `UPDATE thing SET name = 'UNO' WHERE id = '1'`, `DELETE FROM thing WHERE id = '3'`)
  const next = shown((await files.dryRun()).commits)
  await files.run()
  expect(next).toEqual(newlyRecorded())
  expect(next).toEqual(['1 foreignWrite', '3 foreignDelete'])
})
