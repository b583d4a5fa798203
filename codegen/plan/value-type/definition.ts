import type { z } from 'zod'

/** What zod keeps of a schema, as far as the plan reads it. Plain properties: a schema of another copy of zod reads the same. */
export interface Definition {
  readonly type: string
  readonly format?: string
  readonly pattern?: RegExp
  readonly coerce?: boolean
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[]
  readonly innerType?: z.core.$ZodType
  readonly entries?: Readonly<Record<string, string | number>>
  readonly values?: readonly unknown[]
}

export interface Check {
  readonly check: string
  readonly format?: string
  readonly pattern?: RegExp
  readonly minimum?: number
  readonly maximum?: number
  readonly length?: number
  readonly value?: number
  readonly inclusive?: boolean
}

export function definitionOf(schema: z.core.$ZodType): Definition {
  const { _zod: internals } = schema
  return internals.def
}

/** The schema's own check (a format), then those that were added to it. */
export function checksOf(def: Definition): readonly Check[] {
  const added = (def.checks ?? []).map(({ _zod: internals }) => internals.def)
  return def.format === undefined ? added : [{ ...(def as unknown as Check) }, ...added]
}

/** Checks that are code: the plan is data, so it cannot carry them. */
const codeChecks: Readonly<Record<string, string>> = {
  custom:
    'a refinement is code, which the plan cannot carry: say it with z.string().regex(…), .min(…), .max(…), z.enum([…]), or in the system itself',
  overwrite:
    'a change of the value inside its schema (.trim(), .toUpperCase()) is code, which the plan cannot carry: say what the system stores with `stores` in its column, as in stores: ["trim"]',
}

/** Why a check of this schema cannot be carried, if one cannot. */
export function unsupportedCheck(def: Definition): string | undefined {
  if (def.coerce === true)
    return 'z.coerce changes the value on its way in, which the plan cannot carry: use the plain schema, and a codec in the column that stores something else'
  for (const check of checksOf(def)) {
    const sentence = codeChecks[check.check]
    if (sentence !== undefined) return sentence
  }
  return undefined
}
