import type { EnvName, SecretName } from '../data.ts'

/** An exact decimal number as text ("12.50"). Money and quantities are never JavaScript floats. */
export type Decimal = string & { readonly __decimal: true }

declare const stakes: unique symbol
declare const refersTo: unique symbol
/** A field whose silent loss would hurt: last-write-wins refuses it. */
export interface HighStakes {
  readonly [stakes]: 'high'
}
/** A field that holds the key of another record. */
export interface RefersTo<Name extends string> {
  readonly [refersTo]: Name
}

/** A value that each environment supplies when the runtime starts; the plan and generated code hold only its name. */
export type Env = EnvName
/** Like {@link Env}, for what must never be printed. */
export type Secret = SecretName
