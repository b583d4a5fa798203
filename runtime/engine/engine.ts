/**
 * A run: the flows of a landscape, their systems and one ledger. `settleAll` goes over every flow until nothing moves; `watch` repeats passes in the
 * rhythm of each flow. Only one run at a time holds a ledger.
 */
import type { GeneratedFlow, GeneratedLandscape } from '../door.ts'
import type { Entry } from '../entry.ts'
import type { Clock, Ledger, LedgerCommit } from '../ports.ts'
import { readPaused } from '../paused.ts'
import type { Cause, Settled } from '../settle.ts'
import type { Acceptance } from '../terms/acceptance.ts'
import { acceptsNothing } from '../terms/acceptance.ts'
import type { TakenUp } from '../terms/agreed.ts'
import { takeUp, unaccepted } from '../terms/agreed.ts'
import type { TermsChange } from '../terms/change.ts'
import type { KeyText } from '../values.ts'
import type { Context, Limits, Watcher } from './context.ts'
import { defaultLimits, noCommit } from './context.ts'
import type { Core } from './core.ts'
import { core } from './core.ts'
import type { MassChange } from './change-cap.ts'
import type { Capped } from './delete-cap.ts'
import { EventRun } from './event-run.ts'
import { Ruling } from '../handover/ruling.ts'
import type { Handover } from '../handover/state.ts'
import { enterPhase } from './handover.ts'
import { FlowRun } from './flow-run.ts'
import type { Passed } from './passed.ts'
import { nothingYet } from './passed.ts'
import { forgetRemoved, grownBy } from './new-fields.ts'
import { landedHigh, landedHighIs } from './landed-high.ts'
import type { Down, Opener } from './reach.ts'
import { Bell } from './bell.ts'
import { Reach } from './reach.ts'
import { nextPass } from './rhythm.ts'
import type { Run } from './run.ts'
import { neededFrom } from './stand.ts'

export interface EngineOptions {
  readonly landscape: GeneratedLandscape
  readonly ledger: Ledger
  readonly clock: Clock
  readonly open: Opener
  /** Only these flows. Default: all. */
  readonly flows?: readonly string[]
  readonly watcher?: Watcher
  readonly limits?: Partial<Limits>
  /** Changes of terms that are accepted beside what the code says. Default: none. */
  readonly acceptance?: Acceptance
  /** Default: the one that there is. */
  readonly core?: Core
}

export interface Stopped extends Capped {
  readonly flow: string
}

export interface StoppedByChanges extends MassChange {
  readonly flow: string
}

export interface RunResult {
  /** Anything became durable, in the ledger or a system. */
  readonly moved: boolean
  readonly flows: Readonly<Record<string, { readonly written: number; readonly failed: number }>>
  /** Flows whose deletes are held back by their cap. */
  readonly capped: readonly Stopped[]
  /** Flows of which nothing was settled, since too many of their records were changed at once. */
  readonly massChanges: readonly StoppedByChanges[]
  /**
   * Flows whose terms changed and nobody accepted it, and systems that became others while a run went on: their flows stand still. `settleAll` does not look at
   * systems: ask for the mismatches before.
   */
  readonly mismatches: readonly Mismatch[]
  readonly down: readonly Down[]
}

/** Work between passes that has a time of its own, such as reconciliation. After `run`, `due` lies in the future. */
export interface Chore {
  readonly due: () => number
  readonly run: () => Promise<void>
}

/** Why a system must not be written to by this ledger. `systemBehind` lacks writes of ours, `wentBack` lacks changes that were read. */
export interface Mismatch {
  /**
   * The flow for `flowChanged`, `flowGrew`, `termsChanged` and `handoverOpen`: its entries were written for other systems, or before fields came to it, somebody has to
   * accept its terms, or a field of it is on its way to another owner.
   */
  readonly system: string
  readonly code:
    | 'notPrepared'
    | 'unclaimed'
    | 'preparedAnew'
    | 'otherLedger'
    | 'ledgerBehind'
    | 'systemBehind'
    | 'wentBack'
    | 'flowChanged'
    | 'flowGrew'
    | 'termsChanged'
    | 'handoverOpen'
  /** Of `termsChanged`. */
  readonly changes?: readonly TermsChange[]
}

