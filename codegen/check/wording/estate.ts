import type { FactsByCode } from '../rules/index.ts'
import { longestIdentifier } from '../rules/estate/identifier.ts'
import { list, many, meant, quoted, type About, type Sentence } from './sentence.ts'

type Codes =
  | 'TW301' | 'TW302' | 'TW303' | 'TW304' | 'TW305' | 'TW306' | 'TW307' | 'TW308' | 'TW309' | 'TW310' | 'TW311' | 'TW312' | 'TW313' // prettier-ignore

const identifierReasons = { empty: 'is empty', nul: 'has a NUL in it', long: `is longer than ${longestIdentifier} characters` } as const
const amounts = { whole: 'a whole number, 0 or more', share: 'a share between 0 and 1', positive: 'a number, 0 or more' } as const

export const estateWording = {
  TW301: ({ system, record, name, what, reason }) => ({
    message: `${what} of ${record} in ${system} is named ${quoted(name.length > 40 ? `${name.slice(0, 40)}…` : name)}, which ${identifierReasons[reason]}`,
    wayOut: 'write the name as the database has it',
  }),
  TW302: ({ system, record, table, column, fields }) => ({
    message: `${list(fields)} of ${record} are all stored in the column ${column} of ${table} in ${system}`,
    wayOut: 'give each field a column of its own in columns, or leave one out with omit',
  }),
  TW303: ({ system, record, column, uses }) => ({
    message: `the column ${column} of ${record} in ${system} is filled by ${list(uses)}`,
    wayOut: 'keep one of them: omit the field, or take the constant or scope out',
  }),
  TW304: (facts) => {
    const { what, name } = facts
    switch (facts.kind) {
      case 'clash':
        return {
          message: `the ${what}s ${facts.other} and ${name} differ in the case of letters alone: on some machines they are one ${what === 'system' ? 'file' : 'folder'}`,
          wayOut: 'give one of them another name',
        }
      case 'characters':
        return {
          message: `the name of the ${what} ${quoted(name)} has ${list(facts.characters.map(quoted))} in it, which no folder name may have`,
          wayOut: 'use letters, digits, - and _',
        }
      case 'reserved':
        return {
          message: `the ${what} is named ${name}, which is taken: by an operating system, or by a generated file`,
          wayOut: 'give it another name',
        }
      case 'empty':
        return { message: `the ${what} has no name`, wayOut: 'give it one' }
      case 'edge':
        return { message: `the name of the ${what} ${quoted(name)} begins or ends with a space or ends with a dot`, wayOut: 'take it off' }
    }
  },
  TW305: (facts) =>
    facts.kind === 'zone'
      ? {
          message: `.${facts.call} names the time zone ${quoted(facts.timeZone)}, which does not exist`,
          wayOut: 'name one of the IANA list, as in Europe/Berlin',
        }
      : {
          message: `.${facts.call} has ${quoted(facts.cron)}, which is no cron expression: ${facts.reason}`,
          wayOut: 'write minute, hour, day, month and weekday, as in 30 16 * * 1-5',
        },
  TW306: ({ text, what }) => ({
    message: `${what} is ${quoted(text)}, which is no duration`,
    wayOut: 'write a number and ms, s, m, h or d, as in 30s, 15m or 1d',
  }),
  TW307: (facts) => {
    const { system, record, field } = facts
    const where = `the values of ${field} of ${record} in ${system}`
    switch (facts.kind) {
      case 'missing':
        return { message: `${where} have no entry for ${list(facts.values)}`, wayOut: 'say what is stored for every value' }
      case 'unknown':
        return {
          message: `${where} have ${many(facts.values.length, 'an entry', 'entries')} for ${list(facts.values)}, which ${field} cannot be`,
          wayOut: `take ${many(facts.values.length, 'it', 'them')} out, or add ${many(facts.values.length, 'it', 'them')} to the field`,
        }
      case 'open':
        return {
          message: `${where} are mapped one by one, and ${field} is no closed list`,
          wayOut: 'make the field field.status([…]) or z.enum([…]), or use a codec',
        }
      case 'same':
        return {
          message: `${where} store ${JSON.stringify(facts.stored)} for ${list(facts.values)}: read back they are the same`,
          wayOut: 'store something else for each value',
        }
      case 'null':
        return {
          message: `${where} store ${JSON.stringify(facts.stored)} for ${facts.value}, and the same for null: read back they are the same`,
          wayOut: 'store something else for one of them; whenNull says what is stored for null',
        }
    }
  },
  TW308: ({ record, field, sentence }) => {
    const [what, ...rest] = sentence.split(': ')
    return {
      message: `the schema of ${field} of ${record} cannot be carried into the plan: ${what ?? ''}`,
      wayOut: rest.join(': ') || 'use a schema of plain zod',
    }
  },
  TW309: (facts) => ({
    message: `${facts.kind === 'codec' ? `the codec of ${facts.field} of ${facts.record} in ${facts.system}` : `the merge function of ${facts.field} of ${facts.record}`} cannot be imported by generated code: ${facts.sentence}`,
    wayOut: 'export it as a const from a module that does not import the landscape, and name it here',
  }),
  TW310: (facts) => {
    const { record } = facts
    switch (facts.kind) {
      case 'emptyKey':
        return { message: `${record} has no key`, wayOut: `say which fields name it: key: '…'` }
      case 'noKey':
        return { message: `the key of ${record} names ${facts.field}, which is no field of it`, wayOut: 'name a field of the record' }
      case 'nullableKey':
        return {
          message: `${facts.field} is the key of ${record} and may be null: a row without it could not be named`,
          wayOut: 'take .nullable() off',
        }
      case 'jsonKey':
        return {
          message: `${facts.field} is the key of ${record} and a list or object: keys are compared and sorted by every database in its own way`,
          wayOut: 'use text, a number or a date as the key, or several fields',
        }
      case 'groupField':
        return {
          message: `the group ${facts.group} of ${record} names ${facts.field}, which is ${facts.why === 'key' ? 'its key' : 'no field of it'}`,
          wayOut: 'name fields of the record that are not its key',
        }
      case 'groupName':
        return {
          message: `the group ${facts.group} of ${record} has the name of a field: nobody could tell which one a policy means`,
          wayOut: 'give the group another name',
        }
      case 'twoGroups':
        return {
          message: `${facts.field} of ${record} is in the groups ${list(facts.groups)}: it would be decided twice`,
          wayOut: 'keep it in one group',
        }
      case 'reference':
        return {
          message: `${facts.field} of ${record} refers to ${facts.refersTo}, which is no record of the landscape`,
          wayOut: meant(facts.refersTo, facts.records),
        }
    }
  },
  TW311: (facts) => {
    const { system, record } = facts
    switch (facts.kind) {
      case 'noRecord':
        return { message: `${system} holds ${record}, which is no record of the landscape`, wayOut: meant(record, facts.records) }
      case 'otherRecord':
        return {
          message: `what ${system} holds as ${record} is a binding of another record: ${list(facts.fields)} ${many(facts.fields.length, 'is no field', 'are no fields')} of ${record}`,
          wayOut: `write table(${record}, '…') with the record of that name`,
        }
      case 'noField':
        return {
          message: `${facts.where} of ${record} in ${system} names ${list(facts.fields)}, which ${many(facts.fields.length, 'is no field', 'are no fields')} that it holds`,
          wayOut: 'write the name of a field of the record',
        }
      case 'keyOmitted':
        return {
          message: `${system} omits ${list(facts.fields)}, which is of the key of ${record}: its rows could not be told apart`,
          wayOut: 'bind the key',
        }
      case 'form':
        return {
          message: `${record} in ${system} is bound as ${facts.form}, and ${facts.connector} takes ${facts.takes} only`,
          wayOut: `write ${facts.takes}(${record}, '…')`,
        }
    }
  },
  TW312: ({ call, what, value, allowed }) => ({ message: `.${call} has ${value} for ${what}`, wayOut: `write ${amounts[allowed]}` }),
  TW313: ({ system, record, field, ways }) => ({
    message: `the column of ${field} of ${record} in ${system} has ${list(ways)}: each says what is stored`,
    wayOut: 'keep one of them; a codec can do what the others do',
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }
