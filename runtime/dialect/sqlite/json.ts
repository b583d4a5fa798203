import { stable } from '../../kernel.ts'
import type { Canonical, Raw } from '../../values.ts'
import { misfit } from '../json-schema.ts'
import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** Collections and objects as JSON text; names are written in sorted order. */
export function json<V extends Canonical = Canonical>(options: {
  readonly collection: boolean
  /** Order and repetition of the collection mean nothing: it is read and written sorted by the text of its elements, each once. */
  readonly set?: boolean
  readonly schema?: unknown
}): StoredType<V> {
  const { collection, set = false, schema } = options
  const check = (value: Canonical, shown: unknown, field: string): V => {
    if (collection && !Array.isArray(value)) return refuse(field, shown, 'is no list')
    const why = misfit(schema, value)
    return why === null ? ((set ? asSet(value) : value) as V) : refuse(field, shown, `does not fit: ${why}`)
  }
  return {
    type: { kind: 'json', collection, set, schema: schema ?? {} },
    nullable: false,
    plain: false,
    read: (raw, field) => {
      if (typeof raw !== 'string') return refuse(field, raw, 'is no JSON text')
      let value: Canonical
      try {
        value = JSON.parse(raw) as Canonical
      } catch {
        return refuse(field, raw, 'is no JSON text')
      }
      return check(value, raw, field)
    },
    write: (value, field): Raw => stable(check(value, value, field)),
  }
}

function asSet(value: Canonical): Canonical {
  if (!Array.isArray(value)) return value
  const elements = new Map(value.map((element: Canonical) => [stable(element), element]))
  return [...elements].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element)
}
