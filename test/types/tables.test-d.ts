/** The type tables of `dsl/types`, asked one by one: what goes in, what must come out. */
import type { Flow } from 'thalweg'
import type { Names } from '../../dsl/types/binding.ts'
import type { CollectionIn, Decided, DecimalIn, LowStakesIn } from '../../dsl/types/fitting.ts'
import type { Held, HolderOf, Holding, IsUnion, MoreThanTwo, Receiving, Sending, Shared, Sharing } from '../../dsl/types/holding.ts'
import type { Named, Refusal, Rest } from '../../dsl/types/open.ts'
import type { Choice, FieldsOf, Grouped, GroupNameOf, GroupOfMember, KeyOf, MemberOf, Members, ValueOf } from '../../dsl/types/record.ts'
import type { Decimal } from '../../dsl/types/values.ts'
import { flow, type lines, type orders, type systems } from './estate-of-types.ts'

type Same<Asked, Answer> = (<T>() => T extends Asked ? 1 : 2) extends <T>() => T extends Answer ? 1 : 2 ? true : false
declare function same<Asked, Answer>(..._: Same<Asked, Answer> extends true ? [] : [never]): void

type Orders = typeof orders
type Lines = typeof lines
type S = typeof systems

export function records() {
  same<KeyOf<Orders>, 'number'>()
  same<KeyOf<Lines>, 'order' | 'line'>()
  same<FieldsOf<Lines>, 'order' | 'line' | 'text'>()
  same<ValueOf<Orders, 'notes'>, string | null>()
  same<ValueOf<Orders, 'cost'>, Decimal>()
  same<ValueOf<Orders, 'state'>, 'OPEN' | 'DONE' | null | undefined>()
  same<GroupNameOf<Orders>, 'price'>()
  same<GroupNameOf<Lines>, never>()
  same<MemberOf<Orders, 'price'>, 'cost' | 'currency'>()
  same<Grouped<Orders>, 'cost' | 'currency'>()
  same<Grouped<Lines>, never>()
  same<GroupOfMember<Orders, 'cost'>, 'price'>()
  same<Members<Orders, 'price' | 'notes'>, 'cost' | 'currency' | 'notes'>()
  same<Members<Orders, 'notes'>, 'notes'>()
  same<Choice<Orders, 'number' | 'cost' | 'price' | 'notes'>, 'price' | 'notes'>()
}

export function holding() {
  same<Names<Orders, 'cost' | 'currency' | 'tags'>, 'cost' | 'currency' | 'tags' | 'price'>()
  same<Names<Orders, 'cost' | 'tags'>, 'cost' | 'tags'>()
  same<Held<S, 'B', 'orders'>, 'number' | 'currency' | 'tags' | 'hours' | 'state' | 'notes'>()
  same<Holding<S, 'orders', 'copyOnly'>, 'C'>()
  same<Sharing<S, 'orders'>, 'A' | 'B'>()
  same<Sharing<S, 'lines'>, 'A'>()
  same<Sending<S, 'orders'>, 'A' | 'B'>()
  same<Receiving<S, 'orders'>, 'A' | 'B' | 'C'>()
  same<HolderOf<S, 'orders', 'A' | 'B' | 'C', 'notes'>, 'B' | 'C'>()
  same<HolderOf<S, 'orders', 'A' | 'B', 'notes' | 'rate'>, never>()
  same<Shared<S, 'A' | 'B', 'orders'>, 'number' | 'currency' | 'tags' | 'hours' | 'state'>()
  same<IsUnion<'a'>, false>()
  same<IsUnion<'a' | 'b'>, true>()
  same<IsUnion<never>, false>()
  same<MoreThanTwo<'a' | 'b'>, false>()
  same<MoreThanTwo<'a' | 'b' | 'c'>, true>()
}

export function fitting() {
  type All = FieldsOf<Orders> | 'price'
  same<Decided<Orders, 'price'>, { readonly cost: Decimal; readonly currency: string }>()
  same<Decided<Orders, 'tags'>, string[]>()
  same<CollectionIn<Orders, All>, 'tags'>()
  same<DecimalIn<Orders, All>, 'cost' | 'hours' | 'rate'>()
  same<LowStakesIn<Orders, All>, 'number' | 'currency' | 'tags' | 'rate' | 'notes'>()
}

export function open() {
  same<Rest<'a' | 'b', 'a'>, 'b'>()
  same<Rest<'a' | 'b', 'a' | Refusal>, 'a' | 'b'>()
  same<Named<'a'>, 'a'>()
  same<Named<readonly ['a', 'b']>, 'a' | 'b'>()
}

/** Each method hands on a flow from which exactly its own fields and its own need are gone. */
export function flows() {
  const start = flow('orders').twoWay()
  type Unsaid<F> = F extends Flow<infer U extends string> ? U : never
  same<Unsaid<typeof start>, 'tags' | 'hours' | 'state' | '.because' | '.creates' | '.deletes'>()
  const taken = start.owner(['hours', 'state'], 'A').union('tags')
  same<Unsaid<typeof taken>, '.because' | '.creates' | '.deletes'>()
  const said = taken.because('both').creates('A').deletes('nobody')
  same<Unsaid<typeof said>, `.${never}`>()
  const rest = start.ownerOfRest('B').guard().every('5m')
  same<Unsaid<typeof rest>, '.because' | '.creates' | '.deletes'>()
  const oneWay = flow('orders').oneWay({ from: 'A', to: ['B', 'C'] })
  same<Unsaid<typeof oneWay>, never>()
}
