import { callSite } from '../call-site.ts'
import { given } from '../carried.ts'
import { data, type CallData, type CallSite, type Duration, type FlowData } from '../data.ts'
import { frozen, listOf } from '../frozen.ts'
import type { Common } from '../types/flow.ts'
import type { Started } from './started.ts'

/** A call without its place. */
export type Call = CallData extends infer C ? (C extends { readonly at: CallSite } ? Omit<C, 'at'> : never) : never
/** The part of a call that the engineer writes as options. */
export type OptionsOf<K extends Call['call'], Not extends PropertyKey = never> = Omit<Extract<Call, { readonly call: K }>, 'call' | Not>
/** Every method of an interface of the language, so that a builder cannot lack one. */
export type Methods<I> = { readonly [M in keyof I as M extends symbol ? never : M]: (...args: never[]) => unknown }
export type OneOrMore = string | readonly string[]

/**
 * What one-way and two-way flows have in common. Immutable and thin: every call gives a new flow whose data has that call at its end. It decides
 * and refuses nothing; the types refuse before it runs, the checker judges what went past them.
 */
export abstract class FlowBuilder implements Methods<Common<never, never, never>> {
  readonly [data]: FlowData
  readonly #started: Started

  constructor(flow: FlowData, started: Started, before?: FlowData) {
    this[data] = flow
    this.#started = started
    started.keep(flow, before)
    Object.freeze(this)
  }

  /** This flow, and one call more. Called by the methods directly: the call site is where they were called. */
  protected said(call: Call): this {
    const held = this[data]
    const calls = Object.freeze([...held.calls, Object.freeze({ ...frozen(call), at: callSite() } as CallData)])
    const Builder = this.constructor as new (flow: FlowData, started: Started, before: FlowData) => this
    return new Builder(Object.freeze({ ...held, calls }), this.#started, held)
  }

  where(rows: Readonly<Record<string, unknown>>, leaving: OptionsOf<'where', 'rows'>) {
    return this.said({ ...leaving, call: 'where', rows })
  }
  every(interval: Duration) {
    return this.said({ call: 'every', interval })
  }
  at(cron: string, timeZone: string) {
    return this.said({ call: 'at', cron, timeZone })
  }
  reconcile(how: OptionsOf<'reconcile', 'cron'> & { at?: string }) {
    const { at: cron, ...options } = given(how, 'what .reconcile(…) was given', `.reconcile({ every: '…' })`)
    return this.said({ ...options, ...(cron !== undefined && { cron }), call: 'reconcile' })
  }
  noReconcile(reason: string) {
    return this.said({ call: 'noReconcile', reason })
  }
  onForeignWrite(outcome: OptionsOf<'onForeignWrite'>['outcome'], fields?: OneOrMore) {
    return this.said({ call: 'onForeignWrite', outcome, ...(fields !== undefined && { fields: listOf(fields) }) })
  }
  keepWhenBlank(fields: OneOrMore) {
    return this.said({ call: 'keepWhenBlank', fields: listOf(fields) })
  }
  guard() {
    return this.said({ call: 'guard' })
  }
  maxDeletes(rows: number) {
    return this.said({ call: 'maxDeletes', rows })
  }
  expect(level: OptionsOf<'expect'>) {
    return this.said({ ...level, call: 'expect' })
  }
  onFailure(policy: OptionsOf<'onFailure'>) {
    return this.said({ ...policy, call: 'onFailure' })
  }
  firstSync(options: OptionsOf<'firstSync'>) {
    return this.said({ ...options, call: 'firstSync' })
  }
  accepts(change: string) {
    return this.said({ call: 'accepts', change })
  }
  allows(code: string, because: string) {
    return this.said({ call: 'allows', code, because })
  }
  because(why: string) {
    return this.said({ call: 'because', why })
  }
}
