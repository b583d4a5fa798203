/**
 * Settle alone: twelve fields, one changed, entry in memory, one core; the same with every policy, a quantity in one record of ten; and settle with plan.
 *
 *   npm run bench -- settle
 */
import type { Adapter, GeneratedFlow } from '../runtime/door.ts'
import { decimal, delta, json, key, lastWriteWins, owner, precedence, review, stored, text, union } from '../runtime/index.ts'
import { compile } from '../runtime/kernel.ts'
import type { Canonical } from '../runtime/values.ts'
import { plan } from '../runtime/plan.ts'
import type { Image } from '../runtime/ports.ts'
import { blank, settle } from '../runtime/settle.ts'

const names = Array.from({ length: 12 }, (_, i) => `field${i}`)
const statements = { look: '', firstPage: '', nextPage: '', count: '', digests: '', bucketRows: '', insert: '', update: '', delete: '' }
const adapter = (system: string): Adapter => ({
  system,
  form: 'table',
  place: 'records',
  key: [key({ field: 'number', column: 'number', type: text({}) })],
  fields: names.map((field) => stored({ field, column: field, param: field, type: text({}) })),
  detect: { kind: 'outbox' },
  scope: [],
  deletes: true,
  writes: ['insert', 'update', 'delete'],
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

/** Every policy on two fields each; the edit is made by both systems, on top of the same decision, in one record of ten to a quantity. */
const policies = [owner(0), owner(1), precedence(1), lastWriteWins({ tieWithinMs: 0 }), review(), union(), delta()]
const contestedUnits = names.map((name, i) => ({
  name,
  fields: [name],
  policy: policies[i % policies.length]!,
  foreignWrite: 'restore' as const,
}))
const typeOf = (i: number) => {
  const { kind } = policies[i % policies.length]!
  if (kind === 'delta') return decimal({ precision: 12, scale: 2 })
  return kind === 'union' ? json({ collection: true, set: true, schema: { type: 'array', items: { type: 'string' } } }) : text({})
}
const contestedAdapter = (system: string): Adapter => ({
  ...adapter(system),
  fields: names.map((field, i) => stored<string, Canonical>({ field, column: field, param: field, type: typeOf(i) })),
})
const all = compile({
  ...flow,
  adapters: { A: contestedAdapter('A'), B: contestedAdapter('B') },
  settle: { ...flow.settle, units: contestedUnits },
})
const plainValue = (i: number, edited: number): string => {
  const { kind } = policies[i % policies.length]!
  return kind === 'delta' ? `${edited}.00` : kind === 'union' ? `["tag ${edited}"]` : `value ${edited}`
}
const rest = settle(all, blank(all), 0, seen(names.map((_, i) => plainValue(i, 0))), cause).entry
const allAtRest = { ...rest, s: rest.s.map((s) => ({ ...s, present: true, b: null, d: null, dl: rest.ln })) }
const quantities = names.flatMap((_, i) => (policies[i % policies.length]!.kind === 'delta' ? [i] : []))
const others = names.flatMap((_, i) => (quantities.includes(i) ? [] : [i]))
const contests = Array.from({ length: 60 }, (_, n) => {
  const field = n % 10 === 0 ? quantities[0]! : others[n % others.length]!
  return seen(names.map((_, i) => plainValue(i, i === field ? n + 1 : 0)))
})

const records = 1_000_000
for (const [name, work] of [
  ['settle', (i: number) => settle(kernel, atRest, 0, edits[i & 63]!, cause).entry.s.length],
  ['settle, all policies', (i: number) => settle(all, allAtRest, i & 1, contests[i % 60]!, cause).entry.s.length],
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
  console.log(`  ${name.padEnd(21)} ${Math.round(best).toLocaleString('en')} records/s (best of 5)`)
}
