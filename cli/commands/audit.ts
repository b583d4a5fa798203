import type { AuditKind, AuditRow } from '../../runtime/ports.ts'
import type { Command, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { chosenFlows, estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { nearest } from '../nearest.ts'
import { ledgerOf } from '../systems.ts'
import { count, plain, table, time, value } from '../text.ts'

const actions = ['list', 'verify'] as const
type Action = (typeof actions)[number]

export const audit: Command = {
  name: 'audit',
  group: 'systems',
  summary: 'every decision, and proof that none was changed',
  about:
    'list (the default) shows the newest decisions, oldest first. verify reads the whole audit and says whether every row is as it was written: each commit is chained to the one before it by a hash. It prints the hash at the end; note it elsewhere, and --head asks later whether the chain still goes through it. Both only read, and work beside a run.',
  arguments: [{ name: 'action', about: 'list or verify', required: false }],
  options: [
    { flags: '--flow <name>', about: 'for list: only this flow; may be given more than once', repeats: true },
    { flags: '--kind <kind>', about: 'for list: only this kind, such as conflict or created' },
    { flags: '--limit <rows>', about: 'for list: so many rows (default: 50)' },
    { flags: '--head <hash>', about: 'for verify: a hash that was noted earlier' },
  ],
  examples: [
    ['thalweg audit --kind conflict', 'the newest conflicts, with what was lost'],
    ['thalweg audit verify', 'exit 1 where a row was changed, taken out or slipped in'],
    ['thalweg audit verify --head 5c2d…', 'and the chain was not written anew since'],
  ],
  run: async (input) => {
    const estate = await estateOf(input)
    const given = input.argument('action') ?? 'list'
    const action = actions.find((each) => each === given)
    if (action === undefined) throw usage(`audit cannot ${given}`, nearest(given, actions, 'it can'))
    return runs[action](estate, input)
  },
}

const runs: Readonly<Record<Action, (estate: Estate, input: Input) => Promise<Report>>> = {
  list: async (estate, input) => {
    const limit = rowsOf(input.text('limit'))
    const flows = input.list('flow').length === 0 ? [undefined] : chosenFlows(estate.landscape, input.list('flow')).map(({ name }) => name)
    const kind = kindOf(input.text('kind'))
    const ledger = await ledgerOf(estate, 'read')
    try {
      const found = await Promise.all(
        flows.map(async (flow) =>
          ledger.audit({ limit, ...(flow === undefined ? {} : { flow }), ...(kind === undefined ? {} : { kind }) }),
        ),
      )
      const rows = found
        .flat()
        .sort((a, b) => a.id - b.id)
        .slice(-limit)
      return {
        exit: 0,
        data: { audit: rows.map((row) => ({ ...row, at: time(row.at) })) },
        text: rows.length === 0 ? 'The audit has no such row.' : table(rows.map(lineOf)),
      }
    } finally {
      await ledger.close()
    }
  },
  verify: async (estate, input) => {
    const { verifyAudit } = await import('../../runtime/ledger/index.ts')
    const { rows, links, unchained, head, broken, holds } = await verifyAudit(estate.ledger, estate.landscape.name, input.text('head'))
    const lines = [
      broken === null
        ? `The audit is as it was written: ${count(rows, 'row')} in ${count(links, 'commit')}.`
        : `The audit was changed: rows ${broken.from} to ${broken.to} are not as they were written.`,
      ...(unchained === 0 ? [] : [`Its first ${count(unchained, 'row')} are older than the chain and cannot be checked.`]),
      ...(holds === false ? ['The chain does not go through the given hash: it was written anew, or the hash is of another ledger.'] : []),
      ...(head === '' ? [] : [`head ${head}`]),
    ]
    return {
      exit: broken !== null || holds === false ? 1 : 0,
      data: { rows, commits: links, unchained, head, broken, holds },
      text: lines.join('\n'),
    }
  },
}

const kinds = [
  'decided',
  'overruled',
  'created',
  'deleted',
  'revived',
  'entered',
  'conflict',
  'deadLetter',
  'healed',
  'repaired',
  'renumbered',
  'linked',
  'matched',
  'reshaped',
  'accepted',
  'shadowed',
  'handover',
] as const satisfies readonly AuditKind[]

function kindOf(given: string | undefined): AuditKind | undefined {
  const kind = kinds.find((each) => each === given)
  if (given !== undefined && kind === undefined) throw usage(`the audit has no kind ${given}`, nearest(given, kinds, 'its kinds are'))
  return kind
}

function rowsOf(given: string | undefined): number {
  const rows = Number(given ?? 50)
  if (!Number.isSafeInteger(rows) || rows < 1) throw usage(`${String(given)} is no number of rows`, 'as in --limit 200')
  return rows
}

function lineOf({ id, at, flow, key, kind, conflict, system, unit, body }: AuditRow & { readonly id: number }): string[] {
  const { lost, value: entered } = body
  return [
    String(id),
    time(at),
    flow,
    plain(key),
    unit ?? '',
    `${conflict ?? kind}${system === undefined ? '' : ` by ${system}`}`,
    typeof body['outcome'] === 'string' ? body['outcome'] : '',
    Array.isArray(entered) ? `entered: ${entered.map((each) => value(each as never)).join(', ')}` : '',
    Array.isArray(lost) ? `lost: ${lost.map((each) => value(each as never)).join(', ')}` : '',
  ]
}
