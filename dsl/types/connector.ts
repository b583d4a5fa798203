import type { Access } from '../data.ts'
import type { Env, Secret } from './values.ts'

/** What a connector of an engineer's own wants to be told where a system is placed. */
export type SettingKinds = { readonly [setting: string]: 'text' | 'secret' }

/** As `defineConnector` of `thalweg/connector` makes it; what opens it is no matter of the language. */
export interface Definition<S extends SettingKinds = SettingKinds, A extends Access = Access> {
  readonly settings: S
  readonly access: A
  readonly capabilities: {
    readonly condition: 'row' | 'none'
    readonly changes: 'none' | 'rows' | 'rowsAndDeletes'
    readonly times: boolean
  }
}

/** 'text' → string | Env; 'secret' → Secret */
type Said<K> = K extends 'secret' ? Secret : string | Env
/** { url: 'text', token: 'secret' } → { url: string | Env, token: Secret } */
export type Settings<S extends SettingKinds> = { readonly [N in keyof S]: Said<S[N]> }

/** What was given where all of it is right, else why not. */
// prettier-ignore
export type RefusedSettings<S extends SettingKinds, G> =
  [Exclude<keyof S, keyof G>] extends [never] ? [Exclude<keyof G, keyof S>] extends [never]
    ? [Wrong<S, G>] extends [never] ? G
    : Wrong<S, G>
  : `this connector has no setting ${Exclude<keyof G, keyof S> & string}`
  : `say ${Exclude<keyof S, keyof G> & string}: this connector needs it`

/** A sentence for each setting that is something else. */
type Wrong<S extends SettingKinds, G> = { [N in keyof S & keyof G]: WrongOne<N, S[N], G[N]> }[keyof S & keyof G]
// prettier-ignore
type WrongOne<N, K, V> =
  V extends Said<K>    ? never
  : K extends 'secret' ? `${N & string} is a secret: write secret("…")`
  : V extends Secret   ? `${N & string} is no secret: write a text, or env("…")`
  : `${N & string} is a text: write it, or env("…")`
