/**
 * What the engineer reads when a call is refused. Every method that refuses has two overloads. The first takes what is allowed and only that, so
 * the editor completes nothing else. The second is reached by refused calls alone; its parameter types are these sentences.
 */
import type { HolderOf, Held, Holding, IsUnion, MoreThanTwo, Receiving, Sending, Shared, Sharing } from './holding.ts'
import type { Access } from '../data.ts'
import type { Named } from './open.ts'
import type { AnyRecord, Choice, FieldsOf, Grouped, GroupNameOf, GroupOfMember, KeyOf } from './record.ts'
import type { Systems } from './system.ts'

// ─── Fields ──────────────────────────────────────────────────────────────────────────────────────

/** Why no policy of this flow can take field F. */
// prettier-ignore
export type WhyNot<F, R extends AnyRecord, N extends string, S extends Systems, P extends keyof S & string> =
  F extends KeyOf<R>                     ? `${F & string} is the key of ${N}: it names the record, no policy writes it`
  : F extends Grouped<R>                 ? `${F & string} is decided as part of its group: name ${GroupOfMember<R, F>}`
  : F extends Choice<R, Shared<S, P, N>> ? `${F & string} already has a policy in this flow: a field has exactly one`
  : F extends FieldsOf<R>                ? HeldOnce<F, N, S, P>
  : F extends GroupNameOf<R>             ? HeldWholeOnce<F, N, S, P>
  : `${N} has no field ${F & string}`

// prettier-ignore
type HeldOnce<F, N extends string, S extends Systems, P extends keyof S & string> =
  [HolderOf<S, N, P, F>] extends [never] ? `no system of this flow holds ${F & string}: there is nothing to decide`
  : `only ${HolderOf<S, N, P, F>} holds ${F & string} in this flow: there is nothing to decide`
// prettier-ignore
type HeldWholeOnce<G, N extends string, S extends Systems, P extends keyof S & string> =
  [HolderOf<S, N, P, G>] extends [never] ? `no system of this flow holds all of ${G & string}: a group is decided as one`
  : `only ${HolderOf<S, N, P, G>} holds all of ${G & string} in this flow: a group is decided as one`

/** The argument itself where every field in it may be named, else why not. */
// prettier-ignore
export type Refused<A, Open, R extends AnyRecord, N extends string, S extends Systems, P extends keyof S & string> =
  A extends Open | readonly Open[] ? A : WhyNot<Exclude<Named<A>, Open>, R, N, S, P>

/** The same for a policy that takes some kinds of fields only. */
// prettier-ignore
export type Unfit<A, Fit, Open, Sentence extends string, R extends AnyRecord, N extends string, S extends Systems, P extends keyof S & string> =
  A extends Fit | readonly Fit[]              ? A
  : [Exclude<Named<A>, Open>] extends [never] ? `${Exclude<Named<A>, Fit> & string} ${Sentence}`
  : WhyNot<Exclude<Named<A>, Open>, R, N, S, P>
export type HighStakesSentence = 'is high stakes and must not be lost silently: choose owner, precedence, delta or review'
export type CollectionSentence = 'is no collection: union merges arrays'
export type DecimalSentence = 'is no exact decimal: delta adds up field.quantity, field.money and field.decimal'

/** The argument itself where the flow decides every field in it. */
// prettier-ignore
export type Elsewhere<A, F, N extends string> =
  A extends F | readonly F[] ? A
  : `${Exclude<Named<A>, F> & string} is not decided in this flow of ${N}`

// ─── Systems ─────────────────────────────────────────────────────────────────────────────────────

/** The system itself where it holds the fields, else why it cannot write them. */
// prettier-ignore
export type NoHolder<X, A, N extends string, S extends Systems, P extends keyof S & string> =
  X extends HolderOf<S, N, P, Named<A>> ? X
  : X extends P                         ? `${X} does not hold ${Exclude<Named<A> & string, Held<S, X, N>>} of ${N}`
  : NoMember<X, N, S>
/** The system itself where it may hand the fields over to X, else why not. */
// prettier-ignore
export type NoHandover<Y, X, A, N extends string, S extends Systems, P extends keyof S & string> =
  Y extends X ? `${Y & string} cannot hand over to itself: name the owner of today, or leave from out`
  : NoHolder<Y, A, N, S, P>
