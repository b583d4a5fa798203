/**
 * Settle alone: twelve fields, one changed, entry in memory, one core; and settle with plan.
 *
 *   npm run bench -- settle
 */
import type { Adapter, GeneratedFlow } from '../runtime/door.ts'
import { key, stored, text, owner } from '../runtime/index.ts'
import { compile } from '../runtime/kernel.ts'
import { plan } from '../runtime/plan.ts'
import type { Image } from '../runtime/ports.ts'
import { blank, settle } from '../runtime/settle.ts'

const names = Array.from({ length: 12 }, (_, i) => `field${i}`)
const statements = { look: '', firstPage: '', nextPage: '', count: '', digests: '', bucketRows: '', insert: '', update: '', delete: '' }
const adapter = (system: string): Adapter => ({
  system,
  table: 'records',
  key: [key({ field: 'number', column: 'number', type: text({}) })],
  fields: names.map((field) => stored({ field, column: field, param: field, type: text({}) })),
  detect: { kind: 'outbox' },
  scope: [],
  deletes: true,
  statements,
})
const flow: GeneratedFlow = {
  name: 'records',
  record: 'records',
  version: 'bench',
  direction: 'twoWay',
  systems: ['A', 'B'],
  key: ['number'],
  fields: names,
  adapters: { A: adapter('A'), B: adapter('B') },
  settle: {
    units: names.map((name, i) => ({ name, fields: [name], policy: owner(i % 2), foreignWrite: 'restore' })),
    life: { creates: [0], foreignCreate: 'review', deletes: [0], foreignDelete: 'restore', againstUpdate: 'review', onDelete: 'mirror' },
  },
  rhythm: { every: 60_000 },
  reconcile: { none: 'a benchmark' },
  maxDeletes: null,
  failure: { retryForMs: 0, then: 'deadLetter' },
  expect: {},
  references: [],
}

const kernel = compile(flow)
const cause = { at: 1, change: 'outbox 17', version: 'bench', nextReview: 1 }
const seen = (values: readonly string[]): Image => ({ present: true, values, died: false, death: 0 })
const values = names.map((_, i) => `value ${i}`)
const born = settle(kernel, blank(kernel), 0, seen(values), cause).entry
const atRest = { ...born, s: born.s.map((s) => ({ ...s, present: true, b: null, d: null, dl: born.ln })) }
const edits = Array.from({ length: 64 }, (_, i) => seen(values.map((value, f) => (f === (i * 2) % 12 ? `changed ${i}` : value))))

const records = 1_000_000
for (const [name, work] of [
  ['settle', (i: number) => settle(kernel, atRest, 0, edits[i & 63]!, cause).entry.s.length],
  ['settle and plan', (i: number) => plan(kernel, settle(kernel, atRest, 0, edits[i & 63]!, cause).entry).s.length],
] as const) {
  let best = 0
  for (let round = 0; round < 5; round++) {
    let sum = 0
    const started = performance.now()
    for (let i = 0; i < records; i++) sum += work(i)
    if (sum !== records * 2) throw new Error('not what was settled')
    best = Math.max(best, (records * 1_000) / (performance.now() - started))
  }
  console.log(`  ${name.padEnd(16)} ${Math.round(best).toLocaleString('en')} records/s (best of 5)`)
}
