/** Fields and groups that came to a flow, went, or are decided in another way that nobody has to accept. */
import type { PlanFlow, PlanPolicy, PlanUnit } from '../plan/schema.ts'
import type { Difference, Level } from './change.ts'
import type { About, Members } from './member.ts'
import { differences, differing } from './member.ts'
import { policyText } from './words.ts'

export function unitDifferences(before: PlanFlow, after: PlanFlow, told: readonly Difference[]): readonly Difference[] {
  const was = new Map(before.units.map((unit) => [composition(unit), unit]))
  const is = new Set(after.units.map(composition))
  const gone = before.units.filter((unit) => !is.has(composition(unit)))
  return [
    ...after.units.flatMap((unit) => {
      const earlier = was.get(composition(unit))
      return earlier === undefined ? came(unit) : changed(earlier, unit, told)
    }),
    ...gone.map((unit) => went(unit, after)),
  ]
}

/** As the ledger tells units: a group that is put together otherwise is another one. */
function composition({ name, fields }: PlanUnit): string {
  return fields.length === 1 && fields[0] === name ? name : `${name} (${fields.join(', ')})`
}

function aboutUnit({ name, at }: PlanUnit): About {
  return { at, of: ` ${name}`, unit: name }
}

function came(unit: PlanUnit): readonly Difference[] {
  const about = { ...aboutUnit(unit), of: ` ${composition(unit)}` }
  return [differing({ what: 'field', level: 'risky', effect: 'compared' }, 'not carried', policyText(unit.policy), about)]
}

function went(unit: PlanUnit, { at }: PlanFlow): Difference {
  const about = { ...aboutUnit(unit), of: ` ${composition(unit)}`, at }
  return differing({ what: 'field', level: 'risky', effect: 'forgotten' }, policyText(unit.policy), 'not carried', about)
}

/** @param told what the terms have told of it already */
function changed(before: PlanUnit, after: PlanUnit, told: readonly Difference[]): readonly Difference[] {
  const breaks = told.filter(({ unit }) => unit === after.name).map(({ what }) => what)
  const about = { ...aboutUnit(after), of: ` of ${after.name}` }
  return differences(unitMembers, before, after, about).filter(({ what }) => !breaks.some((known) => sameMatter(known, what)))
}

function sameMatter(known: string, what: string): boolean {
  return known === what || (what.startsWith('policy of ') && /^(owner|preferred|what) /.test(known))
}

const unitMembers: Members<PlanUnit> = {
  name: 'elsewhere',
  fields: 'elsewhere',
  systems: (before, after, about) => holders(before, after, about),
  policy: (before, after, about) => {
    const [was, is] = [policyText(before), policyText(after)]
    return was === is ? [] : [differing({ what: 'policy', level: policyLevel(before, after), effect: 'newTerms' }, was, is, about)]
  },
  step: 'derived',
  foreignWrite: (before, after, about) => [differing({ what: 'foreign writes', level: 'risky', effect: 'newTerms' }, before, after, about)],
  at: 'place',
}

function holders(before: readonly string[], after: readonly string[], about: About): readonly Difference[] {
  const came = after.filter((system) => !before.includes(system))
  const effect = came.length > 0 ? 'compared' : 'forgotten'
  return [
    differing({ what: 'systems that hold', level: 'risky', effect }, before.join(', '), after.join(', '), {
      ...about,
      of: about.of.replace(' of', ''),
    }),
  ]
}

type Owner = Extract<PlanPolicy, { kind: 'owner' }>

function isSameWriter(before: Owner, after: Owner): boolean {
  return (before.from ?? before.system) === (after.from ?? after.system) && String(before.answers) === String(after.answers)
}

/** Who is asked, within what time, and what was said of a loss, decide nothing; nor does a handover, before somebody takes its steps. */
function policyLevel(before: PlanPolicy, after: PlanPolicy): Level {
  if (before.kind === 'owner' && after.kind === 'owner') return isSameWriter(before, after) ? 'safe' : 'risky'
  return before.kind === after.kind && (after.kind === 'review' || after.kind === 'lastWriteWins') ? 'safe' : 'risky'
}
