import type { z } from 'zod'
import type { AnyRecord, GroupNameOf, MemberOf, Members, SchemaOf, ValueOf } from './record.ts'
import type { Decimal, HighStakes } from './values.ts'

/** What one decision is about. 'notes' → string; 'price' → { cost: Decimal, currency: string } */
export type Decided<R extends AnyRecord, F> =
  F extends GroupNameOf<R> ? { readonly [M in MemberOf<R, F> & string]: ValueOf<R, M> } : ValueOf<R, F>

/** Of F, what `union` can take: collections, never a group. */
// prettier-ignore
export type CollectionIn<R extends AnyRecord, F> =
  F extends GroupNameOf<R> ? never
  : F extends string ? (SchemaOf<R, F> extends z.ZodType<readonly unknown[] | null> ? F : never)
  : never

/** Of F, what `delta` can take: exact decimals, never a group. */
// prettier-ignore
export type DecimalIn<R extends AnyRecord, F> =
  F extends GroupNameOf<R> ? never
  : F extends string ? (SchemaOf<R, F> extends z.ZodType<Decimal | null> ? F : never)
  : never

/** Of F, what `lastWriteWins` can take: nothing with high stakes in it, a group by its members. */
export type LowStakesIn<R extends AnyRecord, F> = F extends string
  ? [Extract<SchemaOf<R, Members<R, F>>, HighStakesSchema>] extends [never]
    ? F
    : never
  : never

/** High stakes stay high when a value may be absent. */
type HighStakesSchema =
  HighStakes | z.ZodNullable<HighStakes & z.ZodType> | z.ZodOptional<(HighStakes & z.ZodType) | z.ZodNullable<HighStakes & z.ZodType>>
