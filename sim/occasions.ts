/** Where a quirk can happen: what the connector of a system can do, and what a flow asks of it, decide. */
import type { Adapter, AdapterDetect, GeneratedFlow } from '../runtime/door.ts'
import type { Quirk } from './quirks.ts'
import { allQuirks } from './quirks.ts'

type Detection = AdapterDetect['kind']
type Where = (flow: GeneratedFlow, adapter: Adapter) => string | null

/** How hints of a change reach the hub. */
const hinted: readonly Detection[] = ['outbox', 'log', 'changes']
/** Of a row that is gone these say nothing: it is missing when somebody looks. */
const silent: readonly Detection[] = ['updatedAt', 'snapshot', 'none']

const anywhere: Where = () => null
const detectedBy =
  (kinds: readonly Detection[], why: (kind: Detection) => string): Where =>
  (_, { detect: { kind } }) =>
    kinds.includes(kind) ? null : why(kind)
const written =
  (kind: 'insert' | 'update'): Where =>
  (_, { writes }) =>
    writes.includes(kind) ? null : 'nothing is written there'

const hints = detectedBy(hinted, (kind) => `${kind} gives no hints that could come otherwise`)

/** Why a quirk cannot happen at a system of a flow; null: it can. */
const whyNever: { readonly [Q in Quirk]: Where } = {
  duplicate: hints,
  delay: hints,
  reorder: detectedBy(['changes'], (kind) => `what ${kind} tells is read in one order`),
  lateCommit: anywhere,
  sharedTime: (flow, adapter) => (readsTimes(flow, adapter) ? null : 'nothing is told by its times'),
  skewedClock: (flow, adapter) => (readsTimes(flow, adapter) ? null : 'nothing is told by its clock'),
  altered: (flow, adapter) => (alterable(flow, adapter).length > 0 ? null : 'it is given nothing that it could store otherwise'),
  lostAnswer: written('update'),
  lateLanding: written('update'),
  unreachable: anywhere,
  outage: anywhere,
  throttle: written('update'),
  reject: written('update'),
  foreignProgram: (flow, adapter) => (foreignFields(flow, adapter).length > 0 ? null : 'it holds no field that another system writes'),
  silentDelete: detectedBy(silent, (kind) => `${kind} tells of deletes`),
  crash: anywhere,
  race: anywhere,
  haste: anywhere,
}

const known = new WeakMap<Adapter, ReadonlySet<Quirk>>()

/** As `whyNever` says, once for each adapter. */
export function happensAt({ flow, adapter }: { readonly flow: GeneratedFlow; readonly adapter: Adapter }, quirk: Quirk): boolean {
  let can = known.get(adapter)
  if (can === undefined) known.set(adapter, (can = new Set(allQuirks.filter((each) => whyNever[each](flow, adapter) === null))))
  return can.has(quirk)
}

/** Why a quirk can happen at no system of these flows; null: it can at some. */
export function neverIn(flows: readonly GeneratedFlow[], quirk: Quirk): string | null {
  const whys = flows.flatMap((flow) => Object.values(flow.adapters).map((adapter) => whyNever[quirk](flow, adapter)))
  return whys.includes(null) ? null : (whys[0] ?? null)
}

function readsTimes(flow: GeneratedFlow, { detect }: Adapter): boolean {
  return detect.kind === 'updatedAt' || flow.settle.units.some(({ policy }) => policy.kind === 'lastWriteWins')
}

/** Fields that the system holds and another one writes. */
export function foreignFields(flow: GeneratedFlow, adapter: Adapter): Adapter['fields'] {
  const own = flow.systems.indexOf(adapter.system)
  const foreign = new Set(
    flow.settle.units.filter(({ policy }) => policy.writer !== null && policy.writer !== own).flatMap(({ fields }) => fields),
  )
  return adapter.fields.filter(({ field }) => foreign.has(field))
}

/** Those of them that a system may store otherwise: neither what refers to another record nor what an answer answers. */
export function alterable(flow: GeneratedFlow, adapter: Adapter): Adapter['fields'] {
  if (!adapter.writes.includes('update')) return []
  const bound = new Set([...flow.references.map(({ field }) => field), ...flow.settle.units.flatMap(({ answers = [] }) => answers)])
  return foreignFields(flow, adapter).filter(({ field, type }) => ['text', 'decimal', 'number'].includes(type.kind) && !bound.has(field))
}
