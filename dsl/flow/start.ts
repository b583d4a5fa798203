import type { CallSite, FlowData } from '../data.ts'
import { frozen, listOf } from '../frozen.ts'
import type { FlowStart } from '../types/start.ts'
import { OneWayBuilder } from './one-way.ts'
import type { Methods, OneOrMore } from './builder.ts'
import type { Started } from './started.ts'
import { TwoWayBuilder } from './two-way.ts'

/** A flow before its direction is said: it has no data yet, so no portfolio takes it. */
export class FlowStarter implements Methods<FlowStart<never, never, never>> {
  readonly #record: string
  readonly #started: Started
  readonly #at: CallSite

  constructor(record: string, started: Started, at: CallSite) {
    this.#record = record
    this.#started = started
    this.#at = at
    Object.freeze(this)
  }

  oneWay({ from, to }: { from: string; to: OneOrMore }): OneWayBuilder {
    return new OneWayBuilder(this.#begun({ kind: 'oneWay', from, to: listOf(to) }), this.#started)
  }
  twoWay(...systems: readonly string[]): TwoWayBuilder {
    return new TwoWayBuilder(this.#begun({ kind: 'twoWay', ...(systems.length > 0 && { systems: listOf(systems) }) }), this.#started)
  }

  #begun(way: FlowData['way']): FlowData {
    return Object.freeze({ id: this.#started.nextId(), record: this.#record, way: frozen(way), calls: Object.freeze([]), at: this.#at })
  }
}
