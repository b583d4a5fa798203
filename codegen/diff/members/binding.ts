import type { PlanBinding, PlanColumn, PlanField } from '../../plan/schema.ts'
import type { Members } from '../member.ts'
import { said, whole } from '../member.ts'
import { functionText } from '../words.ts'

/** How one system stores a record. `of` says which system. */
export const bindingMembers: Members<PlanBinding> = {
  form: whole('form', 'risky', 'readAgain'),
  name: whole('place', 'risky', 'readAgain'),
  columns: 'elsewhere',
  omit: 'derived',
  unknownColumns: 'unread',
  pulled: 'unread',
  detect: whole('detection', 'risky', 'readAgain'),
  capabilities: 'derived',
  constants: whole('constants', 'risky', 'kept'),
  scope: whole('scope', 'risky', 'readAgain'),
  identity: whole('own ids', 'risky', 'readAgain'),
  token: whole('token', 'risky', 'kept'),
  deletes: whole('form of deleting', 'risky', 'readAgain'),
  otherWriters: whole('other writers', 'safe', 'kept'),
  format: whole('file format', 'risky', 'readAgain'),
  at: 'place',
}

/** How one system stores one field. */
export const columnMembers: Members<PlanColumn> = {
  field: 'elsewhere',
  column: whole('column', 'risky', 'readAgain'),
  codec: whole('codec', 'risky', 'readAgain', (codec) => (codec === undefined ? 'none' : functionText(codec))),
  values: whole('value map', 'risky', 'readAgain', (values) =>
    values === undefined ? 'none' : values.map(([name, stored]) => `${name}=${said(stored)}`).join(', '),
  ),
  lookup: whole('lookup', 'risky', 'readAgain'),
  stores: whole('stores', 'risky', 'readAgain'),
  whenNull: whole('value for null', 'risky', 'readAgain'),
  sqlType: whole('column type', 'risky', 'readAgain'),
}

/** A field of a record. */
export const fieldMembers: Members<PlanField> = {
  name: 'elsewhere',
  type: whole('type', 'risky', 'readAgain'),
  nullable: whole('nullable', 'risky', 'readAgain'),
  stakes: whole('stakes', 'safe', 'kept'),
  ref: 'elsewhere',
  unsupported: 'unread',
}