export class Engine {
  readonly #context: Context
  readonly #flows: readonly FlowRun[]
  /** The flows, and behind them those that carry events: what a pass writes is captured for its log at once. */
  readonly #runs: readonly Run[]
  /** Systems that were not those that the ledger knows, when it was last asked. */
  readonly #strange = new Set<string>()
  readonly #acceptance: Acceptance
  #writes: readonly string[] | null = null
  /** By flow: runs by its terms of now, or not before a match is accepted. */
  readonly #takenUp = new Map<string, TakenUp>()

  constructor(options: EngineOptions) {
    const reach = new Reach(options.open, options.clock)
    this.#context = {
      landscape: options.landscape,
      ledger: options.ledger,
      clock: options.clock,
      core: options.core ?? core,
      reach,
      watcher: options.watcher ?? {},
      limits: { ...defaultLimits, ...options.limits },
      unasked: new Set(),
    }
    const { landscape, flows: chosen, acceptance = acceptsNothing } = options
    this.#acceptance = acceptance
    const isChosen = ({ name }: { readonly name: string }) => chosen === undefined || chosen.includes(name)
    this.#flows = Object.values(landscape.flows)
      .filter(isChosen)
      .map((flow) => new FlowRun(this.#context, flow))
    const events = Object.values(landscape.events ?? {}).filter(isChosen)
    this.#runs = [...this.#flows, ...events.map((flow) => new EventRun(this.#context, flow))]
  }

  /** Systems of the chosen flows that this ledger must not write to, with why. Those that do not answer, or are paused, are left out: their flows wait anyway. */
  async mismatches(): Promise<readonly Mismatch[]> {
    const { ledger, unasked } = this.#context
    const resting = Object.keys((await readPaused(ledger)).systems)
    unasked.clear()
    for (const name of resting) unasked.add(name)
    const changed = new Set(this.ledger.changedFlows())
    const out: Mismatch[] = this.#runs.flatMap(({ name }): Mismatch[] => {
      if (changed.has(name)) return [{ system: name, code: 'flowChanged' }]
      return grownBy(this.ledger, name).length > 0 ? [{ system: name, code: 'flowGrew' }] : []
    })
    out.push(...(await this.#termsChanged()))
    for (const { name, kernel } of this.#flows)
      if ((await Ruling.of(this.ledger, kernel.flow, kernel)).strays().length > 0) out.push({ system: name, code: 'handoverOpen' })
    const asked = this.#systems().filter((each) => !unasked.has(each))
    const codes = await Promise.all(asked.map(async (name) => this.#unlike(name)))
    for (const [i, code] of codes.entries()) if (code !== null) out.push({ system: asked[i]!, code })
    for (const name of asked.filter((_, i) => codes[i] === null))
      if (await this.#wentBack(name)) out.push({ system: name, code: 'wentBack' })
    this.#strange.clear()
    for (const { system } of out) this.#strange.add(system)
    return out
  }

  async #termsChanged(): Promise<Mismatch[]> {
    const out: Mismatch[] = []
    for (const { name, kernel } of this.#flows) {
      const taken = this.#takenUp.get(name)
      if (taken === 'rekeyed') out.push({ system: name, code: 'flowChanged' })
      if (taken !== undefined) continue
      const changes = await unaccepted(this.ledger, kernel.flow, this.#acceptance)
      if (changes.length > 0) out.push({ system: name, code: 'termsChanged', changes })
    }
    return out
  }

  /**
   * What the system says of itself, against what the ledger knows of it. Another run may be writing, so what must not be above what the system says is read
   * before that, and what must not be below it after.
   */
  async #unlike(name: string): Promise<Mismatch['code'] | null> {
    const { ledger } = this.#context
    const landed = await landedHigh(ledger, name)
    const identity = await this.identity(name)
    if (identity === undefined) return null
    const known = await ledger.setting(`identity:${name}`)
    if (identity !== null && known !== null && identity.identity !== known) return 'preparedAnew'
    if (!this.#written().includes(name)) return null
    if (identity === null) return 'notPrepared'
    if (identity.unmarked === true) return known === null ? 'unclaimed' : null
    if (identity.ledger === null) return 'unclaimed'
    if (identity.ledger !== ledger.id) return 'otherLedger'
    if (identity.opKnown > (await ledger.opHigh())) return 'ledgerBehind'
    return landed > identity.opHigh ? 'systemBehind' : null
  }

  async #wentBack(name: string): Promise<boolean> {
    for (const run of this.#runs) if (await run.wentBack(name)) return true
    return false
  }

  /** undefined: it does not answer. null: not prepared. */
  async identity(name: string) {
    const { reach, clock } = this.#context
    const system = await reach.system(name)
    if (system === null) return undefined
    const asked = clock.now()
    let identity: Awaited<ReturnType<typeof system.identity>> | undefined
    await reach.guard(name, async () => {
      identity = await system.identity()
    })
    if (identity !== undefined && identity !== null) reach.noteClock(name, identity.clock, (asked + clock.now()) / 2)
    return identity
  }

  #systems(): string[] {
    return [...new Set(this.#runs.flatMap(({ touched }) => touched.map(({ system }) => system)))]
  }

  /** Systems that some flow may write to. */
  #written(): readonly string[] {
    this.#writes ??= [...new Set(this.#runs.flatMap(({ touched }) => touched.flatMap(({ system, writes }) => (writes ? [system] : []))))]
    return this.#writes
  }

  /** Every flow regardless of its rhythm, again and again until nothing moves. */
  async settleAll(): Promise<RunResult> {
    await this.takeUp()
    const totals = new Map<string, { written: number; failed: number }>(this.#runs.map((run) => [run.name, { written: 0, failed: 0 }]))
    let capped: Stopped[] = []
    let massChanges: StoppedByChanges[] = []
    let movedEver = false
    const refused = await this.#termsChanged()
    // A refusal that is counted once more is no reason to go round again: the target may refuse what the ledger thinks complete.
    for (let first = true, progressed = true; progressed; first = false) {
      let moved = false
      progressed = false
      const runs = (await this.#unpaused(this.#runs)).filter(({ name }) => !refused.some(({ system }) => system === name))
      massChanges = []
      for (const run of runs) {
        const passed = await run.pass({ scan: first, retry: first ? 'due' : 'parents' })
        if (passed.massChange !== undefined) massChanges.push({ flow: run.name, ...passed.massChange })
        moved = this.#add(totals, run, passed) || moved
        progressed ||= passed.progressed
      }
      capped = []
      for (const run of going(runs, massChanges).toReversed()) {
        const passed = nothingYet()
        const stopped = await run.sweepDeletes(passed)
        if (stopped !== null) capped.push({ flow: run.name, ...stopped })
        moved = this.#add(totals, run, passed) || moved
        progressed ||= passed.progressed
      }
      movedEver ||= moved
    }
    await this.#publish()
    if (movedEver) await this.#forget()
    return {
      moved: movedEver,
      flows: Object.fromEntries(totals),
      capped,
      massChanges,
      mismatches: refused,
      down: this.#context.reach.down(),
    }
  }

  /** From here on the flows run as they are now, as far as nobody is to be asked: nothing is written for what is gone from a flow, and its terms may stand. */
  async takeUp(): Promise<void> {
    const { ledger, clock, watcher } = this.#context
    for (const { flow, removed } of await forgetRemoved(ledger, this.flows, clock.now())) {
      if (removed.length > 0)
        watcher.note?.(
          'info',
          flow,
          `${removed.join(', ')} is no part of it any more: what was known of that is forgotten, all else is kept`,
        )
    }
    for (const { name, kernel } of this.#flows) {
      if (this.#takenUp.has(name)) continue
      const taken = await takeUp(ledger, kernel.flow, clock.now(), this.#acceptance)
      if (taken !== 'waits') this.#takenUp.set(name, taken)
    }
  }

  async #unpaused(runs: readonly Run[]): Promise<readonly Run[]> {
    const { flows } = await readPaused(this.#context.ledger)
    return runs.filter((run) => !Object.hasOwn(flows, run.name))
  }

  #add(totals: Map<string, { written: number; failed: number }>, run: Run, passed: Passed): boolean {
    const total = totals.get(run.name)!
    total.written += passed.written
    total.failed = Math.max(total.failed, passed.failed)
    return passed.moved
  }

  /** Passes in the rhythm of each flow, or as soon as a system tells of changes, until the signal; each flow's deletes follow its pass. */
  async watch(signal: AbortSignal, report: (result: RunResult) => void, chore?: Chore): Promise<void> {
    const { clock } = this.#context
    const due = new Map<Run, number>(this.#runs.map((run) => [run, clock.now()]))
    const bell = new Bell<Run>()
    for (const run of this.#flows) run.arrived = () => bell.ring(run)
    let somethingMoved = false
    await this.takeUp()
    while (!signal.aborted) {
      const now = clock.now()
      const rung = new Set(this.#runs.filter((run) => bell.rang(run)))
      const allDue = this.#runs.filter((run) => due.get(run)! <= now || rung.has(run))
      // A system may be restored, or another may take its place, while the run goes on.
      const mismatches = allDue.length === 0 ? [] : await this.mismatches()
      const ready = (await this.#unpaused(allDue)).filter(
        (run) => !mismatches.some(({ system }) => run.name === system || touches(run, system)),
      )
      for (const run of allDue) due.set(run, nextPass(run.rhythm, clock.now()))
      const totals = new Map(ready.map((run) => [run.name, { written: 0, failed: 0 }]))
      const capped: Stopped[] = []
      const massChanges: StoppedByChanges[] = []
      let moved = false
      for (const run of ready) {
        const passed = await run.pass({ scan: true, retry: somethingMoved ? 'parents' : 'due' })
        if (passed.massChange !== undefined) massChanges.push({ flow: run.name, ...passed.massChange })
        moved = this.#add(totals, run, passed) || moved
        due.set(run, nextPass(run.rhythm, clock.now()))
      }
      for (const run of going(ready, massChanges).toReversed()) {
        const passed = nothingYet()
        const stopped = await run.sweepDeletes(passed)
        if (stopped !== null) capped.push({ flow: run.name, ...stopped })
        moved = this.#add(totals, run, passed) || moved
      }
      somethingMoved = moved
      if (ready.length > 0) await this.#publish()
      if (moved) await this.#forget()
      if (allDue.length > 0)
        report({ moved, flows: Object.fromEntries(totals), capped, massChanges, mismatches, down: this.#context.reach.down() })
      if (chore !== undefined && chore.due() <= clock.now() && !signal.aborted) await chore.run()
      const next = Math.min(...due.values(), chore?.due() ?? Infinity)
      if (!signal.aborted) await bell.sleep(clock, Math.max(0, next - clock.now()))
    }
  }

  /** Looks at these records in every system and settles what is found, as a repair. @returns also whether the delete cap holds back what it asks for */
  async relook(
    flow: string,
    keys: readonly KeyText[],
    change: string,
  ): Promise<{ readonly passed: Passed; readonly capped: Capped | null }> {
    const run = this.#flow(flow)
    await this.takeUp()
    const passed = await run.relook(keys, change, 'repaired')
    return { passed, capped: await run.sweepDeletes(passed) }
  }

  /** A person's decision about one record. @returns also whether the delete cap holds back what it asks for */
  async decide(
    flow: string,
    key: KeyText,
    change: string,
    make: (entry: Entry, cause: Cause) => Settled,
  ): Promise<{ readonly passed: Passed; readonly capped: Capped | null }> {
    const run = this.#flow(flow)
    await this.takeUp()
    const passed = await run.decide(key, change, make)
    return { passed, capped: await run.sweepDeletes(passed) }
  }

  /** All that systems of the flow report by now is settled. @returns systems that did not answer, too */
  async pass(flow: string): Promise<{ readonly passed: Passed; readonly absent: readonly string[] }> {
    const run = this.#flow(flow)
    await this.takeUp()
    const passed = await run.pass({ scan: true, retry: 'due' })
    await run.sweepDeletes(passed)
    return { passed, absent: run.kernel.systems.flatMap(({ name }, j) => (run.bounds[j] === null ? [name] : [])) }
  }

  /** A field gets another owner, or goes a step on its way there, and every record is come to. @param next null: nothing is handed over any more */
  async handOver(flow: string, unit: string, next: Handover | null, by: string): ReturnType<Engine['pass']> {
    const run = this.#flow(flow)
    await run.readHandovers()
    await enterPhase(run, unit, next, by)
    return this.pass(flow)
  }

  /** Names of the flows of this run. */
  get flows(): readonly string[] {
    return this.#runs.map(({ name }) => name)
  }

  get landscape(): GeneratedLandscape {
    return this.#context.landscape
  }
  get ledger(): Ledger {
    return this.#context.ledger
  }

  /** Makes a system this ledger's own; of one that is only read it is remembered which one it was. */
  async claim(name: string): Promise<void> {
    const { ledger, reach } = this.#context
    const system = await reach.system(name)
    const identity = await this.identity(name)
    if (system === null || identity === null || identity === undefined) return
    if ((await ledger.setting(`identity:${name}`)) !== identity.identity)
      await ledger.commit({ ...noCommit, settings: [{ name: `identity:${name}`, value: identity.identity }] })
    if (!this.#written().includes(name) || identity.unmarked === true) return
    await ledger.outgrow(identity.opKnown)
    if (identity.ledger !== ledger.id) await reach.guard(name, async () => system.claim(ledger.id, identity.opHigh))
    if ((await landedHigh(ledger, name)) <= identity.opHigh) return
    await ledger.commit({ ...noCommit, settings: [landedHighIs(name, identity.opHigh)] })
  }

  /** The flow's sources and targets, opened; null where a system does not answer. For tools that read. */
  async flow(name: string): Promise<FlowRun> {
    const run = this.#flow(name)
    await run.reachAll()
    return run
  }

  down(): RunResult['down'] {
    return this.#context.reach.down()
  }

  /** A flow of either kind. */
  run(name: string): Run {
    const run = this.#runs.find((each) => each.name === name)
    if (run === undefined) throw new Error(`no flow ${name}`)
    return run
  }

  #flow(name: string): FlowRun {
    const flow = this.#flows.find((each) => each.name === name)
    if (flow === undefined) throw new Error(`no flow ${name} that settles anything`)
    return flow
  }

  /** What was delivered is seen by others, where a system shows it all at once. Not where it rests or is another one. */
  async #publish(): Promise<void> {
    const { ledger, reach } = this.#context
    const resting = new Set([...Object.keys((await readPaused(ledger)).systems), ...this.#strange])
    for (const name of this.#written()) {
      const system = resting.has(name) ? null : await reach.system(name)
      if (system?.publish !== undefined) await reach.guard(name, async () => system.publish!())
    }
  }

  /**
   * Captured changes that every flow has read, and operations that are settled, need not be kept. Only after something else was written, and not where a
   * system rests or is another one: what tells that it is would go with them.
   */
  async #forget(): Promise<void> {
    const { landscape, ledger, reach } = this.#context
    const resting = new Set([...Object.keys((await readPaused(ledger)).systems), ...this.#strange])
    const flows: readonly GeneratedFlow[] = Object.values(landscape.flows)
    const done = new Set<string>()
    for (const run of this.#flows) {
      for (const [j, { name, adapter }] of run.kernel.systems.entries()) {
        const outbox = `${name} ${adapter.place}`
        const bound = run.bounds[j]
        if (adapter.detect.kind !== 'outbox' || resting.has(name) || done.has(outbox)) continue
        if (bound === null || bound === undefined) continue
        done.add(outbox)
        const readers = flows.filter((flow) => flow.adapters[name]?.place === adapter.place && flow.adapters[name].detect.kind === 'outbox')
        const runs = readers.map((flow) => this.#flows.find((each) => each.name === flow.name))
        if (runs.some((each) => each === undefined)) continue
        const positions: string[] = []
        for (const each of runs) {
          const at = await each!.consumed(each!.kernel.flow.systems.indexOf(name))
          if (at !== null) positions.push(at)
        }
        if (positions.length < readers.length) continue
        await reach.guard(name, async () => bound.forget(least(positions)))
      }
    }
    await this.#forgetLogs(resting)
    const open = (await ledger.pending()).map(({ op }) => op)
    const below = Math.min((await ledger.opHigh()) + 1, ...open)
    const settings: NonNullable<LedgerCommit['settings']>[number][] = []
    for (const name of this.#written()) {
      const system = resting.has(name) ? null : await reach.system(name)
      if (system === null) continue
      const identity = await this.identity(name)
      if (identity === null || identity === undefined || identity.unmarked === true) continue
      // An operation above the highest that landed here is fenced off by nothing but its mark: a void one may still be on its way.
      await reach.guard(name, async () => system.prune(Math.min(below, identity.opHigh + 1)))
      if ((await landedHigh(ledger, name)) !== identity.opHigh) settings.push(landedHighIs(name, identity.opHigh))
    }
    if (settings.length > 0) await ledger.commit({ ...noCommit, settings })
  }

  /** The log of a system is one for all flows that read it, whether they are part of this run or not: it is kept from where the first of them needs it. */
  async #forgetLogs(resting: ReadonlySet<string>): Promise<void> {
    const { landscape, ledger, reach } = this.#context
    const done = new Set<string>()
    for (const run of this.#flows) {
      for (const [j, { name, adapter }] of run.kernel.systems.entries()) {
        const bound = run.bounds[j] ?? null
        if (adapter.detect.kind !== 'log' || bound === null || resting.has(name) || done.has(name)) continue
        done.add(name)
        const readers = Object.values(landscape.flows).filter((flow) => flow.adapters[name]?.detect.kind === 'log')
        const needed: string[] = []
        for (const { name: flow } of readers) {
          const from = neededFrom(await ledger.position(flow, name))
          if (from !== null) needed.push(from)
        }
        if (needed.length > 0) await reach.guard(name, async () => bound.forget(least(needed)))
      }
    }
  }

  async close(): Promise<void> {
    await this.#context.reach.close()
    await this.#context.ledger.close()
  }
}

/** Without those that stopped before anything was settled. */
function going(runs: readonly Run[], stopped: readonly StoppedByChanges[]): Run[] {
  return runs.filter(({ name }) => !stopped.some(({ flow }) => flow === name))
}

function touches({ touched }: Run, name: string): boolean {
  return touched.some(({ system }) => system === name)
}

/** Positions of captured changes are `{"seq":n}`: the one that was read least far. */
function least(positions: readonly string[]): string {
  return [...positions].sort((a, b) => seqOf(a) - seqOf(b))[0]!
}
function seqOf(position: string): number {
  return (JSON.parse(position) as { readonly seq: number }).seq
}

/** Timers hold 31 bits; whoever sleeps longer is woken earlier, and sleeps again. */
const longestMs = 2 ** 31 - 1

export function systemClock(stop?: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    sleep: async (ms, early) =>
      new Promise((resolve) => {
        if (stop?.aborted === true || early?.aborted === true) return resolve()
        const wake = () => {
          clearTimeout(timer)
          stop?.removeEventListener('abort', wake)
          early?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, Math.min(ms, longestMs))
        stop?.addEventListener('abort', wake)
        early?.addEventListener('abort', wake)
      }),
  }
}
