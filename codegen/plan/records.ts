import type { RecordData } from '../../dsl/data.ts'
import type { Context } from './context.ts'
import type { PlanField, PlanRecord } from './schema.ts'
import { fieldType } from './value-type/index.ts'

export function planRecord(data: RecordData, context: Context): PlanRecord {
  const fields = Object.entries(data.fields).map(([name, field]): PlanField => {
    const { type, nullable, unsupported } = fieldType(field)
    return {
      name,
      type,
      nullable,
      stakes: field.marks.stakes ?? 'ordinary',
      ...(field.marks.ref !== undefined && { ref: field.marks.ref }),
      ...(unsupported !== undefined && { unsupported }),
    }
  })
  const groups = Object.fromEntries(Object.entries(data.groups).map(([name, members]) => [name, [...members]]))
  return { key: [...data.key], fields, groups, at: context.at(data.at) }
}
