import type { Access } from '../data.ts'
import type { HeldBy } from './binding.ts'
import type { Refusal } from './open.ts'
import type { Systems } from './system.ts'

// Below, S = { EAM: assets without serial, ERP: assets whole, BI: assets whole, copyOnly }

/** Fields and whole groups of record N that system X holds. S, 'EAM', 'assets' → 'tag' | 'status' */
export type Held<S extends Systems, X extends keyof S, N extends string> = HeldBy<S[X]['holds'][N]>

/** Systems with a binding for record N and access A. S, 'assets', 'readWrite' → 'EAM' | 'ERP' */
export type Holding<S extends Systems, N, A extends Access> = {
  [X in keyof S & string]: N extends keyof S[X]['holds'] ? (S[X]['access'] extends A ? X : never) : never
}[keyof S & string]

/** Systems that can be written and read, so that they can share record N. */
export type Sharing<S extends Systems, N> = Holding<S, N, 'readWrite'>
/** Systems that record N can be read from. */
export type Sending<S extends Systems, N> = Holding<S, N, 'readWrite' | 'readOnly'>
/** Systems that record N can be sent to. */
export type Receiving<S extends Systems, N> = Holding<S, N, 'readWrite' | 'copyOnly' | 'appendOnly'>

/** Systems among P that hold every one of fields F. S, 'assets', 'EAM' | 'ERP', 'serial' → 'ERP' */
export type HolderOf<S extends Systems, N extends string, P extends keyof S, F> = P extends keyof S
  ? [F] extends [Held<S, P, N> | Refusal]
    ? P & string
    : never
  : never

/** Fields that at least two of P hold. S, 'EAM' | 'ERP', 'assets' → 'tag' | 'status' */
export type Shared<S extends Systems, P extends keyof S, N extends string, X extends keyof S = P> = X extends P
  ? Held<S, X, N> & Held<S, Exclude<P, X>, N>
  : never

/** 'a' → false, 'a' | 'b' → true, never → false */
export type IsUnion<T, U = T> = [T] extends [never] ? false : T extends U ? ([U] extends [T] ? false : true) : never
/** 'a' | 'b' → false, 'a' | 'b' | 'c' → true */
export type MoreThanTwo<P, X = P> = true extends (X extends P ? IsUnion<Exclude<P, X>> : never) ? true : false
