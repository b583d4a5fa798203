import type { FlowData } from '../../../dsl/data.ts'
import { Durations, type Context } from '../context.ts'
import type { PlanFlow } from '../schema.ts'
import { callsOf } from './calls.ts'
import { aloneIn, choicesOf } from './choices.ts'
import { claimsOf } from './claims.ts'
import { recordIn, systemsOf, type Estate } from './holding.ts'
import { lastCall } from './last-call.ts'
import { lifecycleOf } from './lifecycle.ts'
import { expectOf, failureOf, firstSyncOf } from './promises.ts'
import { reconcileOf, rhythmOf } from './rhythm.ts'
import { unitsOf } from './units.ts'
import { versionOf } from './version.ts'

/** One flow, with everything that was left unsaid at its default. Nothing is refused here: what cannot be resolved is left for the checker to see. */
export function planFlow(data: FlowData, estate: Estate, context: Context): PlanFlow {
  const durations = new Durations()
  const systems = systemsOf(data, estate)
  const choices = choicesOf(data, systems, estate)
  const claims = claimsOf(data, choices, context, durations)
  const units = unitsOf(data, choices, claims, context)
  const record = recordIn(estate, data.record)
  const settled = {
    record: data.record,
    direction: data.way.kind,
    systems: [...systems],
    alone: aloneIn(data, systems, choices, estate),
    units,
    unsaid: choices.map((choice) => choice.name).filter((name) => !units.some((unit) => unit.name === name)),
    claims,
    lifecycle: lifecycleOf(data, systems, context),
  }
  const timed = {
    rhythm: rhythmOf(data, context, durations),
    reconcile: reconcileOf(data, context, durations),
    expect: expectOf(data, context, durations),
    failure: failureOf(data, context, durations),
  }
  const where = whereOf(data, context)
  const keepWhenBlank = keptWhenBlank(data, context)
  return {
    ...settled,
    ...becauseOf(data),
    ...timed,
    ...guardOf(data, context),
    maxDeletes: lastCall(data, 'maxDeletes')?.rows ?? null,
    firstSync: firstSyncOf(data, record?.key ?? [], context),
    ...where,
    keepWhenBlank,
    ...acceptsOf(data, context),
    ...allowsOf(data, context),
    badDurations: durations.bad,
    references: referencesOf(record, units),
    version: versionOf({ ...settled, keepWhenBlank, ...where }, estate),
    calls: callsOf(data, context),
    at: context.at(data.at),
  }
}

function becauseOf(data: FlowData): Pick<PlanFlow, 'because'> {
  const said = lastCall(data, 'because')
  return said ? { because: said.why } : {}
}

function guardOf(data: FlowData, context: Context): Pick<PlanFlow, 'guard'> {
  const guard = lastCall(data, 'guard')
  return guard ? { guard: context.at(guard.at) } : {}
}

function acceptsOf(data: FlowData, context: Context): Pick<PlanFlow, 'accepts'> {
  const said = data.calls.flatMap((call) => (call.call === 'accepts' ? [{ change: call.change, at: context.at(call.at) }] : []))
  return said.length === 0 ? {} : { accepts: said }
}

function whereOf(data: FlowData, context: Context): Pick<PlanFlow, 'where'> {
  const said = lastCall(data, 'where')
  return said ? { where: { rows: structuredClone(said.rows), whenRowLeaves: said.whenRowLeaves, at: context.at(said.at) } } : {}
}

function keptWhenBlank(data: FlowData, context: Context): PlanFlow['keepWhenBlank'] {
  return data.calls
    .filter((call) => call.call === 'keepWhenBlank')
    .flatMap((call) => call.fields.map((field) => ({ field, at: context.at(call.at) })))
}

function allowsOf(data: FlowData, context: Context): Pick<PlanFlow, 'allows'> {
  const said = data.calls.filter((call) => call.call === 'allows')
  return said.length > 0 ? { allows: said.map(({ code, because, at }) => ({ code, because, at: context.at(at) })) } : {}
}

/** Fields of the flow, its key among them, that hold the key of another record. */
function referencesOf(record: Estate['records'][string] | undefined, units: PlanFlow['units']): PlanFlow['references'] {
  const carried = new Set([...(record?.key ?? []), ...units.flatMap((unit) => unit.fields)])
  return (record?.fields ?? []).flatMap(({ name, ref }) => (ref !== undefined && carried.has(name) ? [{ field: name, record: ref }] : []))
}
