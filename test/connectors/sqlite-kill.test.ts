/** A process that is killed inside a delivery: what it was about to commit never happened, what it had committed did, and either can be told afterwards. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Bound, System } from '../../runtime/ports.ts'
import { adapterOf } from './adapters.ts'
import { insertOf, row, thingShape } from './conformance-shape.ts'
import { answersOf, nothingThere, present } from './conformance.ts'
import type { SqliteFile } from './sqlite-setting.ts'
import { sqliteFile } from './sqlite-setting.ts'

const script = fileURLToPath(new URL('process/deliver.ts', import.meta.url))
let made: SqliteFile
let system: System
let bound: Bound

beforeEach(async () => {
  const shape = thingShape('outbox')
  made = sqliteFile(
    'PRAGMA journal_mode = WAL; CREATE TABLE things (name TEXT PRIMARY KEY, title TEXT NOT NULL, remark TEXT, size INTEGER NOT NULL)',
    [shape],
  )
  system = await made.open()
  bound = await system.bind(adapterOf(shape))
})
afterEach(async () => {
  await system.close()
  made.close()
})

/** Starts a delivery in a process of its own, and kills it at the moment. */
async function killed(op: number, moment: 'before' | 'after'): Promise<void> {
  const child = spawn(process.execPath, [script, made.file, String(op), moment], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([code, signal]).toEqual([null, 'SIGKILL'])
}

it('before the commit: the operation is void, the row is not there, and the same operation can never land', async () => {
  await killed(5, 'before')
  expect(await bound.look([{ key: 'P-1', seen: 0 }])).toEqual([nothingThere])
  expect(await system.resolve(5)).toEqual({ state: 'void' })
  await expect(bound.deliver(5, [insertOf('P-1')])).rejects.toMatchObject({ code: 'void' })
  expect((await bound.changes(null, 10)).hints).toEqual([])
  expect(answersOf(await bound.deliver(6, [insertOf('P-1')]))).toEqual([{ outcome: 'done', image: present(row) }])
})

it('after the commit: the operation has landed with its row', async () => {
  await killed(5, 'after')
  expect(await system.resolve(5)).toEqual({ state: 'landed', failed: new Set(), stored: new Map() })
  expect(await bound.look([{ key: 'P-1', seen: 0 }])).toEqual([present(row)])
  expect((await bound.changes(null, 10)).hints).toMatchObject([{ key: 'P-1', op: 5 }])
  await expect(bound.deliver(5, [insertOf('P-2')])).rejects.toMatchObject({ code: 'fenced' })
})
