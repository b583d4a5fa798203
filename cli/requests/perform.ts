/** Carries out a request with an engine: that of this command, or that of the run that was asked. */
import type { Engine } from '../../runtime/engine/engine.ts'
import { kernelFor } from '../../runtime/handover/ruling.ts'
import { notAcceptedOf } from '../../runtime/match.ts'
import { readPaused } from '../../runtime/paused.ts'
import { ValueError } from '../../runtime/values.ts'
import type { Estate } from '../estate.ts'
import { Failure } from '../failure.ts'
import { downText, refuseMismatches, refusePaused } from '../guard.ts'
import { takeStep } from '../handover/step.ts'
import { wayOf } from '../handover/way.ts'
import type { Decision } from '../review/decision.ts'
import { ignoring, overturning, taking } from '../review/decision.ts'
import { openReview } from '../review/open.ts'
import { count, plain } from '../text.ts'
import type { Request } from './request.ts'

/** As a report, without what only the asker's terminal knows. */
export interface Performed {
  readonly exit: 0 | 1
  readonly data: Readonly<Record<string, unknown>>
  readonly text: string
  readonly warnings: readonly string[]
}

/** @throws Failure for what cannot be done */
export async function perform(request: Request, estate: Estate, engine: Engine): Promise<Performed> {
  switch (request.kind) {
    case 'take': {
      const record = await openReview(engine.ledger, estate.landscape, request.review)
      return decide(taking(record, request.choice), request.by, engine)
    }
    case 'ignore':
      return decide(ignoring(await openReview(engine.ledger, estate.landscape, request.review)), request.by, engine)
    case 'overturn':
      return decide(await overturnedBy(request.decision, estate, engine), request.by, engine)
    case 'handover':
      return handOver(request, estate, engine)
    default:
      return look(request, engine)
  }
}

async function overturnedBy(number: number, estate: Estate, engine: Engine): Promise<Decision> {
  const [row] = await engine.ledger.audit({ id: number })
  const flow = row === undefined ? undefined : estate.landscape.flows[row.flow]
  if (row === undefined || flow === undefined)
    throw new Failure('noDecision', `the audit has no decision ${number}`, 'thalweg trace <flow> <key> shows decisions with their numbers')
  const [entry = null] = await engine.ledger.read(flow.name, [row.key])
  return overturning(await kernelFor(engine.ledger, flow, row.key, entry), row)
}

async function decide({ flow, key, what, make }: Decision, by: string, engine: Engine): Promise<Performed> {
  await mustRun(flow, engine)
  const { passed, capped } = await engine.decide(flow, key, `${what} by ${by}`, storable(make))
  const down = warningsOf(engine)
  const waits = down.length > 0 || passed.failed > 0 || capped !== null
  return {
    exit: waits ? 1 : 0,
    data: { flow, key, decision: what, by, written: passed.written, failed: passed.failed, capped },
    text: `${flow} ${plain(key)}: ${plain(what)} by ${plain(by)}; ${count(passed.written, 'row')} written${waits ? ', the rest waits and is tried again' : ''}.`,
    warnings: [...down, ...(await resting(flow, engine)), ...heldBack(flow, capped)],
  }
}

/** What one system holds another may have no form for: then nothing is decided. */
function storable(make: Decision['make']): Decision['make'] {
  return (entry, cause) => {
    try {
      return make(entry, cause)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      throw new Failure(
        'noValue',
        `not every system can store it: ${error.field}: ${error.message}`,
        'mend it in the system that holds it, or decide for a value that all of them can store',
      )
    }
  }
}

async function handOver(request: Extract<Request, { kind: 'handover' }>, estate: Estate, engine: Engine): Promise<Performed> {
  const { flow, unit, step, take, by } = request
  await mustRun(flow, engine)
  if ((await notAcceptedOf(engine.ledger, [flow])).length > 0)
    throw new Failure(
      'notAccepted',
      `no match of ${flow} was accepted yet: nothing of it runs that could be handed over`,
      'thalweg match --accept',
    )
  const stepped = await takeStep(wayOf(estate.landscape, `${flow}.${unit}`), step, take, by, engine)
  return { ...stepped, warnings: [...warningsOf(engine), ...(await resting(flow, engine))] }
}

async function look(request: Extract<Request, { readonly keys: readonly string[] }>, engine: Engine): Promise<Performed> {
  const { kind, flow, by } = request
  await mustRun(flow, engine)
  const dead = kind === 'retry' && request.keys.length === 0 ? await engine.ledger.deadLetters({ flow }) : []
  const keys = request.keys.length > 0 ? request.keys : [...new Set(dead.map(({ key }) => key))]
  const { passed, capped } = keys.length === 0 ? { passed: null, capped: null } : await engine.relook(flow, keys, `${kind} by ${by}`)
  const written = passed?.written ?? 0
  const left = (await engine.ledger.deadLetters({ flow })).filter(({ key }) => keys.includes(key))
  const down = warningsOf(engine)
  const entries = await engine.ledger.read(flow, keys)
  const strange = keys.filter((key, i) => entries[i] === null && !left.some((letter) => letter.key === key))
  const unknown =
    strange.length === 0 ? [] : [`${strange.map(plain).join(', ')}: no system that answers has such a record, and the ledger knows none`]
  const still =
    left.length === 0 ? '' : `; still in the dead letters: ${left.map(({ key, detail }) => `${plain(key)} (${plain(detail)})`).join(', ')}`
  return {
    exit: left.length > 0 || strange.length > 0 || down.length > 0 || capped !== null ? 1 : 0,
    data: { flow, keys, by, written, deadLetters: left, unknown: strange, capped },
    text:
      keys.length === 0
        ? `${flow} has no dead letters.`
        : `${flow}: ${count(keys.length, 'record')} looked at, ${count(written, 'row')} written${still}.`,
    warnings: [...down, ...(await resting(flow, engine)), ...unknown, ...heldBack(flow, capped)],
  }
}

/** A run may have been started for some flows only; somebody may have paused this one, or one of its systems is another than the ledger knows. */
async function mustRun(flow: string, engine: Engine): Promise<void> {
  await refusePaused(engine.ledger, flow)
  if (!engine.flows.includes(flow))
    throw new Failure('notInRun', `the run that holds the ledger leaves ${flow} out`, `stop it, or start it with --flow ${flow} too`)
  const touched = [flow, ...engine.landscape.flows[flow]!.systems]
  refuseMismatches((await engine.mismatches()).filter(({ system }) => touched.includes(system)))
}

function heldBack(flow: string, capped: { readonly wanted: number } | null): string[] {
  return capped === null ? [] : [`the delete cap holds it back: thalweg run --once --allow-deletes ${flow}=${capped.wanted}`]
}

/** Systems of the flow that a person has paused: they were neither asked nor written to. */
async function resting(flow: string, engine: Engine): Promise<string[]> {
  const { systems } = await readPaused(engine.ledger)
  const paused = engine.landscape.flows[flow]!.systems.filter((system) => Object.hasOwn(systems, system))
  return paused.map((system) => `${system} is paused: it was not looked at, and what is for it waits (thalweg resume --system ${system})`)
}

function warningsOf(engine: Engine): string[] {
  return engine.down().map(downText)
}
