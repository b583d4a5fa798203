import type { Duration } from '../data.ts'
import type { CollectionIn, Decided, DecimalIn, LowStakesIn } from './fitting.ts'
import type { Common, Flow } from './flow.ts'
import type { HolderOf, Shared } from './holding.ts'
import type { Refusal, Rest } from './open.ts'
import type { AnyRecord, Choice } from './record.ts'
import type { CollectionSentence, DecimalSentence, HighStakesSentence, NoHandover, NoHolder, NoPart, Refused, Unfit } from './sentences.ts'
import type { Systems } from './system.ts'

/** What every two-way flow has to say besides its policies. */
export type Needs = 'because' | 'creates' | 'deletes'

type Decide<V> = (agreed: V | undefined, values: readonly V[]) => V
/** A refused field has no value: its function is not judged as well. */
type DecideUnless<A, Open, R extends AnyRecord> = A extends Open ? Decide<Decided<R, A>> : (...args: any[]) => unknown

/** Several systems (P) write the record. `Open` names the fields without a policy, `Need` what else is unsaid. */
export interface TwoWay<
  Open extends string,
  Need extends Needs,
  N extends string,
  P extends keyof S & string,
  R extends AnyRecord,
  S extends Systems,
>
  extends Flow<Open | `.${Need}`>, Common<Choice<R, Shared<S, P, N>>, N, R> {
  /**
   * One writer; the others hold copies. `from`: the writer of today, which hands it over. It writes until `thalweg handover` switches; take it out once that is finished.
   */
  owner<const F extends Open | Refusal, const X extends HolderOf<S, N, P, F>>(
    field: F | readonly F[],
    system: X,
    handover?: { from: Exclude<HolderOf<S, N, P, F>, X> },
  ): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  owner<const A extends string | readonly string[], const X extends string, const Y extends string = never>(
    field: Refused<A, Open, R, N, S, P>,
    system: NoHolder<X, A, N, S, P>,
    handover?: { from: NoHandover<Y, X, A, N, S, P> },
  ): TwoWay<Open, Need, N, P, R, S>
  /** One writer for every field that no policy covers yet. The plan lists them; `diff` shows each one that joins later. */
  ownerOfRest(system: HolderOf<S, N, P, Open>): TwoWay<never, Need, N, P, R, S>
  ownerOfRest<const X extends string>(system: NoHolder<X, Open, N, S, P>): TwoWay<never, Need, N, P, R, S>
  /** Both write; when both changed it, `system` wins. */
  precedence<const F extends Open | Refusal>(field: F | readonly F[], system: HolderOf<S, N, P, F>): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  precedence<const A extends string | readonly string[], const X extends string>(
    field: Refused<A, Open, R, N, S, P>,
    system: NoHolder<X, A, N, S, P>,
  ): TwoWay<Open, Need, N, P, R, S>
  /** Both write; the later commit stands and the other value is lost. Never for high-stakes fields. */
  lastWriteWins<const F extends LowStakesIn<R, Open> | Refusal>(
    field: F | readonly F[],
    accept: { acceptLoss: string },
  ): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  lastWriteWins<const A extends string | readonly string[]>(
    field: Unfit<A, LowStakesIn<R, Open>, Open, HighStakesSentence, R, N, S, P>,
    accept: { acceptLoss: string },
  ): TwoWay<Open, Need, N, P, R, S>
  /** Both write; when both changed it, a person decides, and each side keeps its value until then. */
  review<const F extends Open | Refusal>(
    field: F | readonly F[],
    by?: { team?: string; within?: Duration },
  ): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  review<const A extends string | readonly string[]>(
    field: Refused<A, Open, R, N, S, P>,
    by?: { team?: string; within?: Duration },
  ): TwoWay<Open, Need, N, P, R, S>
  /** Both write a collection; additions and removals of both sides count. */
  union<const F extends CollectionIn<R, Open> | Refusal>(field: F | readonly F[]): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  union<const A extends string | readonly string[]>(
    field: Unfit<A, CollectionIn<R, Open>, Open, CollectionSentence, R, N, S, P>,
  ): TwoWay<Open, Need, N, P, R, S>
  /** Both write a quantity; the differences of both sides are added up exactly. */
  delta<const F extends DecimalIn<R, Open> | Refusal>(field: F | readonly F[]): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  delta<const A extends string | readonly string[]>(
    field: Unfit<A, DecimalIn<R, Open>, Open, DecimalSentence, R, N, S, P>,
  ): TwoWay<Open, Need, N, P, R, S>
  /** Both write; `decide`, an exported pure function, says what stands. */
  merge<const F extends Open | Refusal>(field: F, decide: Decide<Decided<R, F>>): TwoWay<Rest<Open, F>, Need, N, P, R, S>
  merge<const A extends string>(field: Refused<A, Open, R, N, S, P>, decide: DecideUnless<A, Open, R>): TwoWay<Open, Need, N, P, R, S>
  /** Who may create; what a create by anyone else leads to. Default `review`. */
  creates(
    by: P | readonly P[] | 'anyone',
    otherwise?: { foreignCreate: 'report' | 'remove' | 'review' },
  ): TwoWay<Open, Exclude<Need, 'creates'>, N, P, R, S>
  creates<const X extends string | readonly string[]>(
    by: NoPart<X, N, S, P, 'anyone'>,
    otherwise?: { foreignCreate: 'report' | 'remove' | 'review' },
  ): TwoWay<Open, Exclude<Need, 'creates'>, N, P, R, S>
  /** Who may delete; what a delete by anyone else leads to (default `restore`), and a delete against an update (default `review`). */
  deletes(by: P | readonly P[] | 'anyone' | 'nobody', otherwise?: DeletesOtherwise): TwoWay<Open, Exclude<Need, 'deletes'>, N, P, R, S>
  deletes<const X extends string | readonly string[]>(
    by: NoPart<X, N, S, P, 'anyone' | 'nobody'>,
    otherwise?: DeletesOtherwise,
  ): TwoWay<Open, Exclude<Need, 'deletes'>, N, P, R, S>
  /** Why one-way is not enough. */
  because(why: string): TwoWay<Open, Exclude<Need, 'because'>, N, P, R, S>
}

interface DeletesOtherwise {
  foreignDelete?: 'restore' | 'accept' | 'review'
  againstUpdate?: 'deleteWins' | 'updateWins' | 'review'
}

/** A two-way flow between P on which nothing was said yet. */
export type TwoWayOf<N extends string, P extends keyof S & string, R extends AnyRecord, S extends Systems> = TwoWay<
  Choice<R, Shared<S, P, N>>,
  Needs,
  N,
  P,
  R,
  S
>
