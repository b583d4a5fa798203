import type { Common, Flow } from './flow.ts'
import type { HolderOf } from './holding.ts'
import type { Refusal, Rest } from './open.ts'
import type { AnyRecord } from './record.ts'
import type { Answered, NoWayBack, Refused } from './sentences.ts'
import type { Systems } from './system.ts'

/** One system owns the record, others hold copies. `Open` names the fields that no return path has taken. */
export interface OneWay<
  Open extends string,
  N extends string,
  From extends keyof S & string,
  To extends keyof S & string,
  R extends AnyRecord,
  S extends Systems,
>
  extends Flow<never>, Common<Open, N, R> {
  /**
   * The only way back: these fields are written by `system` and read-only at the source. With `answers` a value counts only for
   * the values of those fields that `system` held when it was written; else it is a `staleAnswer`, and reviewed.
   */
  returnPath<const F extends Open | Refusal>(
    field: F | readonly F[],
    system: HolderOf<S, N, To, F>,
    to?: { answers: Rest<Open, F> | readonly Rest<Open, F>[] },
  ): OneWay<Rest<Open, F>, N, From, To, R, S>
  returnPath<const A extends string | readonly string[], const X extends string, const B extends string | readonly string[] = never>(
    field: Refused<A, Open, R, N, S, From | To>,
    system: NoWayBack<X, A, N, S, From, To>,
    to?: { answers: Answered<B, A, Open, R, N, S, From | To> },
  ): OneWay<Open, N, From, To, R, S>
  /** What a delete at the source leads to. Default `mirror`, in the way the target's binding says. */
  onDelete(outcome: 'mirror' | 'keep'): this
  /** A row that only a target has. Default `report`: counted, never touched. */
  onForeignCreate(outcome: 'report' | 'remove' | 'review'): this
  /** Why this flow is there; no one-way flow must say so. */
  because(why: string): this
}
