/** A field that several systems edit: what happens when they do so at the same time. */
import { tooWeak } from '../../codegen/check/rules/detection/too-weak.ts'
import { sentenceOf } from '../../codegen/check/wording/index.ts'
import type { Choice } from '../../codegen/plan/flow/choices.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { list } from '../../codegen/emit/words.ts'
import { withDraft, type DecidedCall, type Draft } from './draft.ts'
import { natureOf, type Nature } from './holders.ts'
import { choice, words, type Asking, type Barred } from './question.ts'
import type { PolicyKind, RuledOut, UnitVerdict } from './verdict.ts'

export interface Contest {
  readonly plan: Plan
  readonly record: string
  readonly way: Draft['way']
  readonly unit: Choice
  /** Whose users edit it: at least two. */
  readonly editors: readonly string[]
  /** A loss would hurt: the record says so, or the engineer. */
  readonly highStakes: boolean
}

interface Offered {
  readonly about: string
  /** Null: it fits. Undefined: it is about another kind of field, and not even mentioned. */
  readonly bar?: (nature: Nature) => string | null | undefined
}

/** In the order of the ladder. */
const offers: Readonly<Record<PolicyKind, Offered>> = {
  owner: { about: 'it must not come to that: one side is made its only writer' },
  precedence: { about: "both write it, and where both did, one side's word is final" },
  union: {
    about: 'it is a collection: what either side added or removed counts',
    bar: ({ collection }) => (collection ? null : undefined),
  },
  delta: {
    about: 'it is an amount: what either side added or took away counts',
    bar: ({ decimal }) => (decimal ? null : undefined),
  },
  review: { about: 'nothing may be lost: a person decides, and each side keeps its value until then' },
  lastWriteWins: {
    about: 'the later change stands, the other is lost, and that is acceptable',
    bar: ({ highStakes }) => (highStakes ? 'it is high stakes and must not be lost silently' : null),
  },
}

export function* conflict(contest: Contest): Asking<UnitVerdict> {
  const { plan, record, unit, editors, highStakes } = contest
  const nature = { ...natureOf(plan, record, unit), highStakes }
  const { options, barred } = offered(contest, nature)
  const policy = yield* choice<PolicyKind>({
    id: `bothEdit.${unit.name}`,
    text: `${list(editors)} change ${nature.title} at the same time: what must happen?`,
    options,
    barred,
  })
  const told = yield* details(policy, contest)
  return { unit: unit.name, policy, ...told, why: whys[policy](told), ruledOut: ruledOut(policy, barred, editors) }
}

function offered(contest: Contest, nature: Nature) {
  const options: Partial<Record<PolicyKind, string>> = {}
  const barred: Barred[] = []
  for (const [kind, { about, bar }] of Object.entries(offers) as [PolicyKind, Offered][]) {
    const why = bar?.(nature) === null || bar === undefined ? tooWeakFor(contest, kind) : bar(nature)
    if (why === null) options[kind] = about
    else if (why !== undefined) barred.push({ value: kind, why })
  }
  return { options: options as Record<PolicyKind, string>, barred }
}

/** What the checker would say of the policy on this field between these systems. */
function tooWeakFor({ plan, record, way, unit, editors }: Contest, kind: PolicyKind): string | null {
  const verdict = { unit: unit.name, policy: kind, system: editors[0]!, said: '' }
  const draft = withDraft({ ...plan, flows: {} }, 'draft', { record, way, calls: [callOf(verdict, [unit.name])] })
  const [found] = tooWeak.check(draft)
  return found === undefined ? null : sentenceOf({ code: tooWeak.code, severity: tooWeak.severity, ...found }).message
}

type Details = Pick<UnitVerdict, 'system' | 'said'>

function* details(policy: PolicyKind, { unit: { name }, editors }: Contest): Asking<Details> {
  const sides = Object.fromEntries(editors.map((system) => [system, `users of ${system}`]))
  switch (policy) {
    case 'owner':
      return { system: yield* choice({ id: `writer.${name}`, text: `Who is the only writer of ${name}?`, options: sides }), said: '' }
    case 'precedence':
      return { system: yield* choice({ id: `final.${name}`, text: `Whose word on ${name} is final?`, options: sides }), said: '' }
    case 'review':
      return {
        system: null,
        said: yield* words({ id: `reviewers.${name}`, text: `Which team decides about ${name}? (may stay empty)`, optional: true }),
      }
    case 'lastWriteWins':
      return {
        system: null,
        said: yield* words({ id: `acceptLoss.${name}`, text: `Why may a change of ${name} be lost?`, optional: false }),
      }
    default:
      return { system: null, said: '' }
  }
}

const whys: Readonly<Record<PolicyKind, (told: Details) => string>> = {
  owner: ({ system }) => `${system} was made its only writer`,
  precedence: ({ system }) => `both write it, and the word of ${system} is final`,
  union: () => 'it is a collection: nothing that either side did to it is lost',
  delta: () => 'it is an amount: what both sides added and took away counts',
  review: () => 'nothing may be lost, and no rule can tell: a person decides',
  lastWriteWins: ({ said }) => `a loss is accepted: ${said}`,
}

function ruledOut(policy: PolicyKind, barred: readonly Barred[], editors: readonly string[]): readonly RuledOut[] {
  const kinds = Object.keys(offers) as PolicyKind[]
  const cheaper = kinds.slice(0, kinds.indexOf(policy))
  return [
    ...(policy === 'owner' ? [] : [{ answer: 'owner', why: `${list(editors)} both have to write it` }]),
    ...(cheaper.includes('precedence') ? [{ answer: 'precedence', why: "no side's word is final" }] : []),
    ...barred.map(({ value, why }) => ({ answer: value, why })),
  ]
}

/** The call that says so of these fields, which are all decided alike. */
export function callOf({ policy, system, said }: Pick<UnitVerdict, 'policy' | 'system' | 'said'>, fields: readonly string[]): DecidedCall {
  switch (policy) {
    case 'owner':
    case 'precedence':
      return { call: policy, fields, system: system! }
    case 'review':
      return { call: policy, fields, ...(said !== '' && { team: said }) }
    case 'lastWriteWins':
      return { call: policy, fields, acceptLoss: said }
    default:
      return { call: policy, fields }
  }
}
