/** First sync. Both sides already hold data. Accepting makes the systems this ledger's own; until then a run only shows what it would do. */
import { noCommit } from './engine/context.ts'
import type { Engine } from './engine/engine.ts'
import { grownBy, takeIn } from './engine/new-fields.ts'
import type { Ledger } from './ports.ts'

const accepted = (flow: string) => `matched:${flow}`

export async function isAccepted(engine: Pick<Engine, 'ledger'>, flow: string): Promise<boolean> {
  return (await engine.ledger.setting(accepted(flow))) !== null
}

/** Those of the flows that only show what they would do, since no match of theirs was accepted, or none since a field came to them. */
export async function notAcceptedOf(ledger: Ledger, flows: readonly string[]): Promise<string[]> {
  const out: string[] = []
  for (const name of flows) if (grownBy(ledger, name).length > 0 || !(await isAccepted({ ledger }, name))) out.push(name)
  return out
}

export interface Accepted {
  /** Systems that did not answer; their flows are not accepted. */
  readonly missing: readonly string[]
  /** Flows that were not chosen and share a system that is not the one the ledger knew: what the ledger held of them is no base any more, so they wait for a match of their own. */
  readonly withdrawn: readonly string[]
}

/**
 * From here on runs write. Each system of these flows becomes this ledger's, also where it belonged to another one that is lost; what the systems hold is
 * then compared by the flows' own rules: equal values become the base, a differing field takes its writer's value, and the other is kept in the audit.
 */
export async function accept(engine: Engine, flows: readonly string[], by: string, now: number): Promise<Accepted> {
  const missing = new Set<string>()
  const done: string[] = []
  for (const name of flows) {
    const absent = await engine.run(name).absent()
    for (const system of absent) missing.add(system)
    if (absent.length === 0) done.push(name)
  }
  const withdrawn = await forgetStrangers(engine, flows, done, now)
  for (const name of done) for (const { system } of engine.run(name).touched) await engine.claim(system)
  for (const name of done) await engine.run(name).start()
  await engine.takeUp()
  for (const name of done) await takeIn(engine.ledger, name, by, now)
  await engine.takeUp()
  await engine.ledger.commit({
    ...noCommit,
    audit: done.map((flow) => ({ flow, key: '', at: now, kind: 'matched', body: { by } })),
    settings: done.map((flow) => ({ name: accepted(flow), value: JSON.stringify({ at: now, by }) })),
  })
  return { missing: [...missing], withdrawn }
}

/**
 * What the ledger held of systems that are not those it knew is no base any more. Claiming such a system makes it known for every flow,
 * so the flows that share it lose their bases too, and whoever did not choose them accepts them anew.
 */
async function forgetStrangers(engine: Engine, chosen: readonly string[], done: readonly string[], now: number): Promise<string[]> {
  const known = (await engine.mismatches()).filter(({ code }) => !['unclaimed', 'flowGrew', 'termsChanged', 'handoverOpen'].includes(code))
  const wrong = new Set(known.map(({ system }) => system))
  const { flows, events = {} } = engine.landscape
  const strangers = [...Object.values(flows), ...Object.values(events)].filter(
    ({ name, systems }) =>
      (done.includes(name) && wrong.has(name)) ||
      systems.some((system) => wrong.has(system) && done.some((each) => touches(engine, each, system))),
  )
  const withdrawn: string[] = []
  for (const { name } of strangers) {
    await engine.ledger.reset(name, now)
    if (done.includes(name) || !(await isAccepted(engine, name))) continue
    await engine.ledger.commit({ ...noCommit, settings: [{ name: accepted(name), value: null }] })
    if (!chosen.includes(name)) withdrawn.push(name)
  }
  return withdrawn
}

function touches(engine: Engine, flow: string, name: string): boolean {
  return engine.run(flow).touched.some(({ system }) => system === name)
}
