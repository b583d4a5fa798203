/**
 * Builds the systems of the estate from the rows in `data/`, as they were before anything joined them.
 *
 *   node examples/estate/build.ts [folder]
 */
import { join } from 'node:path'
import { createDatabases } from '../databases.ts'
import { fillFinance } from './build/finance.ts'
import { fillMaintenance } from './build/maintenance.ts'
import { fillCustomers, fillProcurement, fillStock } from './build/sales-and-stock.ts'

const here = import.meta.dirname

const names = ['eam', 'erp', 'crm', 'proc', 'wms', 'bi'] as const
type Files = Readonly<Record<(typeof names)[number], string>>

export function buildDatabases(folder: string): Files {
  const { files, open } = createDatabases(folder, join(here, 'schema.sql'), names)
  fillMaintenance(open.eam)
  fillFinance(open.erp)
  fillCustomers(open.crm, open.erp)
  fillStock(open.wms, open.erp)
  fillProcurement(open.proc)
  for (const db of Object.values(open)) db.close()
  return files
}

if (process.argv[1] === import.meta.filename) {
  const files = buildDatabases(process.argv[2] ?? join(here, 'live'))
  for (const file of Object.values(files)) console.log(file)
}
