import type { z } from 'zod'
import type { data, RecordData } from '../data.ts'

export type Shape = { readonly [field: string]: z.ZodType }
export type Groups = { readonly [group: string]: readonly string[] }

/** The canonical, typed shape of one kind of thing. `K` is the union of its key fields. */
export interface RecordDef<F extends Shape = Shape, K extends string = string, G extends Groups = Groups> {
  readonly fields: F
  readonly key: readonly K[]
  readonly groups: G
  readonly [data]: RecordData
}
export type AnyRecord = RecordDef<any, any, any>
export type Records = { readonly [record: string]: RecordDef<any, any, any> }

// Below, R = record({ key: 'number', fields: { number, cost, currency, notes }, groups: { price: ['cost', 'currency'] } })

/** R → 'number' */
export type KeyOf<R extends AnyRecord> = R['key'][number]
/** R → 'number' | 'cost' | 'currency' | 'notes' */
export type FieldsOf<R extends AnyRecord> = keyof R['fields'] & string
/** R, 'notes' → ZodString */
export type SchemaOf<R extends AnyRecord, F> = R['fields'][F & keyof R['fields']]
/** R, 'notes' → string */
export type ValueOf<R extends AnyRecord, F> = SchemaOf<R, F>['_output']
/** R → 'price' */
export type GroupNameOf<R extends AnyRecord> = keyof R['groups'] & string
/** R, 'price' → 'cost' | 'currency' */
export type MemberOf<R extends AnyRecord, G> = R['groups'][G & keyof R['groups']][number]
/** R → 'cost' | 'currency': the fields in any group */
export type Grouped<R extends AnyRecord> = [GroupNameOf<R>] extends [never] ? never : R['groups'][GroupNameOf<R>][number]
/** R, 'cost' → 'price' */
export type GroupOfMember<R extends AnyRecord, F, G = GroupNameOf<R>> = G extends string ? (F extends MemberOf<R, G> ? G : never) : never
/** R, 'price' | 'notes' → 'cost' | 'currency' | 'notes' */
export type Members<R extends AnyRecord, F> = [F & GroupNameOf<R>] extends [never]
  ? F
  : MemberOf<R, F & GroupNameOf<R>> | Exclude<F, GroupNameOf<R>>
/** R, 'number' | 'cost' | 'price' | 'notes' → 'price' | 'notes': what a policy can take; no key, and groups in place of their members */
export type Choice<R extends AnyRecord, F extends string> = Exclude<F, KeyOf<R> | Grouped<R>>
