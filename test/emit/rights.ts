/** What the life of a record asks to be inserted and deleted, found by trying all that users may do within three acts, beside the rights that are given. */
import { mayDelete, mayInsert } from '../../codegen/emit/view/writes.ts'
import { owner } from '../../runtime/policies/owner.ts'
import { precedence } from '../../runtime/policies/precedence.ts'
import type { Lifecycle } from '../../runtime/policies/rule.ts'
import { explore } from '../../sim/exhaustive/explore.ts'
import { startOf } from '../../sim/exhaustive/start.ts'
import type { Config } from '../../sim/exhaustive/state.ts'
import { modelKernel } from '../model/flow.ts'
import { binding, flow, unit } from './plans.ts'

/** By field its writer; null: both. */
export type Writers = readonly (number | null)[]
export interface Life extends Lifecycle {
  readonly writers: Writers
}

const names = ['A', 'B']
const some: readonly (readonly number[])[] = [[], [0], [1], [0, 1]]

/** Every lifecycle of two systems that can be said. */
export function lives(fields: readonly Writers[]): readonly Life[] {
  const foreign = (who: readonly number[], first: string) => (answer: string) => who.length < 2 || answer === first
  return fields.flatMap((writers) =>
    some.slice(1).flatMap((creates) =>
      some.flatMap((deletes) =>
        (['report', 'remove', 'review'] as const).filter(foreign(creates, 'report')).flatMap((foreignCreate) =>
          (['restore', 'accept', 'review'] as const).filter(foreign(deletes, 'restore')).flatMap((foreignDelete) =>
            (['deleteWins', 'updateWins', 'review'] as const).map((againstUpdate) => ({
              writers,
              creates,
              deletes,
              foreignCreate,
              foreignDelete,
              againstUpdate,
              onDelete: 'mirror' as const,
            })),
          ),
        ),
      ),
    ),
  )
}

/** What is asked of a system that it may not do. */
export function missingIn(life: Life): readonly string[] {
  const rights = rightsIn(life)
  return wantedIn(life).flatMap((kinds, j) =>
    [...kinds].filter((kind) => !rights[j]!.includes(kind)).map((kind) => `${kind} at ${names[j]}`),
  )
}

/** By system: what its adapter may do. */
function rightsIn({ writers, ...life }: Life): readonly (readonly string[])[] {
  const policy = { kind: 'precedence', system: names[0]! } as const
  const units = writers.map((writer, u) => unit(`u${u}`, names[writer ?? 0]!, names, writer === null ? { policy } : {}))
  const named = (who: readonly number[]) => who.map((j) => names[j]!)
  const lifecycle = { ...life, creates: named(life.creates), deletes: named(life.deletes), said: {} }
  const whole = flow('things', names, units, { lifecycle })
  return names.map((name) => [
    ...(mayInsert(whole, name) ? ['insert'] : []),
    ...(mayDelete(whole, name, binding('things', [])) ? ['delete'] : []),
  ])
}

/** By system: what is planned there, whatever is given. */
function wantedIn({ writers, ...life }: Life): readonly ReadonlySet<string>[] {
  const wanted = names.map(() => new Set<string>())
  const policies = writers.map((writer) => (writer === null ? precedence(0) : owner(writer)))
  const units = policies.map((policy) => ({ fields: ['value' as const], policy, foreignWrite: 'restore' as const }))
  const kernel = modelKernel({ systems: names.length, units, life })
  const systems = kernel.systems.map((system, j) => {
    const writes = [...system.adapter.writes]
    writes.includes = (kind) => (kind === 'update' || wanted[j]!.add(kind), true)
    return { ...system, adapter: { ...system.adapter, writes } }
  })
  for (const start of ['live', 'absent'] as const) {
    const config: Config = {
      name: 'rights',
      kernel: { ...kernel, systems },
      systems: names.length,
      owner: writers,
      kinds: writers.map(() => 'value'),
      preferred: writers.map((writer) => (writer === null ? 0 : null)),
      apartMs: null,
      values: [0, 1],
      edits: 3,
      faults: 0,
      reviews: 1,
      lives: true,
      outside: null,
      start,
      late: false,
      lag: false,
      ownIds: false,
      stores: null,
      readOnly: [],
      maxWrites: 16,
      without: new Set(),
    }
    explore(config, startOf(config), { maxStates: 100_000 })
  }
  return wanted
}
