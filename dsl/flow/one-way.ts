import { listOf } from '../frozen.ts'
import type { OneWay } from '../types/one-way.ts'
import { FlowBuilder, type Methods, type OneOrMore, type OptionsOf } from './builder.ts'

export class OneWayBuilder extends FlowBuilder implements Methods<OneWay<never, never, never, never, never, never>> {
  returnPath(field: OneOrMore, system: string, to?: { answers: OneOrMore }) {
    return this.said({ call: 'returnPath', fields: listOf(field), system, ...(to && { answers: listOf(to.answers) }) })
  }
  onDelete(outcome: OptionsOf<'onDelete'>['outcome']) {
    return this.said({ call: 'onDelete', outcome })
  }
  onForeignCreate(outcome: OptionsOf<'onForeignCreate'>['outcome']) {
    return this.said({ call: 'onForeignCreate', outcome })
  }
}
