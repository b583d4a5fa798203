import { env, sqlite, system, table } from 'thalweg'
import { assets } from '../records/assets.ts'
import { costCodes } from '../records/cost-codes.ts'
import { countries, currencies, fxRates } from '../records/places-and-money.ts'
import { requisitionLines, requisitions } from '../records/requisitions.ts'
import { vendors } from '../records/vendors.ts'
import { workOrders } from '../records/work-orders.ts'
import { mineDate } from './mine-date.ts'

/** Maintenance: operations plans and reports its work here, and asks for parts. */
export const EAM = system({
  connector: sqlite({ file: env('EAM_DB', { default: 'live/eam.sqlite' }) }),
  clockTolerance: '2s',
  holds: {
    assets: table(assets, 'equipment', {
      naming: 'snake_case',
      detect: 'outbox',
      identity: { ownId: 'equipment_id' },
      columns: {
        tag: 'equipment_code',
        parent: 'parent_code',
        status: { column: 'status', values: { OPERATING: 'I', DOWN: 'D', SCRAPPED: 'W' } },
      },
    }),
    costCodes: table(costCodes, 'cost_code', {
      omit: ['kind', 'blocked'],
      detect: 'outbox',
      columns: { parent: 'part_of' },
      deletes: { mark: 'out_of_use', as: '+', otherwise: '-' },
    }),
    vendors: table(vendors, 'supplier', {
      naming: 'snake_case',
      omit: ['preferred'],
      detect: 'outbox',
      columns: { number: 'code', name: { column: 'name', stores: ['trim', { length: 30 }] }, website: { column: 'url', whenNull: '' } },
    }),
    workOrders: table(workOrders, 'wo', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: {
        number: 'wo_no',
        technician: { column: 'work_centre', whenNull: 'Removed' },
        due: { column: 'basic_start', codec: mineDate },
        startedOn: { column: 'act_start', codec: mineDate },
      },
    }),
    requisitions: table(requisitions, 'pr', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'pr_no', workOrder: 'wo_no' },
    }),
    requisitionLines: table(requisitionLines, 'pr_line', { detect: 'outbox', columns: { requisition: 'pr_no', line: 'line_no' } }),
    currencies: table(currencies, 'currency', { naming: 'snake_case' }),
    countries: table(countries, 'country', { naming: 'snake_case' }),
    fxRates: table(fxRates, 'exchange_rate', { columns: { date: 'valid_on' } }),
  },
})
