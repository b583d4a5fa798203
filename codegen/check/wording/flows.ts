import type { PlanPolicy } from '../../plan/schema.ts'
import type { FactsByCode } from '../rules/index.ts'
import { byKind, list, many, quoted, type About, type Sentence } from './sentence.ts'

type Codes =
  | 'TW101'
  | 'TW102'
  | 'TW104'
  | 'TW105'
  | 'TW106'
  | 'TW107'
  | 'TW109'
  | 'TW110'
  | 'TW111'
  | 'TW113'
  | 'TW114'
  | 'TW118'
  | 'TW119'
  | 'TW120'
  | 'TW121'
  | 'TW122'
  | 'TW123'
  | 'TW124'
  | 'TW125'
  | 'TW126'
  | 'TW127'
  | 'TW128'
  | 'TW129'
  | 'TW132'
  | 'TW133'
  | 'TW134'
  | 'TW135'
  | 'TW136'
  | 'TW137'
  | 'TW138'
  | 'TW139'
  | 'TW140'
  | 'TW141'

export const flowWording = {
  TW101: ({ record, fields }) => ({
    message: `no policy says who writes ${list(fields)} of ${record}`,
    wayOut: `give ${many(fields.length, 'it', 'each of them')} a writer, as in .owner(${fields.length === 1 ? `'${fields[0] ?? ''}'` : `[${fields.map((field) => `'${field}'`).join(', ')}]`}, '…'), or all the rest one with .ownerOfRest('…')`,
  }),
  TW102: ({ record, field, first, second }) => ({
    message: `${field} of ${record} has two policies in this flow: ${policyAs(first)}, and here ${policyAs(second)}`,
    wayOut: 'keep one of the two calls: a field has exactly one policy',
  }),
  TW104: ({ system, fields, columns, flows: [first, second] }) => ({
    message: `the flows ${first} and ${second} both write ${list(fields)} of ${system} (${list(columns)})`,
    wayOut:
      'let one flow write it: leave the field out of one binding with omit, or make one flow of the two, with .twoWay(…) and an owner for each field',
  }),
  TW105: ({ fields, systems: [from, to], flows: [there, back], drive }) => ({
    message: `${list(fields)} ${many(fields.length, 'goes', 'go')} from ${from} to ${to} by the flow ${there}, and back by the flow ${back}: a two-way flow that nobody declared${drives[drive]}`,
    wayOut: `make one flow of the two: .twoWay('${from}', '${to}') with an owner for each field, or .returnPath('…', '${to}') in ${there} for the one or two fields that come back`,
  }),
  TW106: ({ fields, steps, drive }) => ({
    message: `${list(fields)} ${many(fields.length, 'goes', 'go')} round in a circle: ${steps.map(({ from, flow }) => `${from} → (${flow}) `).join('→ ')}→ ${steps.at(-1)?.to ?? ''}${drives[drive]}`,
    wayOut: `take one of the flows out, or let one system own the record and send it to all the others: .oneWay({ from: '${steps[0]?.from ?? ''}', to: [${steps
      .slice(0, -1)
      .map(({ to }) => `'${to}'`)
      .join(', ')}] })`,
  }),
  TW107: ({ record, missing }) => ({
    message: `the two-way flow of ${record} does not say ${list(missing.map((each) => unsaid[each].what))}`,
    wayOut: `add ${list(missing.map((each) => unsaid[each].write))}`,
  }),
  TW109: ({ record }) => ({
    message: `a flow of ${record} was started here and never put into the portfolio: it would not run`,
    wayOut: 'put it into portfolio({ … }) under a name, or take it out',
  }),
  TW110: byKind<FactsByCode['TW110']>({
    keep: (facts) => refused(`foreign writes of ${list(facts.fields)} of ${facts.record}`, 'kept', `.onForeignWrite('keep')`),
    propose: (facts) => refused(`foreign writes of ${list(facts.fields)} of ${facts.record}`, 'proposed', `.onForeignWrite('propose')`),
    foreignCreate: (facts) => refused(`foreign creates of ${facts.record}`, 'reviewed', `foreignCreate: 'review'`),
    foreignDelete: (facts) => refused(`foreign deletes of ${facts.record}`, 'reviewed', `foreignDelete: 'review'`),
  }),
  TW111: ({ record, field, refersTo, systems }) => ({
    message: `${field} of ${record} refers to ${refersTo}, and no flow brings ${refersTo} to ${list(systems)}`,
    wayOut: `bring it with flow('${refersTo}').oneWay({ from: '…', to: '${systems[0] ?? ''}' }); without it rows of ${record} may arrive before what they refer to`,
  }),
  TW113: ({ record, field, system, who, writers }) => ({
    message: `${quoted(who)} writes ${field} of ${record} in ${system}, and ${list(writers)} owns it: its every write would be taken back`,
    wayOut: `let ${system} own ${field}, stop the program from writing it, or accept what it writes there with .onForeignWrite('keep', ['${field}'])`,
  }),
  TW114: ({ record, group, system, held, missing }) => ({
    message: `${system} holds ${list(held)} of the group ${group} of ${record} and not ${list(missing)}: a group is decided as one`,
    wayOut: `bind ${list(missing)} in ${system}, or omit ${list(held)} there, or take ${many(missing.length, 'it', 'them')} out of the group`,
  }),
  TW118: ({ system, record }) => ({
    message: `rows of ${record} that ${system} may not create are to be removed there, and its binding says that they are never deleted`,
    wayOut: `let them be reported with 'report', or take deletes: 'never' out of the binding in ${system}`,
  }),
  TW119: ({ system, record, column, env }) => ({
    message: `the flow guards ${record} in ${system}, whose scope by ${column} is the value of ${env} in the environment: triggers cannot know it`,
    wayOut: `write the value of ${column} into the scope, or take .guard() out`,
  }),
  TW120: ({ system, record, column, value, over }) => ({
    message: `every write of ${record} in ${system} puts ${value} into ${column}, ${over.kind === 'field' ? `which holds ${over.field} of the flow ${over.flow}` : `and every write of ${over.record} puts ${over.value} there`}`,
    wayOut: 'take the constant out of one binding, or give the two bindings scopes that no row is in both of',
  }),
  TW121: ({ record, call }) => ({
    message: `.${call} was said of a flow of ${record}, and the flow that it gave is not in the portfolio: the call does not count`,
    wayOut: 'write the call in the chain of the flow that is put into portfolio({ … }), or take it out',
  }),
  TW122: ({ record }, { flow }) => ({
    message: `the flow ${flow ?? ''} of ${record} was started on another landscape than this portfolio’s`,
    wayOut: 'start it with the flow that the same landscape({ … }) gave as portfolio, or put it into the portfolio of its own landscape',
  }),
  TW123: ({ call }) => ({ message: `.${call} has a reason that says nothing`, wayOut: 'write it for whoever reads it in a year' }),
  TW124: ({ call, first, fields }) => ({
    message:
      fields.length > 0
        ? `.${call} says twice what becomes of ${list(fields)}`
        : call === first
          ? `.${call} is said twice in this flow`
          : `this flow has .${first} and .${call}, which answer the same question`,
    wayOut: 'keep one of the two calls; flows that differ in it go on from a flow on which it was not yet said',
  }),
  TW125: ({ record, field, why }) => ({
    message: `keepWhenBlank for ${field} of ${record}, ${blanks[why].what}`,
    wayOut: blanks[why].wayOut,
  }),
  TW126: byKind<FactsByCode['TW126']>({
    creators: ({ record, creates }) => ({
      message: `where for ${record}: ${creates.length === 0 ? 'nobody creates it' : `${list(creates)} create it`}, so no one system says which rows belong`,
      wayOut: `name one system in .creates('…'), or use scope in the bindings for what belongs by a fixed column`,
    }),
    writer: ({ record, field, creator }) => ({
      message: `where for ${record}: ${field} is not written by ${creator} alone, whose rows are the record`,
      wayOut: `filter by fields that ${creator} owns, or give it ${field}`,
    }),
    codec: ({ record, field, creator }) => ({
      message: `where for ${record}: ${field} is stored through a codec in ${creator}, which SQL cannot read`,
      wayOut: 'filter by a field that is stored as it is, or with values: { … }',
    }),
    order: ({ record, field, type }) => ({
      message: `where for ${record}: ${field} (${type}) has no order, so from and until mean nothing`,
      wayOut: 'list the values that belong',
    }),
    value: ({ record, field, value }) => ({
      message: `where for ${record}: ${value} is no value of ${field}`,
      wayOut: 'give a value that the field can have',
    }),
    empty: ({ record, field }) => ({
      message: `where for ${record}: nothing is said of ${field}`,
      wayOut: 'give the values that belong, or leave it out',
    }),
  }),
  TW127: (facts) => unanswerable[facts.kind](facts),
  TW128: byKind<FactsByCode['TW128']>({
    key: ({ record, names }) => ({
      message: `rows of ${record} are to be paired by ${list(names)}, which ${many(names.length, 'is', 'are')} of the key: by the key they are paired anyway`,
      wayOut: 'name other fields, or take match out',
    }),
    noReference: ({ record, names, systems }) => ({
      message: `rows of ${record} are to be paired by ${list(names)}, and none of ${list(systems, 'or')} that gets records of others has a column for their key`,
      wayOut: `say in the binding where it is: identity: { ownId: '…', externalRef: '…' }; without one, give both rows the same key and take match out`,
    }),
    notHeld: ({ record, names, system }) => ({
      message: `rows of ${record} are to be paired by ${list(names)}, which ${system} does not hold`,
      wayOut: `name fields that ${system} and another system hold`,
    }),
    heldByNobodyElse: ({ record, names, system }) => ({
      message: `rows of ${record} in ${system} are to be paired by ${list(names)}, and no other system of the flow holds ${many(names.length, 'it', 'all of them')}`,
      wayOut: `name fields that ${system} and another system hold`,
    }),
  }),
  TW129: ({ record, system, names, holders }) => ({
    message: `a key of ${record} that is changed in ${system} is a delete and a create, and ${list(names)} of ${list(holders)} ${many(names.length, 'goes', 'go')} with the old row`,
    wayOut: `if ${system} numbers its rows, say so in its binding: identity: { ownId: '…' }; then the record keeps everything under its new key`,
  }),
  TW132: ({ systems: [from, to], fields, columns }, { flow }) => ({
    message: `the flow ${flow ?? ''} writes ${list(fields)} of ${from} into ${list(columns)} of ${to}, which is the same place`,
    wayOut: `place ${to} where it really lies, or take the flow out`,
  }),
  TW133: ({ system, table, record, other }, { flow }) => ({
    message: `the flow ${flow ?? ''} makes rows in ${table} of ${system}, which are rows of ${other.record} in the flow ${other.flow} as well, and feeds no ${list(other.keys)}`,
    wayOut: `give the two bindings scopes that no row is in both of, or let ${record} hold the key of ${other.record}`,
  }),
  TW134: ({ system, steps }) => ({
    message: `in ${system} ${list(steps.map(({ record, field }, index) => `${record} refers to ${steps[(index + 1) % steps.length]?.record ?? record} by ${field}`))}: ${steps.length === 1 ? 'a row that refers to itself waits for itself' : 'new rows that refer to each other wait for each other'}`,
    wayOut: `let one of the references be the plain value, without field.ref: nothing waits for it then`,
  }),
  TW135: ({ record, source, system, names, all }) => ({
    message: `${names.length} of the ${all} fields of ${record} come back from ${system} by a return path, while ${source} alone creates and deletes it`,
    wayOut: `make it two-way: .twoWay('${source}', '${system}') with an owner for each field, and say who may create and delete`,
  }),
  TW136: ({ record, main, other, names }) => ({
    message: `${other} writes ${names.length === 1 ? 'nothing but' : 'only'} ${list(names)} of ${record}, and ${main} everything else, its creation and its end`,
    wayOut: `say .oneWay({ from: '${main}', to: '${other}' }).returnPath(${names.length === 1 ? quotedName(names[0]) : `[${names.map(quotedName).join(', ')}]`}, '${other}'): a delete in ${main} then wins over an edit that it has not seen; if it must not, say so with againstUpdate`,
  }),
  TW137: ({ record, owner, others }) => ({
    message: `${owner} owns every field of ${record} that is shared, and alone creates and deletes: nothing comes back from ${list(others)}`,
    wayOut: `say .oneWay({ from: '${owner}', to: ${others.length === 1 ? quotedName(others[0]) : `[${others.map(quotedName).join(', ')}]`} })`,
  }),
  TW138: byKind<FactsByCode['TW138']>({
    foreignWrite: ({ record, fields }) => ({
      message: `.onForeignWrite names ${list(fields)} of ${record}, which every system that holds ${many(fields.length, 'it', 'them')} may write: no write is foreign`,
      wayOut: `take ${list(fields)} out of the call, or give ${many(fields.length, 'it', 'them')} one writer with .owner`,
    }),
    foreignCreate: ({ record }) => ({
      message: `foreignCreate is said for ${record}, which everybody may create`,
      wayOut: 'take it out, or name who may create',
    }),
    foreignDelete: ({ record }) => ({
      message: `foreignDelete is said for ${record}, which everybody may delete`,
      wayOut: 'take it out, or name who may delete',
    }),
  }),
  TW139: ({ record, names, systems }) => ({
    message: `foreign writes are kept of all fields, of ${list(names)} of ${record} among them: high stakes, and ${list(systems, 'or')} may hold another value for good`,
    wayOut: `name the fields that may differ, as in .onForeignWrite('keep', [${names.map(quotedName).join(', ')}]), or let these be restored`,
  }),
  TW140: ({ record, field, parent, system }) => ({
    message: `${field} is of the key of ${record}: where ${parent} are renumbered in ${system}, which is followed by their own ids, their ${record} are deleted everywhere else and made anew`,
    wayOut: `if ${system} numbers its rows of ${record}, say so in the binding: identity: { ownId: '…' }`,
  }),
  TW141: ({ record, system, names }) => ({
    message: `${system} does not report its changes of ${record}: an amount in ${list(names)} that is written over there is found once a day and restored on request only`,
    wayOut: `detect changes there (detect: 'outbox'), refuse them with .guard(), or say how it is to be: .reconcile({ every: '1h', repair: 'byPolicy' })`,
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }

function quotedName(name = '…'): string {
  return `'${name}'`
}

export const drives: Readonly<Record<FactsByCode['TW106']['drive'], string>> = {
  chases: '; nothing decides between edits that are on their way at the same time',
  adds: '; a single edit is added again with every round',
  rewrites: '; a single edit may come back as another value, and go on',
}

const blanks = {
  group: {
    what: 'which is decided together with the fields of its group',
    wayOut: 'take it out: the group stands as its writer has it, blanks and all',
  },
  several: {
    what: 'which several systems write',
    wayOut: 'give it one writer, or take keepWhenBlank out: a blank is then a value like any other',
  },
  key: { what: 'which is part of the key and never blank', wayOut: 'take it out' },
} as const

const unsaid = {
  because: { what: 'why one-way is not enough', write: `.because('…')` },
  creates: { what: 'who may create a record', write: `.creates('…')` },
  deletes: { what: 'who may delete a record', write: `.deletes('…'), or .deletes('nobody')` },
} as const

const unanswerable: Readonly<Record<FactsByCode['TW127']['kind'], (facts: FactsByCode['TW127']) => Sentence>> = {
  own: ({ record, field, answered, system }) => ({
    message: `${field} of ${record} answers ${answered}, which ${system} writes itself`,
    wayOut: `take ${answered} out of answers, and name what ${system} is asked about`,
  }),
  kept: (facts) => ownValue(facts, 'kept', 'keep'),
  proposed: (facts) => ownValue(facts, 'left there and proposed', 'propose'),
}

function ownValue({ record, field, answered, system }: FactsByCode['TW127'], how: string, said: string): Sentence {
  return {
    message: `${field} of ${record} answers ${answered}, and foreign writes of ${answered} are ${how}: ${system} could answer a value of its own`,
    wayOut: `name the fields in .onForeignWrite('${said}', […]), and leave ${answered} out`,
  }
}

function refused(what: string, answered: string, said: string): Sentence {
  return {
    message: `${what} are guarded, and said to be ${answered}: what the database refuses cannot be ${answered}`,
    wayOut: `keep .guard() and take ${said} out, or keep ${said} and take .guard() out`,
  }
}

function policyAs(policy: PlanPolicy): string {
  if (policy.kind !== 'owner') return 'system' in policy ? `${policy.kind} of ${policy.system}` : policy.kind
  return policy.returnPath ? `a return path from ${policy.system}` : `owned by ${policy.system}`
}
