/** What is simulated in every test run: a landscape, how many seeds, and what its systems make of values. */
import { landscape as workOrders } from '../../../generated/work-orders/index.ts'
import type { SimulationOptions } from '../../../sim/index.ts'
import { precedence } from '../../../runtime/index.ts'
import { made } from './made.ts'
import { shared } from './shared.ts'

/** `seeds`: how many are run in every test run. */
export interface Scenario extends Pick<SimulationOptions, 'landscape' | 'flows' | 'quirks' | 'steps' | 'alters' | 'terms'> {
  readonly seeds: number
}

const anyone = { creates: [0, 1], deletes: [0, 1] }
const partitioned = [
  { fields: { name: 'name' }, owner: 0 },
  { fields: { note: 'note' }, owner: 1 },
  { fields: { cost: 'amount', currency: 'name' }, owner: 1 },
] as const

/** A carries what it has marked, and what B holds of it is B's. */
const leaving = {
  name: 'vendors',
  systems: ['A', 'B'],
  units: [
    { fields: { active: 'flag' }, owner: 0 },
    { fields: { name: 'name', amount: 'amount' }, owner: 0 },
    { fields: { note: 'note' }, owner: 1 },
  ],
  where: { active: true },
} as const

export const simulated: Readonly<Record<string, Scenario>> = {
  ...shared,
  'work-orders': { landscape: workOrders, seeds: 60 },
  'fan-out': {
    landscape: made('fan-out', [
      {
        name: 'assets',
        systems: ['A', 'B', 'C'],
        units: [
          { fields: { name: 'name' }, owner: 0 },
          { fields: { note: 'note' }, owner: 0, at: [0, 2] },
        ],
        sources: ['A'],
        detect: { C: 'none' },
      },
    ]),
    seeds: 50,
  },
  renumbered: {
    landscape: made('renumbered', [{ name: 'assets', systems: ['A', 'B', 'C'], units: partitioned, numbered: ['A'] }]),
    seeds: 40,
  },
  'renumbered, and set back': {
    landscape: made('set-back', [
      { name: 'assets', systems: ['A', 'B'], units: partitioned, numbered: ['A', 'B'], detect: { A: 'snapshot' } },
    ]),
    seeds: 30,
  },
  'renumbered, and referred to': {
    landscape: made('referred', [
      { name: 'sites', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: 0 }], numbered: ['A'] },
      {
        name: 'assets',
        systems: ['A', 'B'],
        units: [
          { fields: { site: 'name' }, owner: 0 },
          { fields: { note: 'note' }, owner: 1 },
        ],
        numbered: ['A', 'B'],
        references: { site: 'sites' },
        detect: { B: 'snapshot' },
      },
    ]),
    seeds: 30,
  },
  'renumbered, and made anew': {
    landscape: made('remade', [{ name: 'assets', systems: ['A', 'B', 'C'], units: partitioned, numbered: ['A'], remade: ['C'] }]),
    seeds: 20,
  },
  'renumbered by two': {
    landscape: made('by-two', [
      {
        name: 'assets',
        systems: ['A', 'B', 'C'],
        units: partitioned,
        numbered: ['A', 'B'],
        life: { ...anyone, againstUpdate: 'updateWins' },
        detect: { B: 'snapshot', C: 'none' },
      },
    ]),
    seeds: 30,
  },
  'return path': {
    landscape: made('return-path', [
      {
        name: 'requests',
        systems: ['A', 'B'],
        units: [
          { fields: { name: 'name' }, owner: 0 },
          { fields: { approval: 'note' }, owner: 1 },
          { fields: { wanted: 'moment' }, owner: 0 },
        ],
      },
    ]),
    seeds: 60,
  },
  'an answer': {
    landscape: made('answer', [
      {
        name: 'requests',
        systems: ['A', 'B'],
        units: [
          { fields: { vendor: 'name' }, owner: 0 },
          { fields: { price: 'amount' }, owner: 0 },
          { fields: { text: 'note' }, owner: 0 },
          { fields: { approval: 'note' }, owner: 1, answers: ['vendor', 'price'] },
        ],
      },
    ]),
    seeds: 40,
  },
  'an answer, three systems': {
    landscape: made('answers', [
      {
        name: 'requests',
        systems: ['A', 'B', 'C'],
        units: [
          { fields: { vendor: 'name' }, owner: 0 },
          { fields: { approval: 'note' }, owner: 1, answers: ['vendor'] },
          { fields: { receipt: 'note' }, owner: 2, answers: ['vendor', 'approval'] },
        ],
        life: { againstUpdate: 'updateWins' },
      },
    ]),
    seeds: 40,
  },
  partitioned: { landscape: made('partitioned', [{ name: 'orders', systems: ['A', 'B'], units: partitioned, life: anyone }]), seeds: 50 },
  'partitioned, an update wins': {
    landscape: made('update-wins', [
      { name: 'orders', systems: ['A', 'B'], units: partitioned, life: { ...anyone, againstUpdate: 'updateWins' } },
    ]),
    seeds: 70,
  },
  'partitioned, foreign rows are removed': {
    landscape: made('remove', [
      { name: 'orders', systems: ['A', 'B'], units: partitioned, life: { foreignCreate: 'remove', foreignDelete: 'accept' } },
    ]),
    seeds: 80,
  },
  'partitioned, foreign acts are reviewed': {
    landscape: made('review', [
      {
        name: 'orders',
        systems: ['A', 'B'],
        units: partitioned,
        life: { foreignCreate: 'review', foreignDelete: 'review', againstUpdate: 'review' },
      },
    ]),
    seeds: 70,
  },
  'three systems': {
    landscape: made('three', [
      {
        name: 'parts',
        systems: ['A', 'B', 'C'],
        units: [
          { fields: { name: 'name' }, owner: 0 },
          { fields: { note: 'note' }, owner: 1 },
          { fields: { price: 'amount' }, owner: 2 },
        ],
        life: { creates: [0, 1], deletes: [0] },
      },
    ]),
    seeds: 50,
  },
  'a service with a feed': {
    landscape: made('feed', [
      { name: 'accounts', systems: ['A', 'B'], units: partitioned, detect: { A: 'changes' }, life: { creates: [0, 1], deletes: [0] } },
    ]),
    seeds: 40,
  },
  'references, snapshots and times': {
    landscape: made('references', [
      {
        name: 'sites',
        systems: ['A', 'B'],
        units: [{ fields: { name: 'name' }, owner: 0 }],
        sources: ['A'],
        detect: { A: 'snapshot', B: 'none' },
      },
      {
        name: 'assets',
        systems: ['A', 'B'],
        units: [
          { fields: { site: 'name' }, owner: 0 },
          { fields: { note: 'note' }, owner: 0 },
        ],
        sources: ['A'],
        detect: { A: 'updatedAt' },
        references: { site: 'sites' },
        life: { foreignCreate: 'review' },
      },
    ]),
    seeds: 40,
  },
  'rows leave, copies go': { landscape: made('leave', [{ ...leaving, life: { whenRowLeaves: 'delete' } }]), seeds: 40 },
  'rows leave, copies stay': {
    landscape: made('stay', [{ ...leaving, life: { whenRowLeaves: 'keep', againstUpdate: 'updateWins' } }]),
    seeds: 40,
  },
  'rows leave, three systems': {
    landscape: made('leave-three', [
      {
        ...leaving,
        systems: ['A', 'B', 'C'],
        where: { amount: { from: '0' }, name: { not: null } },
        life: { deletes: [0, 1], whenRowLeaves: 'keep' },
        detect: { A: 'snapshot' },
      },
    ]),
    seeds: 40,
  },
  'blanks wipe nothing': {
    landscape: made('blanks', [
      {
        name: 'vendors',
        systems: ['A', 'B', 'C'],
        units: [
          { fields: { name: 'name' }, owner: 0 },
          { fields: { site: 'note' }, owner: 0, keepWhenBlank: true },
          { fields: { phone: 'note' }, owner: 1, keepWhenBlank: true },
        ],
      },
    ]),
    seeds: 40,
  },
  'what differs on the first day is reviewed': {
    landscape: made('first-day', [
      {
        name: 'things',
        systems: ['A', 'B', 'C'],
        units: [
          { fields: { name: 'name' }, owner: precedence(1) },
          { fields: { note: 'note' }, owner: 0 },
        ],
        life: { creates: [0, 1, 2], deletes: [0, 1, 2] },
        whereTheyDiffer: 'review',
      },
    ]),
    seeds: 40,
  },
  'foreign writes are kept': {
    landscape: made('keep', [
      { name: 'orders', systems: ['A', 'B'], units: partitioned.map((unit) => ({ ...unit, foreignWrite: 'keep' as const })) },
    ]),
    seeds: 20,
  },
  'foreign writes are proposed': {
    landscape: made('propose', [
      { name: 'orders', systems: ['A', 'B'], units: partitioned.map((unit) => ({ ...unit, foreignWrite: 'propose' as const })) },
    ]),
    seeds: 20,
  },
  'systems alter values': {
    landscape: made('alter', [
      {
        name: 'orders',
        systems: ['A', 'B'],
        units: [
          { fields: { name: 'name' }, owner: 0 },
          { fields: { note: 'note' }, owner: 1 },
        ],
      },
    ]),
    alters: { B: { name: (raw) => (typeof raw === 'string' ? raw.toUpperCase() : raw) } },
    seeds: 40,
  },
}
