/**
 * The terms that a flow last ran by, as the ledger keeps them, and what becomes of others:
 *   none known   a new flow, or a ledger from before terms were kept: those of now are taken up
 *   the same     nothing is written
 *   others       taken up, unless a change of them waits for somebody to accept it: then the flow stands still, and all that the ledger holds of it stays
 * What is taken up, what was accepted for that, and from where systems are read again become durable together.
 */
import type { GeneratedFlow } from '../door.ts'
import { noCommit } from '../engine/context.ts'
import { fromTheStart } from '../engine/stand.ts'
import type { Handovers } from '../handover/state.ts'
import { readHandovers } from '../handover/state.ts'
import type { Ledger, LedgerCommit } from '../ports.ts'
import type { Acceptance } from './acceptance.ts'
import { acceptsNothing } from './acceptance.ts'
import type { TermsChange } from './change.ts'
import { changeText, sameChange } from './change.ts'
import { readOtherwise, termsChanges } from './changes.ts'
import type { Terms } from './terms.ts'
import { termsOf } from './terms.ts'

const setting = (flow: string) => `terms:${flow}`

/** null: none are known. */
async function agreedTerms(ledger: Pick<Ledger, 'setting'>, flow: string): Promise<string | null> {
  return ledger.setting(setting(flow))
}

/** As they are kept, each flow's once. */
const texts = new WeakMap<GeneratedFlow, string>()

function termsText(flow: GeneratedFlow): string {
  let text = texts.get(flow)
  if (text === undefined) texts.set(flow, (text = JSON.stringify(termsOf(flow))))
  return text
}

/** Every change of the terms, accepted or not, since the flow last ran. */
async function changesSince(ledger: Pick<Ledger, 'setting'>, flow: GeneratedFlow): Promise<readonly TermsChange[]> {
  const agreed = await agreedTerms(ledger, flow.name)
  return agreed === null || agreed === termsText(flow) ? [] : termsChanges(JSON.parse(agreed) as Terms, termsOf(flow))
}

/** Those that nobody accepted: while there are any, the flow must not run. */
export async function unaccepted(
  ledger: Pick<Ledger, 'setting'>,
  flow: GeneratedFlow,
  acceptance: Acceptance = acceptsNothing,
): Promise<readonly TermsChange[]> {
  const changes = await changesSince(ledger, flow)
  const open = changes.filter((change) => !inCode(flow, change) && !acceptance.accepts(flow.name, change))
  if (!open.some(({ handedOver }) => handedOver)) return open
  const handovers = await readHandovers(ledger, flow.name)
  return open.filter((change) => !isHandedOver(change, handovers))
}

/** Step by step, by somebody who said so, to the last. */
function isHandedOver({ handedOver, unit, after }: TermsChange, handovers: Handovers): boolean {
  const handover = handovers[unit ?? '']
  return handedOver === true && handover?.phase === 'finished' && handover.to === after
}

function inCode({ accepts = [] }: GeneratedFlow, change: TermsChange): boolean {
  return accepts.some((text) => sameChange(text, changeText(change)))
}

/** `agreed`: it runs by its terms of now. `rekeyed`: they are, and a match has to be accepted before it runs. */
export type TakenUp = 'agreed' | 'rekeyed'

/**
 * From here on the flow runs by its terms of now. Another key means other records: what the ledger held of the flow is forgotten, and a match is accepted anew.
 */
export async function takeUp(
  ledger: Ledger,
  flow: GeneratedFlow,
  now: number,
  acceptance: Acceptance = acceptsNothing,
): Promise<TakenUp | 'waits'> {
  const { name } = flow
  const agreed = await agreedTerms(ledger, name)
  if (agreed === termsText(flow)) return 'agreed'
  const before = agreed === null ? null : (JSON.parse(agreed) as Terms)
  const after = termsOf(flow)
  if ((await unaccepted(ledger, flow, acceptance)).length > 0) return 'waits'
  const changes = before === null ? [] : termsChanges(before, after)
  const unmatched = { name: `matched:${name}`, value: null }
  const rekeyed = changes.some(({ kind }) => kind === 'key')
  if (rekeyed) {
    // Before anything is forgotten: killed in between, and with the old key in the code again, the flow still waits for a match.
    await ledger.commit({ ...noCommit, settings: [unmatched] })
    await ledger.reset(name, now)
  }
  if (ledger.changedFlows().includes(name) || ledger.reshapes().some((each) => each.flow === name)) return 'waits'
  await ledger.commit({
    ...noCommit,
    audit: changes.length === 0 ? [] : [acceptedRow(flow, changes, now, acceptance)],
    positions: before === null || rekeyed ? [] : await readAgain(ledger, name, before, after),
    settings: [{ name: setting(name), value: termsText(flow) }, ...(rekeyed ? [unmatched] : [])],
  })
  return rekeyed ? 'rekeyed' : 'agreed'
}

function acceptedRow(
  flow: GeneratedFlow,
  changes: readonly TermsChange[],
  at: number,
  acceptance: Acceptance,
): LedgerCommit['audit'][number] {
  const told = changes.map((change) => ({
    change: changeText(change),
    by: inCode(flow, change) ? 'the flow file' : acceptance.by,
  }))
  const by = [...new Set(told.map((each) => each.by))].join(', ')
  return { flow: flow.name, key: '', at, kind: 'accepted', body: { by, changes: told, version: flow.version } }
}

/** Where each system is read from that is to be read again; one that is read whole in every run, or never, is not. */
async function readAgain(ledger: Ledger, flow: string, before: Terms, after: Terms): Promise<LedgerCommit['positions']> {
  const out: { flow: string; system: string; position: string }[] = []
  for (const system of readOtherwise(before, after)) {
    const [was, is] = [before.reads[system]!.detect, after.reads[system]!.detect]
    const text = is === 'none' || is === 'snapshot' ? null : await ledger.position(flow, system)
    if (text !== null) out.push({ flow, system, position: fromTheStart(text, was === is) })
  }
  return out
}
