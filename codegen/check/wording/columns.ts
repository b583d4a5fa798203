import type { FactsByCode } from '../rules/index.ts'
import type { ColumnFacts } from '../columns.ts'
import { byKind, list, many, quoted, type About, type Sentence } from './sentence.ts'
import { duration } from '../../emit/words.ts'

type Codes = 'TW324' | 'TW325' | 'TW326' | 'TW327' | 'TW328' | 'TW329' | 'TW330' | 'TW331' | 'TW332' | 'TW333' | 'TW334' | 'TW335'

/** `cost of workOrders` */
const of = ({ field, record }: ColumnFacts) => `${field} of ${record}`
/** `order.cost in ERP is numeric(12,2)` */
const is = ({ column, system, type }: ColumnFacts) => `${column} in ${system} is ${type === '' ? 'of no type' : type}`
const codec = 'store it by a codec'

const characters = (count: number | null) => (count === null ? 'any length' : `${count} ${many(count, 'character', 'characters')}`)
const lost = {
  decimals: (count: number | null) => (count === null ? 'any number of decimals' : `${count} ${many(count, 'decimal', 'decimals')}`),
  digits: (count: number | null) => (count === null ? 'any number of digits' : `${count} ${many(count, 'digit', 'digits')}`),
  seconds: (count: number | null) => (count === 0 ? 'whole seconds' : `${count} ${many(count ?? 0, 'digit', 'digits')} of a second`),
} as const
const mended = {
  decimals: 'give the field the scale of the column, or say what it keeps: stores: [{ scale: … }]',
  digits: 'make the column an exact decimal',
  seconds: `give the column more digits, or say what it keeps: stores: [{ precision: 's' }] or 'ms'`,
} as const

/** Records and the columns that they are stored in. */
export const columnWording = {
  TW324: byKind<FactsByCode['TW324']>({
    written: (facts) => ({
      message: `${of(facts)} may have ${characters(facts.longest)}, and ${is(facts)}: longer ones are refused there`,
      wayOut: `give the field .max(${facts.room}), widen the column and pull again, or say that the system cuts: stores: [{ length: ${facts.room} }]`,
    }),
    read: (facts) => ({
      message: `${is(facts)}, which holds ${characters(facts.longest)}, and ${of(facts)} takes ${characters(facts.room)}: longer ones cannot be read`,
      wayOut: `let the field take what the column holds${facts.longest === null ? '' : `: .max(${facts.longest})`}`,
    }),
  }),
  TW325: (facts) => ({
    message: `${of(facts)} may have ${lost[facts.kind](facts.has)}, and ${is(facts)}: it keeps ${lost[facts.kind](facts.keeps)}`,
    wayOut: mended[facts.kind],
  }),
  TW326: byKind<FactsByCode['TW326']>({
    written: (facts) => ({
      message: `${of(facts)} may be from ${facts.least} to ${facts.most}, and ${is(facts)}, which takes ${facts.from} to ${facts.to}`,
      wayOut: 'give the field the limits of the column (.min, .max, precision), or widen the column and pull again',
    }),
    read: (facts) => ({
      message: `${is(facts)}, which holds ${facts.least} to ${facts.most}, and ${of(facts)} takes ${facts.from} to ${facts.to}: others cannot be read`,
      wayOut: 'let the field take what the column holds',
    }),
    decimals: (facts) => ({
      message: `${is(facts)}, which holds ${lost.decimals(facts.has)}, and ${of(facts)} takes ${facts.takes === 0 ? 'none' : facts.takes}: values with more cannot be read`,
      wayOut: 'give the field the scale of the column',
    }),
  }),
  TW327: (facts) => ({
    message: `${of(facts)} may be null, and ${is(facts)}, which is never null`,
    wayOut: 'take .nullable() off the field, say what is stored for null (whenNull), or let the column be null and pull again',
  }),
  TW328: (facts) => ({
    message: `${is(facts)} and may be null, and ${of(facts)} is never null: such rows cannot be read`,
    wayOut: 'make the field .nullable(), or the column NOT NULL and pull again',
  }),
  TW329: (facts) => ({
    message: `${of(facts)} stores ${list(facts.values.map(quoted))}, and ${is(facts)}, which takes ${list(facts.takes.map(quoted))} only`,
    wayOut: 'say what is stored for each value (values), or add it to the column and pull again',
  }),
  TW330: byKind<FactsByCode['TW330']>({
    open: (facts) => ({
      message: `${of(facts)} is any text, and ${is(facts)}, which takes ${list(facts.takes.map(quoted))} only`,
      wayOut: 'make the field z.enum([…]) or field.status([…])',
    }),
    unknown: (facts) => ({
      message: `${is(facts)}, which also holds ${list(facts.values.map(quoted))}: ${of(facts)} cannot be that`,
      wayOut: 'add it to the values of the field',
    }),
  }),
  TW331: (facts) => ({
    message: `${is(facts)}, which has no time zone, and in ${facts.other} ${of(facts)} is ${facts.otherType}: it is copied as if it were UTC`,
    wayOut:
      'see that every program writes UTC there and allow it beside the flow; else give the column a time zone, or store it by a codec',
  }),
  TW332: (facts) => ({
    message: `${of(facts)} is of the kind ${facts.kind}, and ${is(facts)}`,
    wayOut: `make the field what the column holds, or ${codec}`,
  }),
  TW333: ({ system, record, table, columns }) => ({
    message: `rows of ${record} are created in ${system}, and ${list(columns)} of ${table} must have a value that nobody gives`,
    wayOut: 'add a field for it to the flow, or a constant to the binding: constants: { onCreate: { … } }',
  }),
  TW334: ({ system, record, field, table, match, retryForMs, then }) => ({
    message: `${field} of ${record} is stored in ${system} as the id of its row in ${table}, and no flow brings rows there: a value that ${match} lacks waits ${duration(retryForMs)}, then ${then === 'stopFlow' ? 'the flow stops' : 'the record goes to the dead letters'}`,
    wayOut: `bring the rows of ${table} by a flow of their own, or allow it beside the flow where somebody keeps them by hand`,
  }),
  TW335: (facts) => ({
    message: `${of(facts)} is text, and ${is(facts)}: what looks like a number there becomes one`,
    wayOut: 'make the field a number, or the column TEXT and pull again',
  }),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }
