/**
 * Builds the systems of the estate from the rows in `data/`, as they were before anything joined them.
 *
 *   node examples/estate/build.ts [folder]
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Store } from './crm/store.ts'
import { createDatabases } from '../databases.ts'
import { fillFinance } from './build/finance.ts'
import { fillMaintenance } from './build/maintenance.ts'
import { fillCustomers, fillProcurement, fillStock } from './build/sales-and-stock.ts'

const here = import.meta.dirname

const names = ['eam', 'erp', 'proc', 'wms', 'bi'] as const
type Files = Readonly<Record<(typeof names)[number] | 'crm', string>>

export function buildDatabases(folder: string): Files {
  const { files, open } = createDatabases(folder, join(here, 'schema.sql'), names)
  fillMaintenance(open.eam)
  fillFinance(open.erp)
  const crm = join(folder, 'crm.sqlite')
  fillCustomers(emptyCrm(crm), open.erp)
  fillStock(open.wms, open.erp)
  fillProcurement(open.proc)
  for (const db of Object.values(open)) db.close()
  return { ...files, crm }
}

/** The service makes its own tables. */
function emptyCrm(file: string): DatabaseSync {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true })
  new Store(file).close()
  return new DatabaseSync(file)
}

if (process.argv[1] === import.meta.filename) {
  const files = buildDatabases(process.argv[2] ?? join(here, 'live'))
  for (const file of Object.values(files)) console.log(file)
}
