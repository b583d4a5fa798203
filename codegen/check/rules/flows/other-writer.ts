import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly field: string
  readonly system: string
  readonly who: string
  readonly writers: readonly string[]
}

const written = (portfolio: string) =>
  whole({ erp: `table(assets, 'fixed_asset', { otherWriters: { 'depreciation job': ['status'] } })`, portfolio })
const oneWay = `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })`

export const otherWriter = {
  code: 'TW113',
  severity: 'error',
  title: 'a program outside writes a field that another system owns',
  why: 'The program writes its value, the flow puts the owner’s value back, and so on with every run: a field with two writers that never agree.',
  example: { failing: written(`${oneWay},`), at: [16, 11], mended: written(`${oneWay}.onForeignWrite('keep', ['status']),`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.units
        .filter((unit) => unit.foreignWrite !== 'keep')
        .flatMap((unit) =>
          unit.systems
            .filter((system) => !writersOf(unit).includes(system))
            .flatMap((system) => {
              const binding = bindingOf(plan, system, flow.record)
              return (binding?.otherWriters ?? []).flatMap(([who, fields]) =>
                unit.fields
                  .filter((field) => fields.includes(field))
                  .map((field) => ({
                    at: unit.at,
                    ...(binding && { also: [binding.at] }),
                    flow: name,
                    facts: { record: flow.record, field, system, who, writers: writersOf(unit) },
                  })),
              )
            }),
        ),
    ),
} as const satisfies Rule
