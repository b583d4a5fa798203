/** Types of columns at a server, whose raw form is the text that the server prints. */
import type { Canonical, Raw } from '../values.ts'
import type { StoredType } from './stored-type.ts'

/** How a server prints what is no text in the language. */
export interface Printed {
  readonly true: string
  readonly false: string
}

/** Reads what the type of the same kind reads, and writes the text of it. */
export function textual<V extends Canonical>(inner: StoredType<V>, printed: Printed): StoredType<V> {
  const scalar = (value: string | number | boolean | bigint): Raw =>
    typeof value === 'boolean' ? (value ? printed.true : printed.false) : String(value)
  const changes = ['int', 'number', 'boolean'].includes(inner.type.kind)
  return {
    ...inner,
    scalar,
    ...(changes && {
      plain: false,
      write: (value, field) => {
        const raw = inner.write(value, field)
        return inner.type.kind === 'boolean' ? scalar(raw === 1) : String(raw)
      },
      read: (raw, field) => inner.read(inner.type.kind === 'boolean' ? asNumber(raw, printed) : raw, field),
    }),
  }
}

function asNumber(raw: Exclude<Raw, null>, printed: Printed): Exclude<Raw, null> {
  return raw === printed.true ? 1 : raw === printed.false ? 0 : raw
}
