/** The calls of a drawn flow: who writes what, the life of records, and what else may be said. */
import type { CallDraft, Draft, FlowDraft, Kind, Literal, UnitDraft } from './draft.ts'
import { kinds, membersOf, recordOf, unitsOf } from './draft.ts'
import type { FlowRecipe } from './drawn.ts'

export function callsOf(draft: Draft, flow: FlowDraft, recipe: FlowRecipe): readonly CallDraft[] {
  const calls = flow.way.kind === 'oneWay' ? oneWayCalls(draft, flow, recipe) : twoWayCalls(draft, flow, recipe)
  return [...calls, ...filterCalls(draft, flow, recipe, calls)]
}

function oneWayCalls(draft: Draft, flow: FlowDraft, { returns, owners, answers, blank }: FlowRecipe): readonly CallDraft[] {
  const [from, ...targets] = membersOf(flow)
  const units = unitsOf(draft, flow).filter(({ systems }) => systems.includes(from!))
  const back = returns && units.length > 1 ? pick(units, owners[0]!) : undefined
  const answerer = back?.systems.find((system) => targets.includes(system))
  const blankable = units.find((unit) => unit !== back && unit.fields.length === 1 && unit.fields[0]!.nullable === true)
  return [
    ...(back !== undefined && answerer !== undefined ? [said('returnPath', back.name, answerer)] : []),
    ...(answers[0]! % 4 === 1 ? [said('onDelete', 'keep')] : []),
    ...(answers[1]! % 4 === 1 ? [said('onForeignCreate', 'review')] : []),
    ...(answers[2]! % 5 === 1 ? [said('onForeignWrite', pick(['keep', 'propose', 'restore'], answers[3]!))] : []),
    ...(blank && blankable !== undefined ? [said('keepWhenBlank', blankable.name)] : []),
  ]
}

function twoWayCalls(draft: Draft, flow: FlowDraft, recipe: FlowRecipe): readonly CallDraft[] {
  const { creates, deletes, answers } = recipe
  const systems = membersOf(flow)
  const deleters = pick<readonly string[] | 'nobody' | 'anyone'>([[pick(systems, deletes)], 'anyone', 'nobody'], deletes)
  return [
    said('because', 'both work on it'),
    ...unitsOf(draft, flow).map((unit, n) => policyOf(unit, recipe.policies[n % 6]!, recipe.owners[n % 6]!)),
    said('creates', pick<Literal>([pick(systems, creates), 'anyone'], creates), {
      foreignCreate: pick(['report', 'review', 'remove'], answers[0]!),
    }),
    said('deletes', deleters.length === 1 ? deleters[0]! : deleters, {
      foreignDelete: pick(['restore', 'accept', 'review'], answers[1]!),
      againstUpdate: pick(['deleteWins', 'updateWins', 'review'], answers[2]!),
    }),
  ]
}

/** Any policy that the unit can have. */
function policyOf(unit: UnitDraft, which: number, whose: number): CallDraft {
  const facts: readonly Kind[] = unit.fields.map(({ kind }) => kinds[kind])
  const alone = facts.length === 1 ? facts[0] : undefined
  const someone = pick(unit.systems, whose)
  const fitting: readonly CallDraft[] = [
    said('owner', unit.name, someone),
    said('precedence', unit.name, someone),
    said('review', unit.name),
    ...(facts.every(({ stakes }) => stakes === undefined)
      ? [said('lastWriteWins', unit.name, { acceptLoss: 'nothing depends on it' })]
      : []),
    ...(alone?.collection === true ? [said('union', unit.name)] : []),
    ...(alone?.decimal === true ? [said('delta', unit.name)] : []),
    ...(unit.fields.length === 1 && unit.fields[0]!.kind === 'text' ? [said('merge', unit.name, { written: 'longest' })] : []),
  ]
  return pick(fitting, which)
}

/** A filter on what the creator says alone. */
function filterCalls(draft: Draft, flow: FlowDraft, { filter, answers }: FlowRecipe, calls: readonly CallDraft[]): readonly CallDraft[] {
  const creator = creatorOf(flow, calls)
  if (!filter || creator === undefined) return []
  const { fields } = recordOf(draft, flow.record)
  const decided = unitsOf(draft, flow).filter(({ name, systems }) => {
    const policy = calls.find(({ call, args }) => args[0] === name && call !== 'keepWhenBlank')
    return (
      systems.includes(creator) &&
      (flow.way.kind === 'oneWay' ? policy === undefined : policy?.call === 'owner' && policy.args[1] === creator)
    )
  })
  const fit = decided.filter(
    ({ name, fields: of }) => of.length === 1 && ['flag', 'state', 'approval'].includes(fields.find((each) => each.name === name)!.kind),
  )
  if (fit.length === 0) return []
  const {
    name,
    fields: [field],
  } = pick(fit, answers[0]!)
  const { values }: Kind = kinds[field!.kind]
  return [
    said('where', { [name]: values === undefined ? true : values.slice(0, -1) }, { whenRowLeaves: pick(['delete', 'keep'], answers[1]!) }),
  ]
}

/** The one system whose rows are the record. */
function creatorOf({ way }: FlowDraft, calls: readonly CallDraft[]): string | undefined {
  if (way.kind === 'oneWay') return way.from
  const by = calls.find(({ call }) => call === 'creates')?.args[0]
  return typeof by === 'string' && by !== 'anyone' ? by : undefined
}

function said(call: string, ...args: readonly Literal[]): CallDraft {
  return { call, args }
}

function pick<T>(all: readonly T[], n: number): T {
  return all[n % all.length]!
}
