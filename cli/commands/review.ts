import type { Ledger } from '../../runtime/ports.ts'
import type { Cli, Command, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { settledFlows, estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { nearest } from '../nearest.ts'
import type { OpenReview, ReviewedRecord } from '../review/open.ts'
import { authorOf } from '../requests/author.ts'
import { carryOut } from '../requests/carry-out.ts'
import type { Request } from '../requests/request.ts'
import { ledgerOf } from '../systems.ts'
import { duration, plain, table, time, value } from '../text.ts'
import { whose } from '../trace/whose.ts'

const actions = ['list', 'show', 'take', 'ignore', 'overturn'] as const
type Action = (typeof actions)[number]

export const review: Command = {
  name: 'review',
  group: 'systems',
  summary: 'what waits for a person: look, decide, overturn',
  about:
    'list (the default) and show only read, and work beside a run. take makes the value of one system stand, or one that is given (text, or JSON for anything else and for a group); of a record whose life is in question, it is taken as that system has it. ignore closes the review and leaves everything as it is, until somebody changes it. overturn makes a value that lost stand after all: its number is the one that trace prints. A decision is written to the systems at once, and kept in the audit with its author.',
  arguments: [
    { name: 'action', about: 'list, show, take, ignore or overturn', required: false },
    { name: 'number', about: 'of the review; for overturn of the decision', required: false },
    { name: 'choice', about: 'for take: a system, or a value', required: false },
  ],
  options: [
    { flags: '--flow <name>', about: 'only this flow; may be given more than once', repeats: true },
    { flags: '--by <name>', about: 'who decides (default: the user of the operating system)' },
  ],
  examples: [
    ['thalweg review', 'all that is open'],
    ['thalweg review show 12', 'the decided value, and what every system holds'],
    ['thalweg review take 12 ERP', 'what ERP holds stands everywhere'],
    [`thalweg review take 12 '{"cost":"12.50","currency":"EUR"}'`, 'another value of a group'],
    ['thalweg review overturn 4711 --by anna', 'the value that lost in decision 4711'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const given = input.argument('action') ?? 'list'
    const action = actions.find((each) => each === given)
    if (action === undefined) throw usage(`review cannot ${given}`, nearest(given, actions, 'it can'))
    return runs[action](estate, input, cli)
  },
}

const runs: Readonly<Record<Action, (estate: Estate, input: Input, cli: Cli) => Promise<Report>>> = {
  list: async (estate, input) => {
    const { openReviews } = await import('../review/open.ts')
    const flows = settledFlows(estate.landscape, input.list('flow')).map(({ name }) => name)
    return listed(await reading(estate, async (ledger) => openReviews(ledger, estate.landscape, flows)), Date.now())
  },
  show: async (estate, input, cli) => {
    const { openReview } = await import('../review/open.ts')
    return shown(await reading(estate, async (ledger) => openReview(ledger, estate.landscape, input.required('number'))), cli)
  },
  take: async (estate, input, cli) => {
    input.required('number')
    const choice = input.required('choice')
    return decide(estate, input, cli, (review, by) => ({ kind: 'take', review, choice, by }))
  },
  ignore: async (estate, input, cli) => decide(estate, input, cli, (review, by) => ({ kind: 'ignore', review, by })),
  overturn: async (estate, input, cli) => {
    const decision = Number(input.required('number'))
    const [row] = await reading(estate, async (ledger) => ledger.audit({ id: decision }))
    const flows = row === undefined ? [] : [row.flow]
    return carryOut({ kind: 'overturn', decision, by: authorOf(input) }, flows, estate, cli)
  },
}

async function reading<T>(estate: Estate, read: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await ledgerOf(estate, 'read')
  try {
    return await read(ledger)
  } finally {
    await ledger.close()
  }
}

async function decide(estate: Estate, input: Input, cli: Cli, request: (review: string, by: string) => Request): Promise<Report> {
  const { openReview } = await import('../review/open.ts')
  const number = input.required('number')
  const { review: found } = await reading(estate, async (ledger) => openReview(ledger, estate.landscape, number))
  return carryOut(request(number, authorOf(input)), [found.flow], estate, cli)
}

function listed(reviews: readonly OpenReview[], now: number): Report {
  const rows = reviews.map(({ review: { id, flow, key, unit, conflict, system, openedAt }, addressee, due }) => [
    String(id),
    flow,
    plain(key),
    unit === '' ? 'its life' : unit,
    `${conflict} by ${system}`,
    addressee === null ? '' : `for ${addressee}`,
    `for ${duration(Math.max(0, now - openedAt))}`,
    due === null ? '' : due < now ? `overdue by ${duration(now - due)}` : `due in ${duration(due - now)}`,
  ])
  return {
    exit: 0,
    data: {
      reviews: reviews.map(({ review: each, addressee, due }) => ({
        ...each,
        openedAt: time(each.openedAt),
        addressee,
        due: due === null ? null : time(due),
        overdue: due !== null && due < now,
      })),
    },
    text: rows.length === 0 ? 'No review is open.' : `${table(rows)}\nthalweg review show <number>`,
  }
}

function shown(
  { review: { id, flow, key, unit, conflict, system, openedAt, body }, addressee, due, units, present, entry }: ReviewedRecord,
  { paint }: Cli,
): Report {
  const sides = units.flatMap((story) => [
    `  ${paint.bold(story.unit)}`,
    ...table(
      [
        ['decided', Object.values(story.values).map(value).join(', '), whose(story)],
        ...story.held.map((side) => [
          side.system,
          Object.values(side.values).map(value).join(', '),
          side.told ? 'knows of the decided value' : 'does not know of it',
        ]),
      ],
      '    ',
    ).split('\n'),
  ])
  const rows = Object.entries(present).map(([name, is]) => `  ${name} ${is ? 'has' : 'has no'} row`)
  const head = `Review ${id}: ${flow} ${plain(key)}${unit === '' ? ', whether it lives' : `, ${unit}`}: ${conflict} by ${system}, ${time(openedAt)}`
  return {
    exit: 0,
    data: {
      id,
      flow,
      key,
      unit,
      conflict,
      system,
      openedAt: time(openedAt),
      body,
      addressee,
      due: due === null ? null : time(due),
      live: entry.live,
      present,
      units,
    },
    text: [
      paint.bold(head),
      ...(addressee === null ? [] : [`  for ${addressee}`]),
      ...(due === null ? [] : [`  due ${time(due)}`]),
      ...(unit === '' ? rows : []),
      ...sides,
      `thalweg review take ${id} <system or value>, or ignore ${id}`,
    ].join('\n'),
  }
}
