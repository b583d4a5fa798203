import type { PlanPolicy } from '../../plan/schema.ts'
import type { FactsByCode } from '../rules/index.ts'
import { list, many, meant, quoted, type About, type Sentence } from './sentence.ts'

type Codes =
  'TW101' | 'TW102' | 'TW103' | 'TW104' | 'TW105' | 'TW106' | 'TW107' | 'TW108' | 'TW109' | 'TW110' | 'TW111' | 'TW112' | 'TW113' | 'TW114'

export const flowWording = {
  TW101: ({ record, fields }) => ({
    message: `no policy says who writes ${list(fields)} of ${record}`,
    wayOut: `give ${many(fields.length, 'it', 'each of them')} a writer, as in .owner(${fields.length === 1 ? `'${fields[0] ?? ''}'` : `[${fields.map((field) => `'${field}'`).join(', ')}]`}, '…'), or all the rest one with .ownerOfRest('…')`,
  }),
  TW102: ({ record, field, first, second }) => ({
    message: `${field} of ${record} has two policies in this flow: ${policyAs(first)}, and here ${policyAs(second)}`,
    wayOut: 'keep one of the two calls: a field has exactly one policy',
  }),
  TW103: ({ record, field, call, reason }) => {
    switch (reason.kind) {
      case 'unknown':
        return { message: `.${call} names ${field}, and ${record} has no such field`, wayOut: meant(field, reason.like) }
      case 'key':
        return {
          message: `.${call} names ${field}, which is the key of ${record}: it names the record, no policy writes it`,
          wayOut: `leave ${field} out`,
        }
      case 'member':
        return {
          message: `.${call} names ${field}, which is decided as part of its group ${reason.group} of ${record}`,
          wayOut: `name the group: '${reason.group}'`,
        }
      case 'alone':
        return {
          message: `.${call} names ${field} of ${record}, which ${reason.holders.length === 0 ? 'no system of this flow holds' : `only ${list(reason.holders)} ${many(reason.holders.length, 'holds', 'hold')} in this flow`}: there is nothing to decide`,
          wayOut: `leave ${field} out, or bind it in the other system`,
        }
    }
  },
  TW104: ({ system, fields, columns, flows: [first, second] }) => ({
    message: `the flows ${first} and ${second} both write ${list(fields)} of ${system} (${list(columns)})`,
    wayOut:
      'let one flow write it: leave the field out of one binding with omit, or make one flow of the two, with .twoWay(…) and an owner for each field',
  }),
  TW105: ({ fields, systems: [from, to], flows: [there, back] }) => ({
    message: `${list(fields)} ${many(fields.length, 'goes', 'go')} from ${from} to ${to} by the flow ${there}, and back by the flow ${back}: a two-way flow that nobody declared`,
    wayOut: `make one flow of the two: .twoWay('${from}', '${to}') with an owner for each field, or .returnPath('…', '${to}') in ${there} for the one or two fields that come back`,
  }),
  TW106: ({ fields, steps }) => ({
    message: `${list(fields)} ${many(fields.length, 'goes', 'go')} round in a circle: ${steps.map(({ from, flow }) => `${from} → (${flow}) `).join('→ ')}→ ${steps.at(-1)?.to ?? ''}`,
    wayOut: `take one of the flows out, or let one system own the record and send it to all the others: .oneWay({ from: '${steps[0]?.from ?? ''}', to: [${steps
      .slice(0, -1)
      .map(({ to }) => `'${to}'`)
      .join(', ')}] })`,
  }),
  TW107: ({ record, missing }) => ({
    message: `the two-way flow of ${record} does not say ${list(missing.map((each) => unsaid[each].what))}`,
    wayOut: `add ${list(missing.map((each) => unsaid[each].write))}`,
  }),
  TW108: ({ record, system, call, reason }) => {
    switch (reason.kind) {
      case 'unknown':
        return {
          message: `.${call} names ${system}, and there is no such system`,
          wayOut: 'name a system of the landscape that takes part in this flow',
        }
      case 'outside':
        return {
          message: `.${call} names ${system}, which takes no part in this flow of ${record}`,
          wayOut: `name one of ${list(reason.members)}`,
        }
      case 'source':
        return {
          message: `.${call} names ${system}, which is the source of this flow: it writes every field already`,
          wayOut: 'name the target that writes the field',
        }
      case 'holdsNot':
        return {
          message: `.${call} names ${system}, which does not hold ${list(reason.fields)} of ${record}`,
          wayOut: `name a system that holds ${many(reason.fields.length, 'it', 'them')}, or bind ${many(reason.fields.length, 'it', 'them')} in ${system}`,
        }
    }
  },
  TW109: ({ record }) => ({
    message: `a flow of ${record} was started here and never put into the portfolio: it would not run`,
    wayOut: 'put it into portfolio({ … }) under a name, or take it out',
  }),
  TW110: ({ fields }, { flow }) => ({
    message: `${list(fields)} of the flow ${flow ?? ''} ${many(fields.length, 'is', 'are')} guarded and proposed: what the database refuses cannot become a proposal`,
    wayOut: `keep .guard() and let foreign writes be refused, or keep .onForeignWrite('propose')`,
  }),
  TW111: ({ record, field, refersTo, systems }) => ({
    message: `${field} of ${record} refers to ${refersTo}, and no flow brings ${refersTo} to ${list(systems)}`,
    wayOut: `bring it with flow('${refersTo}').oneWay({ from: '…', to: '${systems[0] ?? ''}' }); without it rows of ${record} may arrive before what they refer to`,
  }),
  TW112: (facts) => membersWording(facts),
  TW113: ({ record, field, system, who, writers }) => ({
    message: `${quoted(who)} writes ${field} of ${record} in ${system}, and ${list(writers)} owns it: its every write would be taken back`,
    wayOut: `let ${system} own ${field}, stop the program from writing it, or accept what it writes there with .onForeignWrite('keep', ['${field}'])`,
  }),
  TW114: ({ record, group, system, held, missing }) => ({
    message: `${system} holds ${list(held)} of the group ${group} of ${record} and not ${list(missing)}: a group is decided as one`,
    wayOut: `bind ${list(missing)} in ${system}, or omit ${list(held)} there, or take ${many(missing.length, 'it', 'them')} out of the group`,
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }

const unsaid = {
  because: { what: 'why one-way is not enough', write: `.because('…')` },
  creates: { what: 'who may create a record', write: `.creates('…')` },
  deletes: { what: 'who may delete a record', write: `.deletes('…'), or .deletes('nobody')` },
} as const

const accesses = {
  readWrite: 'is read and written',
  readOnly: 'is read-only',
  copyOnly: 'only receives copies',
  appendOnly: 'is only appended to',
} as const

function policyAs(policy: PlanPolicy): string {
  if (policy.kind !== 'owner') return 'system' in policy ? `${policy.kind} of ${policy.system}` : policy.kind
  return policy.returnPath ? `a return path from ${policy.system}` : `owned by ${policy.system}`
}

function membersWording(facts: FactsByCode['TW112']): Sentence {
  const { record } = facts
  switch (facts.kind) {
    case 'noRecord':
      return { message: `the landscape has no record ${record}`, wayOut: meant(record, facts.records) }
    case 'noSystem':
      return { message: `there is no system ${facts.system}`, wayOut: meant(facts.system, facts.systems) }
    case 'noBinding':
      return {
        message: `${facts.system} does not hold ${record}`,
        wayOut: `bind it: holds: { ${record}: table(${record}, '…') } in the system ${facts.system}`,
      }
    case 'twice':
      return { message: `${facts.system} is named twice in this flow of ${record}`, wayOut: 'name each system once' }
    case 'neverWritten':
      return { message: `${facts.system} is read-only: nothing can be sent to it`, wayOut: 'send it to a system that can be written' }
    case 'neverRead':
      return {
        message: `${facts.system} ${accesses[facts.access]}: nothing is read from it`,
        wayOut: 'name the system in which people edit the record as the source',
      }
    case 'notShared':
      return {
        message: `${facts.system} ${accesses[facts.access]}: it cannot share ${record}`,
        wayOut: `send ${record} there with a one-way flow`,
      }
    case 'notTwo':
      return facts.systems.length < 2
        ? {
            message: `${facts.systems.length === 0 ? 'no system both reads and writes' : `only ${list(facts.systems)} holds`} ${record}: two-way needs two`,
            wayOut: 'bind the record in a second system, or use oneWay',
          }
        : {
            message: `more than two systems hold ${record}: ${list(facts.systems)}`,
            wayOut: `say which share it, as in .twoWay('${facts.systems[0] ?? ''}', '${facts.systems[1] ?? ''}')`,
          }
  }
}
