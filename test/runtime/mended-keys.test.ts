/** A row whose key is none of the record's is a dead letter while it is there, and heals when it is mended or gone. */
import { afterEach, describe, expect, it } from 'vitest'
import type { PlanBinding } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const detects: readonly PlanBinding['detect'][] = [
  { kind: 'outbox' },
  { kind: 'updatedAt', column: 'changed', overlapMs: 60_000 },
  { kind: 'snapshot' },
]

let files: Files
afterEach(() => files.end())

async function start(detect: PlanBinding['detect']): Promise<void> {
  const fields = [field('id', { kind: 'text', maxLength: 4 }), field('name')]
  const held = (how: PlanBinding['detect']) => binding('thing', [column('id'), column('name')], { detect: how })
  const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const
  const things = flow('things', names, [unit('name', 'EAM', names)], { direction: 'oneWay' })
  files = await Files.of(
    plan({
      records: { things: { key: ['id'], fields, groups: {}, at: things.at } },
      systems: { EAM: system({ things: held(detect) }, placed('EAM')), ERP: system({ things: held({ kind: 'none' }) }, placed('ERP')) },
      flows: { things },
    }),
  )
  await files.accept()
}

describe.for(detects)('told by $kind', (detect) => {
  const letters = () => files.rows('ledger', 'SELECT key FROM waiting WHERE dead = 1').map(({ key }) => key)
  const insert = (id: string, at: number) => {
    const changed = detect.kind === 'updatedAt' ? `, '${new Date(at).toISOString()}'` : ''
    files.sql('EAM', `INSERT INTO thing VALUES ('${id}', 'a thing'${changed})`)
  }
  const change = (set: string, id: string, at: number) => {
    const changed = detect.kind === 'updatedAt' ? `, changed = '${new Date(at).toISOString()}'` : ''
    files.sql('EAM', `UPDATE thing SET ${set}${changed} WHERE id = '${id}'`)
  }

  it('gets its right key', async () => {
    await start(detect)
    const now = Date.now()
    insert('much too long', now)
    await files.run()
    expect(letters()).toEqual(['?["much too long"]'])
    await files.run()
    expect(letters()).toEqual(['?["much too long"]'])
    change("id = 'T-1'", 'much too long', now + 120_000)
    await files.run()
    expect(letters()).toEqual([])
    expect(files.rows('ERP', 'SELECT id FROM thing')).toEqual([{ id: 'T-1' }])
    expect(files.rows('ledger', "SELECT key FROM audit WHERE kind IN ('deadLetter', 'healed')")).toHaveLength(2)
    expect((await files.run()).moved).toBe(false)
  })

  it('is taken away, with the next thing that moves', async () => {
    await start(detect)
    const now = Date.now()
    insert('much too long', now)
    insert('T-1', now)
    await files.run()
    files.sql('EAM', "DELETE FROM thing WHERE id = 'much too long'")
    change("name = 'another'", 'T-1', now + 120_000)
    await files.run()
    expect(letters()).toEqual([])
  })
})
