/** What the users of one system may do: for each column that a binding names, whose it is, and what follows when they edit it all the same. */
import { recordOf } from '../emit/view/adapter.ts'
import { writerOf } from '../emit/view/writers.ts'
import type { Notice } from '../emit/view/foreign.ts'
import { noticeAt } from '../emit/view/foreign.ts'
import { rhythmText } from '../emit/view/facts.ts'
import { ruleOf } from '../emit/view/policies.ts'
import { list } from '../emit/words.ts'
import { carriesEvents } from '../plan/flow/events.ts'
import type { Plan, PlanFlow, PlanSystem, PlanUnit } from '../plan/schema.ts'

export interface SystemAnswer {
  readonly system: string
  readonly access: PlanSystem['access']
  readonly tables: readonly TableAnswer[]
}
export interface TableAnswer {
  readonly table: string
  readonly record: string
  /** That read or write it. */
  readonly flows: readonly string[]
  readonly create: May
  readonly delete: May
  readonly columns: readonly ColumnAnswer[]
  /** Programs that write there beside its users, with what. */
  readonly programs: readonly { readonly name: string; readonly fields: readonly string[] }[]
}
/** `null`: no flow says anything about it. */
export interface May {
  readonly may: boolean | null
  readonly says: string
}
export interface ColumnAnswer {
  readonly column: string
  readonly field: string
  readonly state: 'key' | 'yours' | 'shared' | 'readOnly' | 'noFlow'
  /** The flow that says so. */
  readonly flow: string | null
  readonly says: string
}

interface Here {
  readonly plan: Plan
  readonly system: string
  readonly name: string
  readonly flow: PlanFlow
}

export function systemAnswer(plan: Plan, system: string): SystemAnswer {
  const { access, holds } = plan.systems[system]!
  return { system, access, tables: Object.keys(holds).map((record) => tableAnswer(plan, system, record)) }
}

function tableAnswer(plan: Plan, system: string, record: string): TableAnswer {
  const binding = plan.systems[system]!.holds[record]!
  const here = Object.entries(plan.flows).flatMap(([name, flow]): Here[] =>
    flow.record === record && flow.systems.includes(system) ? [{ plan, system, name, flow }] : [],
  )
  // What is appended takes nothing from the rows that it is read from.
  const settling = here.filter(({ flow }) => !carriesEvents(plan, flow) || flow.systems[0] !== system)
  return {
    table: binding.name,
    record,
    flows: here.map(({ name }) => name),
    create: strictest(settling.map(createAt)),
    delete: strictest(settling.map(deleteAt)),
    columns: binding.columns.map(({ column, field }) => ({ column, field, ...columnAt(plan, settling, record, field) })),
    programs: binding.otherWriters.map(([name, fields]) => ({ name, fields })),
  }
}

// ─── Columns ─────────────────────────────────────────────────────────────────────────────────────

type Said = Pick<ColumnAnswer, 'state' | 'flow' | 'says'>
const strictness: readonly ColumnAnswer['state'][] = ['readOnly', 'shared', 'yours']

function columnAt(plan: Plan, here: readonly Here[], record: string, field: string): Said {
  const [first] = here
  if (first === undefined) return { state: 'noFlow', flow: null, says: 'not part of any flow' }
  if (appends(first)) return { state: 'readOnly', flow: first.name, says: 'appended as it is, with every change' }
  if (recordOf(plan, first.flow).key.includes(field))
    return { state: 'key', flow: first.name, says: `names the record of ${record}: given when the row is created, and not edited` }
  const said = here.flatMap((each): Said[] => {
    const unit = each.flow.units.find(({ fields, systems }) => fields.includes(field) && systems.includes(each.system))
    return unit === undefined ? [] : [unitAt(each, unit, field)]
  })
  const strictest = said.toSorted((a, b) => strictness.indexOf(a.state) - strictness.indexOf(b.state))[0]
  return strictest ?? { state: 'noFlow', flow: null, says: 'not part of any flow: it stays here' }
}

