/** A generated flow for the model, written by hand: small numbers in every field, stored as they are. */
import type { Adapter, GeneratedFlow } from '../../runtime/door.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { compile } from '../../runtime/kernel.ts'
import { owner } from '../../runtime/policies/owner.ts'
import type { ForeignWrite, Lifecycle } from '../../runtime/policies/rule.ts'
import { systemName } from './state.ts'

export interface FlowShape {
  readonly systems: number
  /** By unit: fields in it and who writes it. */
  readonly units: readonly { readonly fields: number; readonly owner: number; readonly foreignWrite: ForeignWrite }[]
  readonly life: Lifecycle
}

export function modelKernel(shape: FlowShape): Kernel {
  const systems = Array.from({ length: shape.systems }, (_, j) => systemName(j))
  const fields: string[] = []
  const units = shape.units.map((unit, u) => {
    const names = Array.from({ length: unit.fields }, () => `f${fields.push('') - 1}`)
    for (const name of names) fields[Number(name.slice(1))] = name
    return { name: `unit${u}`, fields: names, policy: owner(unit.owner), foreignWrite: unit.foreignWrite }
  })
  const flow: GeneratedFlow = {
    name: 'model',
    record: 'model',
    version: '1',
    direction: 'twoWay',
    systems,
    key: ['id'],
    fields,
    settle: { units, life: shape.life },
    adapters: Object.fromEntries(systems.map((system) => [system, adapter(system, fields)])),
    rhythm: { every: 1_000 },
    reconcile: { none: 'the model settles every change' },
    maxDeletes: null,
    failure: { retryForMs: 1_000, then: 'deadLetter' },
    expect: {},
    references: [],
  }
  return compile(flow)
}

function adapter(system: string, fields: readonly string[]): Adapter {
  const asIs = {
    type: { kind: 'int' },
    nullable: false,
    stores: [],
    decode: (raw: unknown) => raw as number,
    encode: (value: unknown) => value as number,
    identity: true,
  } as const
  const statement = 'the model needs no SQL'
  return {
    system,
    table: 'model',
    key: [{ field: 'id', column: 'id', ...asIs }],
    fields: fields.map((field) => ({ field, column: field, param: field, ...asIs })),
    detect: { kind: 'outbox' },
    scope: [],
    deletes: true,
    statements: {
      look: statement,
      firstPage: statement,
      nextPage: statement,
      insert: statement,
      update: statement,
      delete: statement,
      count: statement,
      digests: statement,
      bucketRows: statement,
    },
  }
}
