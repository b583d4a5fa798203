/** The values that the language takes, each with what it is called where something else was given. */
import { z } from 'zod'

export const text = z.string('a text')
export const number = z.number('a number')
/** Numbers are let through: what is no duration is told as such. */
export const duration = z.union([z.string(), z.number()], 'a duration, as in 15m')
export const scalar = z.union([z.string(), z.number(), z.boolean()], 'a text, a number or a boolean')

/** One name or several; the language has made a list of them. */
const nameOrNames = 'a name, or a list of names'
export const list = z.array(z.string(nameOrNames), nameOrNames)
export const names = list.min(1, nameOrNames)
/** By names that the engineer chose. */
export function byName<T extends z.ZodType>(of: T, meant: string) {
  return z.record(z.string(), of, meant)
}

export function oneOf<const V extends readonly string[]>(...values: V) {
  const all = values.map((value) => `'${value}'`)
  return z.enum(values, `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`)
}

/** Options by these names and no others. */
export function options<S extends z.core.$ZodShape>(shape: S) {
  return z.strictObject(shape, `{ ${Object.keys(shape).join(', ')} }`)
}

const variable = z.string('the name of a variable').min(1, 'the name of a variable')
export const env = options({ env: variable, default: text.optional() })
export const secret = z.strictObject({ secret: variable }, `secret('…')`)
export const textOrEnv = z.union([z.string().min(1), env], `a text or env('…')`)

export const schema = z.custom((value) => typeof value === 'object' && value !== null && '_zod' in value, 'a schema of zod 4')
export const decision = z.custom((value) => typeof value === 'function', 'a function')
/** What can be written down: no function, no instance of a class. */
export const plain: z.ZodType = z.lazy(() =>
  z.union([scalar, z.null(), z.undefined(), z.array(plain), z.record(z.string(), plain)], 'plain data'),
)
