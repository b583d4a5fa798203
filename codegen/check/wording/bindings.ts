import type { FactsByCode } from '../rules/index.ts'
import { byKind, list, many, meant, type About, type Sentence } from './sentence.ts'

type Codes = 'TW307' | 'TW308' | 'TW309' | 'TW310' | 'TW311' | 'TW313' | 'TW315' | 'TW319' | 'TW320' | 'TW321' | 'TW322' | 'TW323'
type ValueMap = Pick<FactsByCode['TW307'], 'system' | 'record' | 'field'>

const values = ({ field, record, system }: ValueMap) => `the values of ${field} of ${record} in ${system}`

function imported(facts: FactsByCode['TW309']): string {
  if (facts.kind === 'connector') return `the connector of ${facts.system}`
  const of = `${facts.field} of ${facts.record}`
  return facts.kind === 'codec' ? `the codec of ${of} in ${facts.system}` : `the merge function of ${of}`
}

/** Records, and how systems store them. */
export const bindingWording = {
  TW307: byKind<FactsByCode['TW307']>({
    missing: (facts) => ({
      message: `${values(facts)} have no entry for ${list(facts.values)}`,
      wayOut: 'say what is stored for every value',
    }),
    unknown: (facts) => {
      const { length } = facts.values
      return {
        message: `${values(facts)} have ${many(length, 'an entry', 'entries')} for ${list(facts.values)}, which ${facts.field} cannot be`,
        wayOut: `take ${many(length, 'it', 'them')} out, or add ${many(length, 'it', 'them')} to the field`,
      }
    },
    open: (facts) => ({
      message: `${values(facts)} are mapped one by one, and ${facts.field} is no closed list`,
      wayOut: 'make the field field.status([…]) or z.enum([…]), or use a codec',
    }),
    same: (facts) => ({
      message: `${values(facts)} store ${JSON.stringify(facts.stored)} for ${list(facts.values)}: read back they are the same`,
      wayOut: 'store something else for each value',
    }),
    neverNull: (facts) => ({
      message: `${facts.field} of ${facts.record} is never null, and whenNull of its column in ${facts.system} is ${JSON.stringify(facts.stored)}: read back that is null`,
      wayOut: 'take whenNull out, or make the field .nullable()',
    }),
    null: (facts) => ({
      message: `${values(facts)} store ${JSON.stringify(facts.stored)} for ${facts.value}, and the same for null: read back they are the same`,
      wayOut: 'store something else for one of them; whenNull says what is stored for null',
    }),
  }),
  TW308: ({ record, field, sentence }) => {
    const [what = '', ...rest] = sentence.split(': ')
    return {
      message: `the schema of ${field} of ${record} cannot be carried into the plan: ${what}`,
      wayOut: rest.join(': ') || 'use a schema of plain zod',
    }
  },
  TW309: (facts) => ({
    message: `${imported(facts)} cannot be imported by generated code: ${facts.sentence}`,
    wayOut: 'export it as a const from a module that does not import the landscape, and name it here',
  }),
  TW310: byKind<FactsByCode['TW310']>({
    emptyKey: ({ record }) => ({ message: `${record} has no key`, wayOut: `say which fields name it: key: '…'` }),
    keyTwice: ({ record, field }) => ({ message: `the key of ${record} names ${field} twice`, wayOut: 'name each field once' }),
    noKey: ({ record, field }) => ({
      message: `the key of ${record} names ${field}, which is no field of it`,
      wayOut: 'name a field of the record',
    }),
    nullableKey: ({ record, field }) => ({
      message: `${field} is the key of ${record} and may be null: a row without it could not be named`,
      wayOut: 'take .nullable() off',
    }),
    jsonKey: ({ record, field }) => ({
      message: `${field} is the key of ${record} and a list or object: keys are compared and sorted by every database in its own way`,
      wayOut: 'use text, a number or a date as the key, or several fields',
    }),
    groupField: ({ record, group, field, why }) => ({
      message: `the group ${group} of ${record} names ${field}, which is ${why === 'key' ? 'its key' : 'no field of it'}`,
      wayOut: 'name fields of the record that are not its key',
    }),
    groupName: ({ record, group }) => ({
      message: `the group ${group} of ${record} has the name of a field: nobody could tell which one a policy means`,
      wayOut: 'give the group another name',
    }),
    twoGroups: ({ record, field, groups }) => ({
      message: `${field} of ${record} is in the groups ${list(groups)}: it would be decided twice`,
      wayOut: 'keep it in one group',
    }),
    decimal: ({ record, field, precision, scale }) => ({
      message: `${field} of ${record} has ${precision} digits, ${scale} of them after the point: there is no such number`,
      wayOut: 'write all digits as precision, a whole number from 1 up, and those after the point as scale, from 0 to precision',
    }),
    reference: ({ record, field, refersTo, records }) => ({
      message: `${field} of ${record} refers to ${refersTo}, which is no record of the landscape`,
      wayOut: meant(refersTo, records),
    }),
  }),
  TW311: byKind<FactsByCode['TW311']>({
    noRecord: ({ system, record, records }) => ({
      message: `${system} holds ${record}, which is no record of the landscape`,
      wayOut: meant(record, records),
    }),
    otherRecord: ({ system, record, fields }) => ({
      message: `what ${system} holds as ${record} is a binding of another record: ${list(fields)} ${many(fields.length, 'is no field', 'are no fields')} of ${record}`,
      wayOut: `write table(${record}, '…') with the record of that name`,
    }),
    noField: ({ system, record, where, fields }) => ({
      message: `${where} of ${record} in ${system} names ${list(fields)}, which ${many(fields.length, 'is no field', 'are no fields')} that it holds`,
      wayOut: 'write the name of a field of the record',
    }),
    keyOmitted: ({ system, record, fields }) => ({
      message: `${system} omits ${list(fields)}, which is of the key of ${record}: its rows could not be told apart`,
      wayOut: 'bind the key',
    }),
    form: ({ system, record, form, connector, takes }) => ({
      message: `${record} in ${system} is bound as ${form}, and ${connector} takes ${takes} only`,
      wayOut: `write ${takes}(${record}, '…')`,
    }),
  }),
  TW313: ({ system, record, field, ways }) => ({
    message: `the column of ${field} of ${record} in ${system} has ${list(ways)}: each says what is stored`,
    wayOut: 'keep one of them; a codec can do what the others do',
  }),
  TW315: ({ system, record, field, stores, reason }) => ({
    message: `${field} of ${record} in ${system} stores ${JSON.stringify(stores)}, ${reason.kind === 'size' ? `which is no whole number from ${reason.least} up` : `and is of the kind ${reason.type}`}`,
    wayOut:
      reason.kind === 'size'
        ? 'write what the column has room for'
        : `take it out: only fields of the kind ${list(reason.fits, 'or')} are stored so`,
  }),
  TW321: byKind<FactsByCode['TW321']>({
    noOwnIds: ({ system, record, connector }) => ({
      message: `${record} in ${system} is bound with own ids, and through ${connector} they are not told`,
      wayOut: 'take identity out, and bind the key to the column that holds it',
    }),
    composite: ({ system, record, externalRef, fields }) => ({
      message: `${system} keeps the key of ${record} in ${externalRef}, and that key is made of ${list(fields)}`,
      wayOut: 'take externalRef out, and name the column of each in columns',
    }),
    otherColumn: ({ system, record, externalRef, field, column }) => ({
      message: `${system} keeps the key of ${record} in ${externalRef}, and columns puts ${field} into ${column}`,
      wayOut: `take ${field} out of columns: externalRef is its column`,
    }),
    notText: ({ system, record, externalRef, field, type }) => ({
      message: `${system} keeps the key of ${record} in ${externalRef}, a column that is blank where a row has none, and ${field} is of the kind ${type}`,
      wayOut: 'take externalRef out, and name the column in columns; or make the key text',
    }),
  }),
  TW323: ({ system, record, field, sqlType, reason }) => ({
    message: `the column of ${field} of ${record} in ${system} has sqlType ${JSON.stringify(sqlType)}, ${reason.kind === 'noType' ? 'which is no name of a type' : `and columns of ${reason.connector} take values as they are`}`,
    wayOut:
      reason.kind === 'noType'
        ? 'write the type as the database prints it, such as uuid, numeric(12,2) or text[]; thalweg pull writes it'
        : 'take it out: it is for columns at a server',
  }),
  TW319: ({ place, systems: [first, second] }) => ({
    message: `${first} and ${second} lie in the same database, ${place}`,
    wayOut: 'give each its own database, or make one system of the two that holds the records of both',
  }),
  TW320: byKind<FactsByCode['TW320']>({
    none: ({ system, record }) => ({
      message: `the file of ${record} in ${system} has no format`,
      wayOut: `say how it is written: format: 'ndjson', { csv: {} } or { xml: { rows: '…' } }`,
    }),
    empty: ({ system, record, part }) => ({
      message: `${part} of the file of ${record} in ${system} is empty`,
      wayOut: 'write what stands in the file, or take it out',
    }),
    noField: ({ system, record, part, field, fields }) => ({
      message: `${part} of the file of ${record} in ${system} names ${field}, which is no field that it holds`,
      wayOut: meant(field, fields),
    }),
    sameField: ({ system, record, field }) => ({
      message: `the names and the cells of the file of ${record} in ${system} both go into ${field}`,
      wayOut: 'name a field of the key for the names, and another for the cells',
    }),
  }),
  TW322: byKind<FactsByCode['TW322']>({
    format: ({ system, record, part }) => ({
      message: `the file of ${record} in ${system} is to have ${part}, and dropped files are written as UTF-8, in rows under their names, or as lines of JSON`,
      wayOut: `take ${part} out: format: { csv: {} }, with a delimiter, quote or rowEnd of its own, or format: 'ndjson'`,
    }),
    name: ({ system, record, name }) => ({
      message: `${JSON.stringify(name)}, what the file of ${record} in ${system} is called, is no name of a finished file in its folder`,
      wayOut: 'give a name without slashes or stars, that begins with no dot and does not end in .part, .tmp or .manifest.json',
    }),
    twice: ({ system, record, name, other }) => ({
      message: `${name} in ${system} is to hold ${record} and ${other}`,
      wayOut: 'give each record a file of its own',
    }),
    identity: ({ system, record }) => ({
      message: `${record} in ${system} is to have ids of the system, and a file gives none`,
      wayOut: 'take identity out: the key of the record is the key of the file',
    }),
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }
