/** Plans as literals, for tests of the generator alone. */
import type { Plan, PlanBinding, PlanColumn, PlanField, PlanFlow, PlanSystem, PlanUnit } from '../../codegen/plan/schema.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }

export function field(name: string, type: PlanField['type'] = { kind: 'text' }, more: Partial<PlanField> = {}): PlanField {
  return { name, type, nullable: false, stakes: 'ordinary', ...more }
}

export function column(name: string, as: string = name, more: Partial<PlanColumn> = {}): PlanColumn {
  return { field: name, column: as, stores: [], ...more }
}

export function binding(name: string, columns: readonly PlanColumn[], more: Partial<PlanBinding> = {}): PlanBinding {
  return {
    form: 'table',
    name,
    columns: [...columns],
    omit: [],
    detect: { kind: 'outbox' },
    capabilities: {
      condition: 'field',
      operationMark: 'void',
      returnsRow: true,
      commitTime: 'field',
      epoch: true,
      seesChanges: true,
      seesDeletes: true,
      birth: true,
      everyChange: true,
    },
    constants: { onCreate: [], always: [] },
    scope: [],
    deletes: 'row',
    otherWriters: [],
    at,
    ...more,
  }
}

export function system(holds: Readonly<Record<string, PlanBinding>>, more: Partial<PlanSystem> = {}): PlanSystem {
  return { connector: { kind: 'sqlite', file: { env: 'SOME_DB' } }, access: 'readWrite', clockToleranceMs: 1000, holds: { ...holds }, at, ...more }
}

export function unit(name: string, owner: string, systems: readonly string[], more: Partial<PlanUnit> = {}): PlanUnit {
  return { name, fields: [name], systems: [...systems], policy: { kind: 'owner', system: owner, returnPath: false }, step: 3, foreignWrite: 'restore', at, ...more }
}

export function flow(record: string, systems: readonly string[], units: readonly PlanUnit[], more: Partial<PlanFlow> = {}): PlanFlow {
  return {
    record,
    direction: 'twoWay',
    systems: [...systems],
    alone: [],
    units: [...units],
    unsaid: [],
    claims: [],
    lifecycle: {
      creates: [systems[0]!],
      foreignCreate: 'report',
      deletes: [systems[0]!],
      foreignDelete: 'restore',
      againstUpdate: 'deleteWins',
      onDelete: 'mirror',
      said: {},
    },
    because: 'both need it',
    rhythm: { kind: 'every', ms: 60_000 },
    reconcile: { rhythm: { kind: 'every', ms: 86_400_000 }, repair: 'ask' },
    maxDeletes: null,
    expect: {},
    failure: { retryForMs: 86_400_000, then: 'deadLetter' },
    firstSync: { match: [], whereTheyDiffer: 'byPolicy' },
    keepWhenBlank: [],
    accepts: [],
    badDurations: [],
    references: [],
    version: '0123456789ab',
    at,
    ...more,
  }
}

export function plan(parts: Pick<Plan, 'records' | 'systems' | 'flows'> & Partial<Plan>): Plan {
  return { format: 1, thalweg: '0.1.0', landscape: 'estate', order: Object.keys(parts.flows), unplaced: [], at, ...parts }
}

/** Work orders between two systems, every kind of value, and what a binding can say. */
export function workOrders(): Plan {
  const fields = [
    field('number', { kind: 'text', maxLength: 20 }),
    field('description'),
    field('status', { kind: 'enum', values: ['OPEN', 'DONE'] }, { stakes: 'high' }),
    field('due', { kind: 'date' }, { nullable: true }),
    field('hours', { kind: 'decimal', precision: 9, scale: 2 }),
    field('glCode', { kind: 'text', maxLength: 20 }, { nullable: true }),
    field('cost', { kind: 'decimal', precision: 12, scale: 2 }),
    field('currency', { kind: 'text', minLength: 3, maxLength: 3 }),
    field('urgent', { kind: 'boolean' }),
    field('priority', { kind: 'int', min: 0, max: 9 }),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
  ]
  const names = fields.map(({ name }) => name)
  const eam = names.map((name) => column(name, name === 'glCode' ? 'gl_code' : name))
  const erp = names.map((name) =>
    name === 'status'
      ? column(name, 'state', {
          values: [
            ['OPEN', 10],
            ['DONE', 90],
          ],
        })
      : name === 'glCode'
        ? column(name, 'gl_code', { whenNull: '-', stores: ['trim'] })
        : column(name),
  )
  const both = ['EAM', 'ERP']
  return plan({
    records: { workOrders: { key: ['number'], fields, groups: { price: ['cost', 'currency'] }, at } },
    systems: {
      EAM: system({ workOrders: binding('wo', eam) }),
      ERP: system({ workOrders: binding('maintenance_order', erp, { constants: { onCreate: [['posting_group', "O'Hara"]], always: [['source', 1]] } }) }),
    },
    flows: {
      workOrders: flow('workOrders', both, [
        ...['description', 'status', 'due', 'hours', 'urgent', 'priority', 'tags'].map((name) => unit(name, 'EAM', both)),
        unit('glCode', 'ERP', both),
        unit('price', 'ERP', both, { fields: ['cost', 'currency'] }),
      ]),
    },
  })
}
