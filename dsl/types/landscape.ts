import type { data, PortfolioData } from '../data.ts'
import type { HeldBy } from './binding.ts'
import type { Flow } from './flow.ts'
import type { Refusal } from './open.ts'
import type { FieldsOf, GroupNameOf, Records } from './record.ts'
import type { NoDirection, Unsaid } from './sentences.ts'
import type { FlowStart } from './start.ts'
import type { Systems } from './system.ts'

/** The flow itself where everything is said, else what is not. */
// prettier-ignore
type Settled<Fl> =
  Fl extends Flow<never>   ? Fl
  : Fl extends Flow<infer U> ? Unsaid<U>
  : NoDirection

/** The systems, records and bindings of one estate, as the two functions that its flows are written with. */
export interface Landscape<R extends Records, S extends Systems> {
  /** Starts a flow of this record: say `.oneWay({ from, to })` or `.twoWay()` next. */
  flow<const N extends (keyof R & string) | Refusal>(record: N): N extends keyof R & string ? FlowStart<N, R[N], S> : any
  flow<const X extends string>(record: X extends keyof R ? X : `the landscape has no record ${X}`): any
  /** All flows of the estate, each with every field of it settled. */
  portfolio<F extends { readonly [flow: string]: unknown }>(flows: { readonly [I in keyof F]: Settled<F[I]> }): Portfolio
}

/** All flows of a landscape, checked together: the default export of a flow file. */
export interface Portfolio {
  readonly flows: { readonly [flow: string]: Flow }
  readonly [data]: PortfolioData
}

/** Every binding belongs to a record of the landscape. */
export type Fits<S extends Systems, R extends Records> = {
  readonly [X in keyof S]: {
    readonly holds: {
      readonly [N in keyof S[X]['holds']]: N extends keyof R
        ? HeldBy<S[X]['holds'][N]> extends FieldsOf<R[N]> | GroupNameOf<R[N]>
          ? unknown
          : `this binding is not of the record ${N & string}`
        : `the landscape has no record ${N & string}`
    }
  }
}
