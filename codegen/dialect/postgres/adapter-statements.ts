/** All statements of one flow at one system. The parameters are those of the runtime's door. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { changes } from './changes.ts'
import { reads } from './reads.ts'
import { writes } from './writes.ts'

export function adapterStatements(view: AdapterView): AdapterSql {
  return { ...reads(view), ...writes(view), ...changes(view) }
}
