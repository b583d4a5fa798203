import { expect, it } from 'vitest'
import { MemoryLedger } from '../../runtime/ledger/index.ts'
import { nothing } from './commit.ts'
import { ledgerConformance } from './conformance.ts'
import { shapes, telling } from './entries.ts'
import { memory } from './under-test.ts'

ledgerConformance('memory', async () => memory())

it('a clone shares nothing that moves', async () => {
  const ledger = new MemoryLedger({ id: 'm', flows: shapes })
  await ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: 'a', entry: telling(1) }] })
  const before = ledger.clone()
  await ledger.commit({ ...nothing, landed: [1], entries: [{ flow: 'orders', key: 'b', entry: telling(2) }] })
  expect(await before.keys('orders', null, 9)).toEqual(['a'])
  expect((await before.pending()).map(({ op }) => op)).toEqual([1])
  await before.commit({ ...nothing, landed: [1] })
  expect((await ledger.pending()).map(({ op }) => op)).toEqual([2])
  expect(before.id).toBe(ledger.id)
})
