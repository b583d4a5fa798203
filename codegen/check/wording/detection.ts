import type { FactsByCode } from '../rules/index.ts'
import { duration } from '../../emit/words.ts'
import { byKind, list, many, type About, type Sentence } from './sentence.ts'

type Codes = 'TW201' | 'TW202' | 'TW203' | 'TW204' | 'TW205' | 'TW206' | 'TW207' | 'TW208' | 'TW209' | 'TW210' | 'TW211' | 'TW212' | 'TW213'

const roles = { source: 'is the source of', returns: 'writes a return path of', member: 'shares' } as const
const lacking = {
  condition: [
    'writes there cannot depend on what is there',
    `name what the service gives: token: '…' (an ETag), or give the field one writer`,
  ],
  mark: [
    'a write leaves nothing there by which it is found again after a lost answer',
    `name identity: { ownId: '…', externalRef: '…' }, or give the field one writer`,
  ],
  markOrToken: [
    'a write leaves nothing there by which it is found again after a lost answer',
    `name token: '…' (an ETag) or identity: { ownId: '…', externalRef: '…' }, or give the field one writer`,
  ],
  time: ['it does not tell when a field was written', `detect by 'outbox' there, or choose precedence, review or one owner`],
  exact: ['it is declared to round what is stored', 'store it at the scale of the field, or give the field one writer'],
} as const
const needs = {
  deleteWins: 'a delete is to win against an update',
  creates: 'not everybody may create a record',
} as const

export const detectionWording = {
  TW201: ({ system, record, flows, role }) => ({
    message: `${system} ${roles[role]} ${record} in the ${many(flows.length, 'flow', 'flows')} ${list(flows)}, and its changes are not detected`,
    wayOut: `say how they are seen in its binding, as in detect: 'outbox' (triggers that thalweg prepare creates) or detect: { updatedAt: '…' }`,
  }),
  TW202: ({ system, record, connector, detect, offered }) => ({
    message: `${system} is reached by ${connector}, which cannot detect changes of ${record} by ${detect}`,
    wayOut:
      offered.length === 0
        ? 'leave detect out: this connector is never a source'
        : `use ${list(
            offered.map((each) => `'${each}'`),
            'or',
          )}`,
  }),
  TW203: ({ system, record, direction }) => ({
    message: `deletes of ${record} in ${system} are not seen by its change detection: the other systems keep their copies until somebody reconciles`,
    wayOut: `detect by 'outbox' or 'snapshot' in ${system}, or say that deletes do not travel: ${direction === 'oneWay' ? `.onDelete('keep')` : `.deletes('nobody')`}`,
  }),
  TW204: ({ system, record, need, creates }) => ({
    message: `in ${system} a row of ${record} that was deleted and created anew cannot be told from one that was edited, and ${needs[need]}${need === 'creates' ? ` (only ${list(creates)})` : ''}`,
    wayOut: `detect by 'outbox' in ${system}`,
  }),
  TW205: ({ record, source, target, detect }) => ({
    message: `${target} is only appended to and wants every change of ${record}; ${source} detects by ${detect}, which reports the newest state alone`,
    wayOut: `detect by 'outbox' in ${source}`,
  }),
  TW206: ({ record, system, creates }) => ({
    message: `${system} takes writes of ${record} blindly: they cannot depend on what is there, and leave nothing by which they are found again${creates ? '; a row whose answer was lost may be made twice' : ''}`,
    wayOut: `name what the service gives: token: '…' (an ETag) or identity: { ownId: '…', externalRef: '…' }`,
  }),
  TW207: ({ system, record, column, by }) => ({
    message: `changes of ${record} in ${system} are looked for by ${column}, ${by.kind === 'field' ? `which the flow ${by.flow} fills with ${by.field} of ${by.from}` : 'which is filled with a constant'}`,
    wayOut: `name a column that ${system} sets itself with every change of a row, or detect by 'outbox' or 'snapshot'`,
  }),
  TW209: ({ record, system, policy, names, lacks }) => ({
    message: `${policy} for ${list(names)} of ${record} needs more than ${system} gives: ${lacking[lacks][0]}`,
    wayOut: lacking[lacks][1],
  }),
  TW210: byKind<FactsByCode['TW210']>({
    mixed: ({ record, logs, others }) => ({
      message: `${list(logs)} ${many(logs.length, 'is', 'are')} only appended to, and this flow of ${record} goes to ${list(others)} too, where rows are settled`,
      wayOut: `give ${list(logs)} a flow of ${many(logs.length, 'its', 'their')} own`,
    }),
    reconciled: ({ record, logs }) => ({
      message: `this flow of ${record} to ${list(logs)} is to be reconciled, and what is only appended to holds no rows to compare`,
      wayOut: `say why it is not: .noReconcile('the log is evidence, it is never corrected')`,
    }),
    call: ({ record, call, logs }) => ({
      message: `.${call} means nothing in this flow of ${record}: ${list(logs)} ${many(logs.length, 'is', 'are')} only appended to, and nothing is settled`,
      wayOut: `leave .${call} out`,
    }),
    format: ({ record, system }) => ({
      message: `${record} in ${system} is only appended to, which is done in lines of JSON alone`,
      wayOut: `write format: 'ndjson'`,
    }),
    name: ({ record, system, name }) => ({
      message: `${JSON.stringify(name)}, what the files of ${record} in ${system} are called, is no name of a file in its folder`,
      wayOut: 'give a name without slashes that begins with no dot',
    }),
    mapped: ({ record, system, names }) => ({
      message: `the binding of ${record} in ${system} says ${list(names)}, and a line of a log has values in the words of the record`,
      wayOut: `leave ${many(names.length, 'it', 'them')} out; omit leaves fields out`,
    }),
  }),
  TW211: ({ kind, record, promisedMs, everyMs }) => ({
    message:
      kind === 'lag'
        ? `${record} are to arrive within ${duration(promisedMs)}, and are looked for every ${duration(everyMs)} only`
        : `the newest change of ${record} is to be at most ${duration(promisedMs)} old, and changes are looked for every ${duration(everyMs)} only`,
    wayOut:
      kind === 'lag' ? 'look more often (.every), or expect a longer lag' : 'look more often (.every), or let it grow older (freshWithin)',
  }),
  TW212: ({ record, drift }) => ({
    message: `${record} are to drift in at most ${drift} ${many(drift, 'record', 'records')}, and no reconciliation is scheduled that would find it`,
    wayOut: 'take .noReconcile out, or expect no drift',
  }),
  TW213: ({ record, names, systems }) => ({
    message: `the later edit of ${list(names)} of ${record} wins, and ${list(systems)} ${many(systems.length, 'says', 'say')} nothing of how far ${many(systems.length, 'its clock', 'their clocks')} may be off`,
    wayOut: `say it in system({ … }) of ${list(systems)}, as in clockTolerance: '2s'; '0s' where the systems share one clock`,
  }),
  TW208: ({ record, system, names }) => ({
    message: `${system} tells when a row of ${record} was written, not when ${list(names)} was: editing another field makes an old value the later one`,
    wayOut: `detect by 'outbox' in ${system}, which tells it for each column, or choose precedence or review`,
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }
