import { given } from '../carried.ts'
import { data, type FlowData } from '../data.ts'
import { frozen, listOf } from '../frozen.ts'
import type { FlowStart } from '../types/start.ts'
import { OneWayBuilder } from './one-way.ts'
import type { Methods, OneOrMore } from './builder.ts'
import type { Started } from './started.ts'
import { TwoWayBuilder } from './two-way.ts'

/** What is known of a flow before its direction is said. */
type Beginning = Pick<FlowData, 'record' | 'landscape' | 'at'>

/** A flow before its direction is said: the types let no portfolio take it, and the checker tells of one that did. */
export class FlowStarter implements Methods<FlowStart<never, never, never>> {
  readonly [data]: Beginning
  readonly #started: Started

  constructor(beginning: Beginning, started: Started) {
    this[data] = Object.freeze(beginning)
    this.#started = started
    Object.freeze(this)
  }

  oneWay(way: { from: string; to: OneOrMore }): OneWayBuilder {
    const { from, to } = given(way, 'what .oneWay(…) was given', `.oneWay({ from: '…', to: '…' })`)
    return new OneWayBuilder(this.#begun({ kind: 'oneWay', from, to: listOf(to) }), this.#started)
  }
  twoWay(...systems: readonly string[]): TwoWayBuilder {
    return new TwoWayBuilder(this.#begun({ kind: 'twoWay', ...(systems.length > 0 && { systems: listOf(systems) }) }), this.#started)
  }

  #begun(way: FlowData['way']): FlowData {
    return Object.freeze({ id: this.#started.nextId(), ...this[data], way: frozen(way), calls: Object.freeze([]) })
  }
}
