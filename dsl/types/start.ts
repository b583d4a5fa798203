import type { Held, Receiving, Sending, Sharing } from './holding.ts'
import type { OneWay } from './one-way.ts'
import type { AnyRecord, Choice } from './record.ts'
import type { Pair, Receiver, Sharer, Source } from './sentences.ts'
import type { Systems } from './system.ts'
import type { TwoWayOf } from './two-way.ts'

/** A flow before its direction is said. */
export interface FlowStart<N extends string, R extends AnyRecord, S extends Systems> {
  /** Both directions, between the two systems that hold the record. */
  twoWay(this: Pair<N, Sharing<S, N>>): Sharing<S, N> extends infer P extends keyof S & string ? TwoWayOf<N, P, R, S> : never
  /** Both directions, between these. Their order breaks ties; without names, the order in `landscape.systems`. */
  twoWay<const A extends Sharing<S, N>, const B extends Exclude<Sharing<S, N>, A>, const C extends Exclude<Sharing<S, N>, A | B> = never>(
    first: A,
    second: B,
    ...more: C[]
  ): TwoWayOf<N, A | B | C, R, S>
  twoWay<const A extends string, const B extends string, const C extends string = never>(
    first: Sharer<A, never, N, S>,
    second: Sharer<B, A, N, S>,
    ...more: Sharer<C, A | B, N, S>[]
  ): any
  /** One direction, to one system or several. */
  oneWay<const From extends Sending<S, N>, const To extends Exclude<Receiving<S, N>, From>>(way: {
    from: From
    to: To | readonly To[]
  }): OneWay<Choice<R, Extract<Held<S, From, N>, Held<S, To, N>>>, N, From, To, R, S>
  oneWay<const From extends string, const To extends string>(way: {
    from: Source<From, N, S>
    to: Receiver<To, From, N, S> | readonly Receiver<To, From, N, S>[]
  }): OneWay<never, N, never, never, R, S>
}
