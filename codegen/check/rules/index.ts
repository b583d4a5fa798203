import { across } from './across/index.ts'
import { allowing } from './allowing/index.ts'
import { columnRules } from './columns/index.ts'
import { detectionRules } from './detection/index.ts'
import { estateRules } from './estate/index.ts'
import { flowRules } from './flows/index.ts'
import { loading } from './loading/index.ts'
import { notYetRules } from './not-yet/index.ts'
import type { Kind, Rule } from '../finding.ts'

/** Every rule over the plan. A new one is a file and a line here; the wording does not compile until it has its sentences. */
export const rules = [...flowRules, ...detectionRules, ...estateRules, ...columnRules, ...notYetRules] as const satisfies readonly Rule[]

/** Every kind of finding, the loader's, those between repositories and those about allowances among them, in the order of their codes. */
export const kinds: readonly Kind[] = [...loading, ...rules, ...across, ...allowing].sort((a, b) => (a.code < b.code ? -1 : 1))

type Rules = (typeof rules)[number]
type FactsFound<R> = R extends { check: (...args: never[]) => readonly { readonly facts: infer F }[] } ? F : never
/** The facts of each rule, by its code. */
export type FactsByCode = { readonly [R in Rules as R['code']]: FactsFound<R> }
export type { AcrossFacts } from './across/index.ts'
export type { AllowingFacts } from './allowing/index.ts'
export type { LoadingFacts } from './loading/index.ts'
