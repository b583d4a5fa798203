/** Landscapes for the simulator, written in a few words: the simulator needs an adapter's mappings and what it can do, not its SQL. */
import type { Adapter, AdapterDetect, GeneratedFlow, GeneratedLandscape } from '../../../runtime/door.ts'
import { key, nullable, owner, stored, text } from '../../../runtime/index.ts'
import { boolean, datetime, decimal, json } from '../../../runtime/index.ts'
import type { Stores } from '../../../runtime/dialect/field-type.ts'
import type { ForeignWrite, Lifecycle, Policy } from '../../../runtime/policies/rule.ts'

const fields = {
  name: (field: string, stores: readonly Stores[] = []) =>
    stored({ field, column: field, param: field, type: text({ maxLength: 20 }), stores }),
  note: (field: string) => stored({ field, column: `${field}_x`, param: field, type: nullable(text({ maxLength: 20 })) }),
  tags: (field: string) =>
    stored({
      field,
      column: field,
      param: field,
      type: json<readonly string[]>({ collection: true, set: true, schema: { type: 'array', items: { enum: ['a', 'b', 'c', 'd', 'e'] } } }),
    }),
  flag: (field: string) => stored({ field, column: field, param: field, type: boolean() }),
  moment: (field: string) => stored({ field, column: field, param: field, type: datetime() }),
  amount: (field: string) => stored({ field, column: field, param: field, type: decimal({ precision: 9, scale: 2 }) }),
} as const
type FieldKind = keyof typeof fields

export interface MadeFlow {
  readonly name: string
  readonly systems: readonly string[]
  /** Units: fields in them with what they are, who writes them or by what policy all do, and which systems hold them (default: all). */
  readonly units: readonly {
    readonly fields: Readonly<Record<string, FieldKind>>
    readonly owner: number | Policy
    readonly at?: readonly number[]
    readonly foreignWrite?: ForeignWrite
    readonly keepWhenBlank?: true
    readonly answers?: readonly string[]
  }[]
  readonly life?: Partial<Lifecycle>
  /** Which rows of its first creator it carries. */
  readonly where?: NonNullable<GeneratedFlow['filter']>['rows']
  readonly detect?: Readonly<Record<string, AdapterDetect['kind']>>
  /** Systems that the flow never writes to. */
  readonly sources?: readonly string[]
  /** Systems that number their rows, whose users give records other keys. */
  readonly numbered?: readonly string[]
  /** Systems that cannot give a row another key: it is made anew. */
  readonly remade?: readonly string[]
  /** What a system makes of names, as its bindings declare. */
  readonly stores?: Readonly<Record<string, readonly Stores[]>>
  /** What differs on the first day is for a person to decide. */
  readonly whereTheyDiffer?: 'review'
  /** `field` refers to the key of a flow. */
  readonly references?: Readonly<Record<string, string>>
}

/** @param clockToleranceMs how far the clocks of its systems may be apart */
export function made(name: string, flows: readonly MadeFlow[], clockToleranceMs = 0): GeneratedLandscape {
  const systems = [...new Set(flows.flatMap((flow) => flow.systems))]
  const unused = 'the simulator runs no SQL'
  const statements = {
    readIdentity: unused,
    claim: unused,
    recordOp: unused,
    fence: unused,
    setCurrentOp: unused,
    voidOp: unused,
    readOp: unused,
    pruneOps: unused,
  }
  return {
    name,
    thalweg: '0',
    plan: name,
    systems: Object.fromEntries(
      systems.map((system) => [
        system,
        { name: system, connector: { kind: 'sqlite', file: `${system}.db` }, clockToleranceMs, statements, ddl: [] },
      ]),
    ),
    flows: Object.fromEntries(flows.map((flow) => [flow.name, flowOf(flow, flows)])),
  }
}

function flowOf(flow: MadeFlow, all: readonly MadeFlow[]): GeneratedFlow {
  const everyone = flow.systems.map((_, j) => j)
  const units = flow.units.map((unit) => ({
    name: Object.keys(unit.fields).join('+'),
    fields: Object.keys(unit.fields),
    policy: typeof unit.owner === 'number' ? owner(unit.owner) : unit.owner,
    foreignWrite: unit.foreignWrite ?? ('restore' as const),
    keepWhenBlank: unit.keepWhenBlank === true,
    ...(unit.answers !== undefined && { answers: unit.answers }),
  }))
  return {
    name: flow.name,
    record: flow.name,
    version: '1',
    direction: 'twoWay',
    systems: flow.systems,
    key: ['id'],
    fields: units.flatMap((unit) => unit.fields),
    settle: {
      units,
      life: {
        creates: [0],
        foreignCreate: 'report',
        deletes: [0],
        foreignDelete: 'restore',
        againstUpdate: 'deleteWins',
        onDelete: 'mirror',
        ...flow.life,
      },
      ...(flow.whereTheyDiffer === undefined ? {} : { whereTheyDiffer: flow.whereTheyDiffer }),
    },
    ...(flow.where === undefined ? {} : { filter: { system: creatorOf(flow), rows: flow.where } }),
    adapters: Object.fromEntries(flow.systems.map((system, j) => [system, adapterOf(flow, system, j)])),
    rhythm: { every: 60_000 },
    reconcile: { none: 'the simulator looks by itself' },
    maxDeletes: null,
    failure: { retryForMs: 86_400_000, then: 'deadLetter' },
    expect: {},
    references: Object.entries(flow.references ?? {}).map(([field, record]) => {
      const parent = all.find((each) => each.name === record)!
      const writes = (system: string) => parent.systems.includes(system) && parent.sources?.includes(system) !== true
      return {
        field,
        record,
        broughtBy: Object.fromEntries(
          everyone
            .map((j) => flow.systems[j]!)
            .filter(writes)
            .map((system) => [system, [record]]),
        ),
      }
    }),
  }
}

function creatorOf({ systems, life }: MadeFlow): string {
  return systems[life?.creates?.[0] ?? 0]!
}

function adapterOf(flow: MadeFlow, system: string, j: number): Adapter {
  const kind = flow.detect?.[system] ?? 'outbox'
  const detect: AdapterDetect = kind === 'updatedAt' ? { kind, column: 'changed_at', overlapMs: 60_000 } : { kind }
  const unused = 'the simulator runs no SQL'
  const readOnly = flow.sources?.includes(system) === true
  return {
    system,
    form: 'table',
    place: `${flow.name}_${system}`,
    key: [key({ field: 'id', column: 'id', type: text({ maxLength: 10 }) })],
    fields: flow.units.flatMap((unit) =>
      unit.at === undefined || unit.at.includes(j)
        ? Object.entries(unit.fields).map(([field, what]) => fields[what](field, flow.stores?.[system]))
        : [],
    ),
    detect,
    scope: [],
    deletes: true,
    writes: readOnly
      ? []
      : [
          'insert',
          'update',
          'delete',
          ...(flow.numbered === undefined || flow.remade?.includes(system) === true ? [] : (['rekey'] as const)),
        ],
    ...(flow.numbered?.includes(system) === true ? { identity: { ownId: 'number' } } : {}),
    ...(flow.where !== undefined && system === creatorOf(flow) ? { filtered: true as const } : {}),
    statements: {
      look: unused,
      firstPage: unused,
      nextPage: unused,
      count: unused,
      digests: unused,
      bucketRows: unused,
      ...(detect.kind === 'outbox' ? { prune: unused } : {}),
    },
  }
}