function unitAt({ plan, system, name, flow }: Here, unit: PlanUnit, field: string): Said {
  const writer = writerOf(unit)
  const others = unit.systems.filter((each) => each !== system)
  const along = unit.fields.filter((each) => each !== field)
  const group = along.length === 0 ? '' : `; decided as one with ${list(along)}`
  const { policy } = unit
  if (policy.kind === 'owner' && policy.from !== undefined && [policy.from, policy.system].includes(system))
    return {
      state: 'shared',
      flow: name,
      says: `handed over by ${policy.from} to ${policy.system}: until it is switched ${policy.from} writes it, then ${policy.system}; thalweg handover says who today${group}`,
    }
  if (writer === system) return { state: 'yours', flow: name, says: `goes to ${list(others)}${group}` }
  if (writer !== null)
    return { state: 'readOnly', flow: name, says: `${writer} writes it; ${foreignAt({ plan, system, name, flow }, unit, writer)}` }
  const clash = ruleOf({ plan, flow, unit }).outcomes.bothChanged ?? ''
  return { state: 'shared', flow: name, says: `goes to ${list(others)}; when they edit it at the same time: ${clash}${group}` }
}

/** What follows when users here edit what another system writes. */
function foreignAt(here: Here, unit: PlanUnit, writer: string): string {
  const notice = noticeAt(here, here.system, 'seesChanges')
  if (notice === 'refused') return 'the guard refuses your edit as you save it'
  if (notice === 'never') return 'your edit stays and is seen by nobody, until the next change there writes over it'
  const when = noticed(here, notice)
  const follows = {
    restore: notice === 'seen' ? `set back ${when}, yours is kept in the audit` : `reported ${when}; its repair sets it back`,
    keep: `yours stays until the next change by ${writer}; counted ${when}`,
    propose: `yours is proposed to ${writer} ${when}: both values stay, and a review is open`,
  } as const
  return `your edit is ${follows[unit.foreignWrite]}`.replace('your edit is yours', 'yours')
}

function noticed({ flow }: Here, notice: Notice): string {
  if (notice === 'seen') return `by the next run (${rhythmText(flow.rhythm)})`
  return 'none' in flow.reconcile ? 'never' : `at reconciliation (${rhythmText(flow.reconcile.rhythm)})`
}

// ─── Rows ────────────────────────────────────────────────────────────────────────────────────────

function createAt(here: Here): May {
  const { flow, system } = here
  if (appends(here))
    return {
      may: false,
      says: `${here.name} appends a line for every change in ${flow.systems[0] ?? ''}; what else is written there is seen by nobody`,
    }
  const { creates, foreignCreate } = flow.lifecycle
  if (creates.includes(system)) return { may: true, says: `a new row goes to ${list(othersOf(here))}` }
  const what = { report: 'reported and left alone', remove: 'removed, its values kept in the audit', review: 'held, and a review is open' }
  return {
    may: false,
    says: `${byOthers(creates, 'create')}; ${rowAt(here, 'seesChanges', `a row that you create is ${what[foreignCreate]}`)}`,
  }
}

function deleteAt(here: Here): May {
  const { flow, system } = here
  if (appends(here)) return { may: false, says: 'lines stay' }
  const { deletes, foreignDelete, onDelete } = flow.lifecycle
  if (deletes.includes(system)) {
    const others = list(othersOf(here))
    return { may: true, says: onDelete === 'keep' ? `${others} keep their rows` : `the row goes at ${others} as well` }
  }
  const what = { restore: 'restored', accept: 'taken as deleted everywhere', review: 'held, and a review is open' }
  return {
    may: false,
    says: `${byOthers(deletes, 'delete')}; ${rowAt(here, 'seesDeletes', `a row that you delete is ${what[foreignDelete]}`)}`,
  }
}

function rowAt(here: Here, sees: 'seesChanges' | 'seesDeletes', follows: string): string {
  const notice = noticeAt(here, here.system, sees)
  if (notice === 'refused') return 'the guard refuses it as you save'
  if (notice === 'never') return 'it is seen by nobody'
  return `${follows} ${noticed(here, notice)}`
}

function byOthers(systems: readonly string[], what: string): string {
  return systems.length === 0 ? `nobody ${what}s` : `${list(systems, 'or')} ${what}s`
}

function othersOf({ flow, system }: Here): string[] {
  return flow.systems.filter((each) => each !== system)
}

/** Lines of a log: what stands there is nobody's to change. */
function appends({ plan, flow, system }: Here): boolean {
  return carriesEvents(plan, flow) && flow.systems[0] !== system
}

/** Every flow must allow it. */
function strictest(said: readonly May[]): May {
  return said.find(({ may }) => may === false) ?? said[0] ?? { may: null, says: 'no flow carries these rows: they stay here' }
}
