import { whole } from '../../example-estate.ts'
import { notYetCalled } from './not-yet.ts'

const stock = (policy: string) =>
  whole({
    imports: 'field',
    record: `record({ key: 'tag', fields: { tag: z.string(), onHand: field.quantity({ precision: 12, scale: 3 }) } })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
    portfolio: `assets: flow('assets')
  .twoWay()
  .because('both book movements as they happen')
  ${policy}
  .creates('EAM')
  .deletes('EAM'),`,
  })

export const delta = notYetCalled('delta', {
  code: 'TW905',
  title: 'delta is not yet carried out',
  example: { failing: stock(`.delta('onHand')`), at: [19, 6], mended: stock(`.owner('onHand', 'ERP')`) },
})
