/** How kinds of values are named in generated code: the function that stores them, and the type that they have. */
import type { Dialect } from '../dialect/dialect.ts'
import type { ValueType } from '../plan/schema.ts'
import type { Printable } from './print.ts'
import { call, member, text } from './print.ts'
import { schemaType } from './schema-type.ts'

interface Printed {
  /** What the runtime's door exports for it. */
  readonly factory: string
  readonly call: Printable
  readonly type: string
}

type Printers = { readonly [K in ValueType['kind']]: (type: Extract<ValueType, { kind: K }>, set: boolean) => Printed }

const printers: Printers = {
  text: (type) => factory('text', options(type), 'string'),
  int: (type) => factory('integer', options(type), 'number'),
  number: (type) => factory('number', options(type), 'number'),
  decimal: (type) => factory('decimal', options(type), 'string'),
  boolean: () => factory('boolean', null, 'boolean'),
  date: () => factory('date', null, 'string'),
  datetime: () => factory('datetime', null, 'string'),
  enum: ({ values }) => factory('enumeration', values, values.map(text).join(' | ') || 'never'),
  json: ({ collection, schema }, set) => {
    const type = schemaType(schema)
    return { factory: 'json', call: call(`json<${type}>`, { collection, set: set ? true : undefined, schema: schema as Printable }), type }
  },
}

/**
 * @param set a collection in which order and repetition mean nothing
 * @param of where the door has the types of the dialect
 */
export function printType<K extends ValueType['kind']>(type: Extract<ValueType, { kind: K }>, set = false, of?: Dialect['types']): Printed {
  const printed = (printers[type.kind] as (type: Extract<ValueType, { kind: K }>, set: boolean) => Printed)(type, set)
  return of === undefined ? printed : { ...printed, call: member(of, printed.call) }
}

function factory(name: string, argument: Printable, type: string): Printed {
  return { factory: name, call: argument === null ? call(name) : call(name, argument), type }
}

/** Nothing where nothing is limited. */
function options(type: { readonly kind: string } & { readonly [name: string]: unknown }): Printable {
  const said = Object.entries(type).filter(([name, value]) => name !== 'kind' && value !== undefined)
  return said.length === 0 ? null : (Object.fromEntries(said) as Printable)
}