/** The system itself where it takes part, else why it has no say. */
// prettier-ignore
export type NoPart<X, N extends string, S extends Systems, P extends keyof S & string, Word extends string> =
  X extends P | Word | readonly P[] ? X
  : NoMember<Exclude<Named<X>, P>, N, S>
// prettier-ignore
type NoMember<X, N extends string, S extends Systems> =
  X extends keyof S ? `${X & string} takes no part in this flow of ${N}`
  : `there is no system ${X & string}`

/** Why a system cannot be the way back of a one-way flow. */
// prettier-ignore
export type NoWayBack<X, A, N extends string, S extends Systems, From extends keyof S & string, To extends keyof S & string> =
  X extends From ? `${X} is the source of this flow and writes every other field: the way back starts at a target`
  : NoHolder<X, A, N, S, To>

/** The fields that an answer may be for: open ones that it does not write itself. */
// prettier-ignore
export type Answered<B, A, Open, R extends AnyRecord, N extends string, S extends Systems, P extends keyof S & string> =
  B extends Exclude<Open, Named<A>> | readonly Exclude<Open, Named<A>>[] ? B
  : [Exclude<Named<B>, Open>] extends [never] ? `${Named<A> & Named<B> & string} cannot be the answer to itself`
  : WhyNot<Exclude<Named<B>, Open>, R, N, S, P>

/** Which two share record N, where more than two systems could (or fewer than two can). */
// prettier-ignore
export type Pair<N extends string, P extends string> =
  [P] extends [never]            ? `no system both reads and writes ${N}`
  : IsUnion<P> extends false     ? `only ${P} holds ${N} for reading and writing: two-way needs two`
  : MoreThanTwo<P> extends true  ? `more than two systems hold ${N}: say which share it, as in twoWay("EAM", "ERP")`
  : unknown
/** The system itself where it can share record N with the others, else why not. */
// prettier-ignore
export type Sharer<X, Others, N extends string, S extends Systems> =
  X extends Others                        ? `${X & string} cannot share ${N} with itself`
  : X extends Sharing<S, N>               ? X
  : X extends Holding<S, N, 'readOnly'>   ? `${X & string} is read-only: it cannot share ${N}`
  : X extends Holding<S, N, Access>       ? `${X & string} only receives copies: it cannot share ${N}`
  : NoBinding<X, N, S>
/** The system itself where record N can be read from it, else why not. */
// prettier-ignore
export type Source<X, N extends string, S extends Systems> =
  X extends Sending<S, N>                 ? X
  : X extends Holding<S, N, Access>       ? `${X} only receives copies: nothing is read from it`
  : NoBinding<X, N, S>
/** The system itself where record N can be sent to it, else why not. */
// prettier-ignore
export type Receiver<X, From, N extends string, S extends Systems> =
  X extends From                          ? `${X & string} cannot be its own target`
  : X extends Receiving<S, N>             ? X
  : X extends Holding<S, N, Access>       ? `${X} is read-only: nothing can be sent to it`
  : NoBinding<X, N, S>
// prettier-ignore
type NoBinding<X, N extends string, S extends Systems> =
  X extends keyof S ? `${X & string} does not hold ${N}: bind it in the landscape`
  : `there is no system ${X & string}`

// ─── Codes ───────────────────────────────────────────────────────────────────────────────────────

/** The code of a finding itself, else what it looks like. `'TW111'` → `'TW111'`, `'111'` → the sentence. */
// prettier-ignore
export type Coded<X extends string> =
  X extends `TW${number}` ? X
  : `${X} is no code of a finding: write it as the checker prints it, as in "TW111"`

// ─── Flows ───────────────────────────────────────────────────────────────────────────────────────

/** What a flow still has to say. */
// prettier-ignore
export type Unsaid<U> =
  U extends '.because'   ? 'say why this flow is two-way: .because("…")'
  : U extends '.creates' ? 'say who may create a record: .creates("…")'
  : U extends '.deletes' ? 'say who may delete a record: .deletes("…"), or .deletes("nobody")'
  : U extends string     ? `no policy says who writes ${U}`
  : never
export type NoDirection = 'this flow has no direction yet: say .oneWay({ from: "…", to: "…" }) or .twoWay()'
