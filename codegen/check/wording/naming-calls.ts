import type { FactsByCode } from '../rules/index.ts'
import { byKind, list, many, meant, type About, type Sentence } from './sentence.ts'

type Codes = 'TW103' | 'TW108' | 'TW112'
type FieldFacts = FactsByCode['TW103']
type SystemFacts = FactsByCode['TW108']

const accesses = {
  readWrite: 'is read and written',
  readOnly: 'is read-only',
  copyOnly: 'only receives copies',
  appendOnly: 'is only appended to',
} as const

/** Calls that name what cannot stand there. */
export const namingWording = {
  TW103: ({ reason, ...facts }) => fieldReasons({ ...facts, ...reason }),
  TW108: ({ reason, ...facts }) => systemReasons({ ...facts, ...reason }),
  TW112: byKind<FactsByCode['TW112']>({
    noRecord: ({ record, records }) => ({ message: `the landscape has no record ${record}`, wayOut: meant(record, records) }),
    noSystem: ({ system, systems }) => ({ message: `there is no system ${system}`, wayOut: meant(system, systems) }),
    noTarget: ({ record }) => ({
      message: `this one-way flow of ${record} names no system to send to`,
      wayOut: `name the targets: .oneWay({ from: '…', to: ['…'] })`,
    }),
    noBinding: ({ record, system }) => ({
      message: `${system} does not hold ${record}`,
      wayOut: `bind it: holds: { ${record}: table(${record}, '…') } in the system ${system}`,
    }),
    twice: ({ record, system }) => ({ message: `${system} is named twice in this flow of ${record}`, wayOut: 'name each system once' }),
    neverWritten: ({ system }) => ({
      message: `${system} is read-only: nothing can be sent to it`,
      wayOut: 'send it to a system that can be written',
    }),
    neverRead: ({ system, access }) => ({
      message: `${system} ${accesses[access]}: nothing is read from it`,
      wayOut: 'name the system in which people edit the record as the source',
    }),
    notShared: ({ record, system, access }) => ({
      message: `${system} ${accesses[access]}: it cannot share ${record}`,
      wayOut: `send ${record} there with a one-way flow`,
    }),
    notTwo: ({ record, systems }) =>
      systems.length < 2
        ? {
            message: `${systems.length === 0 ? 'no system both reads and writes' : `only ${list(systems)} holds`} ${record}: two-way needs two`,
            wayOut: 'bind the record in a second system, or use oneWay',
          }
        : {
            message: `more than two systems hold ${record}: ${list(systems)}`,
            wayOut: `say which share it, as in .twoWay('${systems[0] ?? ''}', '${systems[1] ?? ''}')`,
          },
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }

const fieldReasons = byKind<Omit<FieldFacts, 'reason'> & FieldFacts['reason']>({
  unknown: ({ record, field, call, like }) => ({
    message: `.${call} names ${field}, and ${record} has no such field`,
    wayOut: meant(field, like),
  }),
  key: ({ record, field, call }) => ({
    message: `.${call} names ${field}, which is the key of ${record}: it names the record, no policy writes it`,
    wayOut: `leave ${field} out`,
  }),
  member: ({ record, field, call, group }) => ({
    message: `.${call} names ${field}, which is decided as part of its group ${group} of ${record}`,
    wayOut: `name the group: '${group}'`,
  }),
  alone: ({ record, field, call, holders }) => ({
    message: `.${call} names ${field} of ${record}, which ${holders.length === 0 ? 'no system of this flow holds' : `only ${list(holders)} ${many(holders.length, 'holds', 'hold')} in this flow`}: there is nothing to decide`,
    wayOut: `leave ${field} out, or bind it in the other system`,
  }),
})

const systemReasons = byKind<Omit<SystemFacts, 'reason'> & SystemFacts['reason']>({
  unknown: ({ system, call }) => ({
    message: `.${call} names ${system}, and there is no such system`,
    wayOut: 'name a system of the landscape that takes part in this flow',
  }),
  outside: ({ record, system, call, members }) => ({
    message: `.${call} names ${system}, which takes no part in this flow of ${record}`,
    wayOut: `name one of ${list(members)}`,
  }),
  source: ({ system, call }) => ({
    message: `.${call} names ${system}, which is the source of this flow: it writes every field already`,
    wayOut: 'name the target that writes the field',
  }),
  holdsNot: ({ record, system, call, fields }) => ({
    message: `.${call} names ${system}, which does not hold ${list(fields)} of ${record}`,
    wayOut: `name a system that holds ${many(fields.length, 'it', 'them')}, or bind ${many(fields.length, 'it', 'them')} in ${system}`,
  }),
})
