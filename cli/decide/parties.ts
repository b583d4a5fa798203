/** Which systems take part, and as what. */
import type { Plan } from '../../codegen/plan/schema.ts'
import { list } from '../../codegen/emit/words.ts'
import { Failure } from '../failure.ts'
import { holdersOf, receives, sends, type Holder } from './holders.ts'
import { choice, several, type Asking } from './question.ts'

export interface Parties {
  /** Whose users work on the record. */
  readonly users: readonly string[]
  /** Of them, where a new one is entered: one, or several. */
  readonly enters: readonly string[]
  /** Of them, who has to change something of what others entered. None: copies suffice. */
  readonly others: readonly string[]
  /** Everyone in the flow, in the order of the landscape. */
  readonly members: readonly string[]
  /** They get their copies by another flow. */
  readonly apart: readonly string[]
  /** The flow feeds logs, and nothing else. */
  readonly log: boolean
  /** Why copies suffice. */
  readonly why: string
}

export function* parties(plan: Plan, record: string): Asking<Parties> {
  const holders = holdersOf(plan, record)
  const sources = holders.filter(sends)
  if (holders.length < 2 || sources.length === 0 || !holders.some(receives)) throw alone(record, holders)
  const users = yield* usersOf(record, holders)
  const copies = yield* copiesOf(record, holders, users)
  if (users.length === 1) return copying(holders, users, users[0]!, copies, `only users of ${users[0]} work on it`)
  const enters = yield* entering(record, users)
  if (enters.length === 1) {
    const [first] = enters
    const others = users.filter((system) => system !== first)
    const need = yield* choice({
      id: 'need',
      text: `Must users of ${list(others)} change something of what ${first} entered, or is it enough that they see it?`,
      options: { see: 'they only have to see it', change: 'they have to change something' },
    })
    if (need === 'see') return copying(holders, users, first!, [...others, ...copies], `it is enough that ${list(others)} see it`)
  }
  const writable = (system: string) => holders.some((holder) => holder.system === system && sends(holder) && receives(holder))
  const joined = copies.filter(writable)
  return {
    users,
    enters,
    others: enters.length === 1 ? users.filter((system) => system !== enters[0]) : users,
    members: ordered(holders, [...users, ...joined]),
    apart: copies.filter((system) => !writable(system)),
    log: false,
    why: '',
  }
}

function* usersOf(record: string, holders: readonly Holder[]): Asking<readonly string[]> {
  const sources = holders.filter(sends)
  const said = yield* several({
    id: 'users',
    text: `Whose users work on ${record}: enter, change or delete them?`,
    options: sources.map(({ system }) => ({ value: system, about: `users of ${system}` })),
    least: 1,
    refuse: (systems) => refused(holders, systems),
  })
  return ordered(holders, said)
}

/** What is only read can be a source, and cannot share; and a single source needs somebody to send to. */
function refused(holders: readonly Holder[], systems: readonly string[]): string | null {
  const deaf = holders.find((holder) => systems.includes(holder.system) && !receives(holder))
  if (systems.length > 1 && deaf !== undefined)
    return `${deaf.system} is read-only: nothing that others write can reach it, so it works on the record alone or not at all`
  const reached = holders.some((holder) => receives(holder) && !(systems.length === 1 && systems[0] === holder.system))
  return reached ? null : 'there is no other system that could get a copy'
}

function* copiesOf(record: string, holders: readonly Holder[], users: readonly string[]): Asking<readonly string[]> {
  const possible = holders.filter((holder) => receives(holder) && !users.includes(holder.system)).map(({ system }) => system)
  if (possible.length === 0 || (users.length === 1 && possible.length === 1)) return possible
  const options = possible.map((system) => ({ value: system, about: `a copy in ${system}` }))
  return yield* several({ id: 'copies', text: `Which other systems need a copy of ${record}?`, options, least: users.length === 1 ? 1 : 0 })
}

function* entering(record: string, users: readonly string[]): Asking<readonly string[]> {
  const options = users.map((system) => ({ value: system, about: `users of ${system}` }))
  const said = yield* several({
    id: 'enters',
    text: `Where is a new one of ${record} entered? (one place is cheaper than several)`,
    options,
    least: 1,
  })
  return users.filter((system) => said.includes(system))
}

/** Copies for all; a log among them gets a flow of its own. */
function copying(holders: readonly Holder[], users: readonly string[], from: string, copies: readonly string[], why: string): Parties {
  const isLog = (system: string) => holders.some((holder) => holder.system === system && holder.access === 'appendOnly')
  const kept = copies.filter((system) => !isLog(system))
  const log = kept.length === 0
  const to = log ? copies : kept
  return {
    users,
    enters: [from],
    others: [],
    members: ordered(holders, [from, ...to]),
    apart: copies.filter((system) => !to.includes(system)),
    log,
    why,
  }
}

function ordered(holders: readonly Holder[], systems: readonly string[]): readonly string[] {
  return holders.map(({ system }) => system).filter((system) => systems.includes(system))
}

function alone(record: string, holders: readonly Holder[]): Failure {
  const who = holders.length === 0 ? 'no system holds' : `nothing can flow between the systems that hold`
  return new Failure(
    'decide.alone',
    holders.length === 1 ? `only ${holders[0]!.system} holds ${record}` : `${who} ${record}`,
    'bind it in a second system, as table(…) among what that system holds',
  )
}
