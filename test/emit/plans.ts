/** Plans as literals, for tests of the generator alone. */
import type { Plan, PlanBinding, PlanColumn, PlanField, PlanFlow, PlanSystem, PlanUnit } from '../../codegen/plan/schema.ts'

export const at = { file: 'flows.ts', line: 1, column: 1 }

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
  return {
    connector: { kind: 'sqlite', file: { env: 'SOME_DB' } },
    access: 'readWrite',
    clockToleranceMs: 1000,
    holds: { ...holds },
    at,
    ...more,
  }
}

export function unit(name: string, owner: string, systems: readonly string[], more: Partial<PlanUnit> = {}): PlanUnit {
  return {
    name,
    fields: [name],
    systems: [...systems],
    policy: { kind: 'owner', system: owner, returnPath: false },
    step: 3,
    foreignWrite: 'restore',
    at,
    ...more,
  }
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
      ERP: system({
        workOrders: binding('maintenance_order', erp, { constants: { onCreate: [['posting_group', "O'Hara"]], always: [['source', 1]] } }),
      }),
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

/** Names that break what is not quoted: keywords, quotes, spaces, line breaks, other scripts, template and comment syntax. */
export function hostile(): Plan {
  const record = 'Ordre d"achat */ `${x}`'
  const names = {
    key: 'select',
    second: 'seen',
    text: 'größe "in" cm',
    other: 'limit',
    status: '__proto__',
    amount: 'was_limit',
    emoji: '🚲\nline',
  }
  const table = { A: 'order "by"; --', B: 'tabelle\nmit 🚲' }
  const fields = [
    field(names.key, { kind: 'text' }),
    field(names.second, { kind: 'int' }),
    field(names.text, { kind: 'text' }),
    field(names.other, { kind: 'text' }, { nullable: true }),
    field(names.status, { kind: 'enum', values: ["it's", 'say "no"', 'a\\b`${c}'] }),
    field(names.amount, { kind: 'decimal', precision: 12, scale: 3 }),
    field(names.emoji, { kind: 'boolean' }),
  ]
  const a = fields.map(({ name }) => column(name, name.replace('limit', 'seen').replace('was_seen', 'limit')))
  const b = fields.map(({ name }, i) =>
    name === names.status
      ? column(name, `"${i}"`, {
          values: [
            ["it's", "'"],
            ['say "no"', 2],
            ['a\\b`${c}', true],
          ],
        })
      : column(name, `Spalte ${i}: "${name}" \`\${1}\``),
  )
  const systems = ['A/../B', 'class']
  return plan({
    landscape: 'ländle */ "x"',
    records: { [record]: { key: [names.key, names.second], fields, groups: { '-->': [names.text, names.other] }, at } },
    systems: {
      [systems[0]!]: system({ [record]: binding(table.A, without(a, names.other, 'ä'), { scope: [['mandant\'"', "O'Neil\0x"]] }) }),
      [systems[1]!]: system({
        [record]: binding(table.B, b, { constants: { onCreate: [['créé', 'l’été "\'']], always: [['group', true]] } }),
      }),
    },
    flows: {
      'default -- `${y}`': flow(
        record,
        systems,
        [
          unit('-->', systems[0]!, systems, { fields: [names.text, names.other] }),
          unit(names.status, systems[0]!, systems),
          unit(names.amount, systems[1]!, systems),
          unit(names.emoji, systems[1]!, systems, { foreignWrite: 'keep' }),
        ],
        { guard: at, because: 'why */ not\n--> `${z}`' },
      ),
    },
  })
}

/** The same columns, one of them under another name. */
function without(columns: readonly PlanColumn[], name: string, as: string): PlanColumn[] {
  return columns.map((each) => (each.field === name ? { ...each, column: as } : each))
}

/** Lines of requisitions: a key of two, one of them a surrogate; the vendor a surrogate; one company of several, named by the environment. */
export function requisitionLines(): Plan {
  const fields = [
    field('requisition', { kind: 'text', maxLength: 20 }),
    field('line', { kind: 'int' }),
    field('vendor', { kind: 'text', maxLength: 20 }, { ref: 'vendors' }),
    field('quantity', { kind: 'decimal', precision: 12, scale: 3 }),
    field('approval', { kind: 'enum', values: ['PENDING', 'APPROVED'] }),
  ]
  const plain = fields.map(({ name }) => column(name))
  const surrogates = fields.map(({ name }) =>
    name === 'requisition'
      ? column(name, 'requisition_id', { lookup: { table: 'requisition', match: 'no', id: 'id' } })
      : name === 'vendor'
        ? column(name, 'vendor_id', { lookup: { table: 'vendor', match: 'number', id: 'id' } })
        : column(name),
  )
  const both = ['EAM', 'ERP']
  return plan({
    records: { requisitionLines: { key: ['requisition', 'line'], fields, groups: {}, at } },
    systems: {
      EAM: system({
        requisitionLines: binding('pr_line', plain, { detect: { kind: 'updatedAt', column: 'updated', overlapMs: 300_000 } }),
      }),
      ERP: system({ requisitionLines: binding('requisition_line', surrogates, { scope: [['company', { env: 'ERP_COMPANY' }]] }) }),
    },
    flows: {
      requisitionLines: flow(
        'requisitionLines',
        both,
        [
          unit('vendor', 'EAM', both, { step: 1 }),
          unit('quantity', 'EAM', both, { step: 1 }),
          unit('approval', 'ERP', both, { step: 2, policy: { kind: 'owner', system: 'ERP', returnPath: true } }),
        ],
        { direction: 'oneWay', references: [{ field: 'vendor', record: 'vendors' }] },
      ),
    },
  })
}

/** The same, and the approval answers the rest. */
export function answeredLines(): Plan {
  const plan = requisitionLines()
  const approval = plan.flows['requisitionLines']!.units.find(({ name }) => name === 'approval')!
  approval.policy = { kind: 'owner', system: 'ERP', returnPath: true, answers: ['vendor', 'quantity'] }
  return plan
}

/** One source, two copies that report nothing; a codec; a copy that is never deleted. */
export function assets(): Plan {
  const fields = [
    field('tag', { kind: 'text', maxLength: 30 }),
    field('name'),
    field('weight', { kind: 'number' }, { nullable: true }),
    field('seen', { kind: 'datetime' }),
  ]
  const columns = fields.map(({ name }) => column(name))
  const all = ['EAM', 'ERP', 'BI']
  const coded = columns.map((each) =>
    each.field === 'name' ? { ...each, codec: { module: './codecs.ts', name: 'shouting', hash: '000000000000' } } : each,
  )
  return plan({
    records: { assets: { key: ['tag'], fields, groups: {}, at } },
    systems: {
      EAM: system({ assets: binding('equipment', columns) }),
      ERP: system({ assets: binding('fixed_asset', coded, { detect: { kind: 'snapshot' }, deletes: 'never' }) }),
      BI: system(
        {
          assets: binding(
            'dim_asset',
            columns.filter((each) => each.field !== 'weight'),
            { detect: { kind: 'none' } },
          ),
        },
        { access: 'copyOnly' },
      ),
    },
    flows: {
      assets: flow(
        'assets',
        all,
        [unit('name', 'EAM', all, { step: 1 }), unit('weight', 'EAM', ['EAM', 'ERP'], { step: 1 }), unit('seen', 'EAM', all, { step: 1 })],
        {
          direction: 'oneWay',
          rhythm: { kind: 'cron', cron: '0 2 * * *', timeZone: 'Asia/Dubai' },
          reconcile: { none: 'only a test', at },
        },
      ),
    },
  })
}

/** Names that differ in capitals alone, a record that is all key, and two flows of one record. */
export function lookalikes(): Plan {
  const both = ['A', 'B']
  const keyed = [field('id', { kind: 'int' })]
  const named = [...keyed, field('name'), field('Name')]
  const columns = (fields: readonly PlanField[]): PlanColumn[] => fields.map(({ name }) => column(name, name === 'Name' ? 'name2' : name))
  const holds = (): Record<string, PlanBinding> => ({ Note: binding('notes', columns(named)), note: binding('other', columns(keyed)) })
  return plan({
    records: { Note: { key: ['id'], fields: named, groups: {}, at }, note: { key: ['id'], fields: keyed, groups: {}, at } },
    systems: { A: system(holds()), B: system(holds()) },
    flows: {
      Note: flow('Note', both, [unit('name', 'A', both)], { guard: at }),
      note: flow('note', both, [], { guard: at }),
      'note~2': flow('Note', both, [unit('Name', 'B', both)], { guard: at }),
    },
  })
}

/** Stock that two systems both count, label and describe: one field for every policy that has no single writer, a group among them, under names that clash. */
export function everyPolicy(): Plan {
  const both = ['ERP', 'merge']
  const fields = [
    field('item'),
    field('address'),
    field('note', { kind: 'text' }, { nullable: true }),
    field('rating', { kind: 'int' }),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
    field('onHand', { kind: 'decimal', precision: 12, scale: 3 }),
    field('cost', { kind: 'decimal', precision: 12, scale: 2 }),
    field('currency'),
    field('größe "in" cm'),
  ]
  const columns = fields.map(({ name }) => column(name))
  const decide = (name: string): PlanUnit['policy'] => ({ kind: 'merge', decide: { module: './merges.ts', name, hash: '000000000000' } })
  const settled = (name: string, policy: PlanUnit['policy'], more: Partial<PlanUnit> = {}): PlanUnit =>
    unit(name, '', both, { policy, step: policy.kind === 'precedence' ? 4 : 5, ...more })
  return plan({
    records: { stock: { key: ['item'], fields, groups: { price: ['cost', 'currency'] }, at } },
    systems: {
      ERP: system({ stock: binding('item', columns) }, { clockToleranceMs: 2000 }),
      merge: system({ stock: binding('wares', columns) }, { clockToleranceMs: 3000 }),
    },
    flows: {
      stock: flow('stock', both, [
        settled('address', { kind: 'precedence', system: 'merge' }),
        settled('note', { kind: 'lastWriteWins', acceptLoss: 'remarks' }),
        settled('rating', { kind: 'review', team: "buyers' desk", withinMs: 86_400_000 }),
        settled('tags', { kind: 'union' }),
        settled('onHand', { kind: 'delta' }),
        settled('price', decide('ERP'), { fields: ['cost', 'currency'] }),
        settled('größe "in" cm', decide('default')),
      ]),
    },
  })
}
