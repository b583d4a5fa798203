import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** 1 and 0. */
export function boolean(): StoredType<boolean> {
  return {
    type: { kind: 'boolean' },
    nullable: false,
    plain: false,
    read: (raw, field) => {
      if (raw === 1 || raw === 1n || raw === '1') return true
      if (raw === 0 || raw === 0n || raw === '0') return false
      return refuse(field, raw, 'is neither 1 nor 0')
    },
    write: (value, field) => (value === true ? 1 : value === false ? 0 : refuse(field, value, 'is neither true nor false')),
  }
}
