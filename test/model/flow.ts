/** A generated flow for the model, written by hand: small numbers in every field, stored as they are. */
import type { Adapter, GeneratedFlow } from '../../runtime/door.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { compile } from '../../runtime/kernel.ts'
import type { ForeignWrite, Lifecycle, Policy } from '../../runtime/policies/rule.ts'
import type { Canonical } from '../../runtime/values.ts'
import type { FieldKind } from '../../sim/exhaustive/state.ts'

export interface FlowShape {
  readonly systems: number
  /** By unit: the kinds of its fields, and its policy; the units that it answers. */
  readonly units: readonly {
    readonly fields: readonly FieldKind[]
    readonly policy: Policy
    readonly foreignWrite: ForeignWrite
    readonly answers?: readonly number[]
    readonly keepWhenBlank?: boolean
    /** Systems that hold it; default: all. */
    readonly heldBy?: readonly number[]
  }[]
  readonly life: Lifecycle
}

export function modelKernel(shape: FlowShape): Kernel {
  const systems = Array.from({ length: shape.systems }, (_, j) => 'ABC'[j]!)
  const fields: string[] = []
  const units = shape.units.map((unit, u) => {
    const names = unit.fields.map(() => `f${fields.push('') - 1}`)
    for (const name of names) fields[Number(name.slice(1))] = name
    const answers = (unit.answers ?? []).map((v) => `unit${v}`)
    return {
      name: `unit${u}`,
      fields: names,
      policy: unit.policy,
      foreignWrite: unit.foreignWrite,
      keepWhenBlank: unit.keepWhenBlank === true,
      answers,
    }
  })
  const kinds = shape.units.flatMap((unit) => unit.fields)
  const heldBy = shape.units.flatMap((unit) => unit.fields.map(() => unit.heldBy ?? [...systems.keys()]))
  const flow: GeneratedFlow = {
    name: 'model',
    record: 'model',
    version: '1',
    direction: 'twoWay',
    systems,
    key: ['id'],
    fields,
    settle: { units, life: shape.life },
    adapters: Object.fromEntries(systems.map((system, j) => [system, adapter(system, fields, kinds, (f) => heldBy[f]!.includes(j))])),
    rhythm: { every: 1_000 },
    reconcile: { none: 'the model settles every change' },
    maxDeletes: null,
    failure: { retryForMs: 1_000, then: 'deadLetter' },
    expect: {},
    references: [],
  }
  return compile(flow)
}

/** What a field's numbers are in the words of the record. */
const words: Readonly<Record<FieldKind, { readonly decode: (n: number) => Canonical; readonly encode: (value: Canonical) => number }>> = {
  value: { decode: (n) => n, encode: Number },
  merged: { decode: (n) => n, encode: Number },
  amount: { decode: String, encode: Number },
  blank: { decode: (n) => (n === 0 ? null : n), encode: Number },
  set: {
    decode: (n) => ['x', 'y'].filter((_, bit) => (n >> bit) & 1),
    encode: (value) => (value as readonly string[]).reduce((n, element) => n | (element === 'x' ? 1 : 2), 0),
  },
}

function adapter(system: string, fields: readonly string[], kinds: readonly FieldKind[], holds: (f: number) => boolean): Adapter {
  const asIs = (kind: FieldKind) => ({
    type: { kind: 'int' } as const,
    nullable: kind === 'blank',
    stores: [],
    decode: words[kind].decode as (raw: unknown) => Canonical,
    encode: words[kind].encode,
    identity: kind === 'value',
  })
  const statement = 'the model needs no SQL'
  return {
    system,
    form: 'table',
    place: 'model',
    key: [{ field: 'id', column: 'id', ...asIs('value') }],
    fields: fields.map((field, f) => ({ field, column: field, param: field, ...asIs(kinds[f]!) })).filter((_, f) => holds(f)),
    detect: { kind: 'outbox' },
    scope: [],
    deletes: true,
    writes: ['insert', 'update', 'delete'],
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
