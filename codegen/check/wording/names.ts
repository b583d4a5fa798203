import { longestIdentifier } from '../rules/estate/identifier.ts'
import type { FactsByCode } from '../rules/index.ts'
import { byKind, list, quoted, type About, type Sentence } from './sentence.ts'

type Codes = 'TW301' | 'TW302' | 'TW303' | 'TW304' | 'TW305' | 'TW306' | 'TW312' | 'TW314'

const identifierReasons = {
  empty: 'is empty',
  nul: 'has a NUL in it',
  long: `is longer than ${longestIdentifier} characters`,
  beyond: 'has a character that names there cannot have',
  kept: 'begins as only the database’s own tables and thalweg’s do',
} as const
const amounts = { whole: 'a whole number, 0 or more', share: 'a share between 0 and 1', positive: 'a number, 0 or more' } as const
const shownOfName = 40

/** Names, times and numbers. */
export const nameWording = {
  TW301: ({ system, record, name, what, reason }) => ({
    message: `${what} of ${record} in ${system} is named ${quoted(name.length > shownOfName ? `${name.slice(0, shownOfName)}…` : name)}, which ${identifierReasons[reason]}`,
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
  TW304: byKind<FactsByCode['TW304']>({
    clash: ({ what, name, other }) => ({
      message: `the ${what}s ${other} and ${name} differ in the case of letters alone: on some machines they are one ${what === 'system' ? 'file' : 'folder'}`,
      wayOut: 'give one of them another name',
    }),
    characters: ({ what, name, characters }) => ({
      message: `the name of the ${what} ${quoted(name)} has ${list(characters.map(quoted))} in it, which no folder name may have`,
      wayOut: 'use letters, digits, - and _',
    }),
    reserved: ({ what, name }) => ({
      message: `the ${what} is named ${name}, which is taken: by an operating system, or by a generated file`,
      wayOut: 'give it another name',
    }),
    empty: ({ what }) => ({ message: `the ${what} has no name`, wayOut: 'give it one' }),
    edge: ({ what, name }) => ({
      message: `the name of the ${what} ${quoted(name)} begins or ends with a space or ends with a dot`,
      wayOut: 'take it off',
    }),
  }),
  TW305: byKind<FactsByCode['TW305']>({
    cron: ({ call, cron, reason }) => ({
      message: `.${call} has ${quoted(cron)}, which is no schedule: ${reason}`,
      wayOut: 'write minute, hour, day, month and weekday, as in 30 16 * * 1-5',
    }),
    zone: ({ call, timeZone }) => ({
      message: `.${call} names the time zone ${quoted(timeZone)}, which does not exist`,
      wayOut: 'name one of the IANA list, as in Europe/Berlin',
    }),
  }),
  TW306: ({ text, what }) => ({
    message: `${what} is ${quoted(text)}, which is no duration`,
    wayOut: 'write a number and ms, s, m, h or d, as in 30s, 15m or 1d',
  }),
  TW312: ({ call, what, value, allowed }) => ({ message: `.${call} has ${value} for ${what}`, wayOut: `write ${amounts[allowed]}` }),
  TW314: ({ what, name, reason }) => ({
    message:
      reason === 'inherited'
        ? `a ${what} is named ${name}, which every object in JavaScript has already`
        : `a ${what} is named ${quoted(name)}, which has a control character in it`,
    wayOut: 'give it another name; columns gives a field the name that the database has',
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }
