import { listOf } from '../frozen.ts'
import type { TwoWay } from '../types/two-way.ts'
import { FlowBuilder, type Methods, type OneOrMore, type OptionsOf } from './builder.ts'

export class TwoWayBuilder extends FlowBuilder implements Methods<TwoWay<never, never, never, never, never, never>> {
  owner(field: OneOrMore, system: string, handover?: OptionsOf<'owner', 'fields' | 'system'>) {
    return this.said({ ...handover, call: 'owner', fields: listOf(field), system })
  }
  ownerOfRest(system: string) {
    return this.said({ call: 'ownerOfRest', system })
  }
  precedence(field: OneOrMore, system: string) {
    return this.said({ call: 'precedence', fields: listOf(field), system })
  }
  lastWriteWins(field: OneOrMore, accept: OptionsOf<'lastWriteWins', 'fields'>) {
    return this.said({ ...accept, call: 'lastWriteWins', fields: listOf(field) })
  }
  review(field: OneOrMore, by?: OptionsOf<'review', 'fields'>) {
    return this.said({ ...by, call: 'review', fields: listOf(field) })
  }
  union(field: OneOrMore) {
    return this.said({ call: 'union', fields: listOf(field) })
  }
  delta(field: OneOrMore) {
    return this.said({ call: 'delta', fields: listOf(field) })
  }
  merge(field: string, decide: OptionsOf<'merge'>['decide']) {
    return this.said({ call: 'merge', fields: listOf(field), decide })
  }
  creates(by: OneOrMore, otherwise?: OptionsOf<'creates', 'by'>) {
    return this.said({ ...otherwise, call: 'creates', by: by === 'anyone' ? by : listOf(by) })
  }
  deletes(by: OneOrMore, otherwise?: OptionsOf<'deletes', 'by'>) {
    return this.said({ ...otherwise, call: 'deletes', by: by === 'anyone' || by === 'nobody' ? by : listOf(by) })
  }
}
