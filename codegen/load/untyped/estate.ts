/** What systems, bindings and records leave behind when the types were obeyed. */
import { z } from 'zod'
import type { BindingOptionsData, ConnectorData } from '../../../dsl/data.ts'
import { pulledColumn as pulled } from '../../plan/schema.ts'
import { byName, duration, env, list, names, number, oneOf, options, scalar, schema, secret, text, textOrEnv } from './given.ts'

const size = options({ precision: number, scale: number })

export const record = {
  key: list,
  fields: z.record(
    z.string(),
    z.object({
      schema: z.unknown(),
      marks: z.object({
        decimal: size.optional(),
        status: z.array(text, 'a list of texts').min(1, 'at least one text').optional(),
        ref: z.string('the name of a record').optional(),
      }),
    }),
  ),
  groups: byName(names, 'a list of fields by the name of each group'),
}

export const connectors = {
  sqlite: { file: textOrEnv },
  postgres: { url: secret, schema: textOrEnv.optional() },
  mariadb: { url: secret },
  odata: { url: env, token: secret, company: env.optional(), pageSize: number.optional(), callsPerMinute: number.optional() },
  folder: { path: textOrEnv, settle: duration.optional(), manifest: z.literal('required', `'required'`).optional() },
  appendTo: { path: textOrEnv, rotate: duration.optional() },
  dropTo: { path: textOrEnv },
  custom: {
    definition: z.looseObject(
      {
        settings: byName(oneOf('text', 'secret'), "'text' or 'secret' by the name of each setting"),
        access: oneOf('readWrite', 'readOnly'),
        capabilities: options({
          condition: oneOf('row', 'none'),
          changes: oneOf('none', 'rows', 'rowsAndDeletes'),
          times: z.boolean('true or false'),
        }),
        open: z.custom((value) => typeof value === 'function', 'a function'),
      },
      'what defineConnector({ … }) of thalweg/connector makes',
    ),
    settings: byName(z.union([textOrEnv, secret], "a text, env('…') or secret('…')"), 'what each setting is'),
    at: z.unknown(),
  },
} as const satisfies Record<ConnectorData['kind'], z.core.$ZodShape>

const pulledColumn = options({ ...pulled.omit({ column: true }).shape })

export const system = {
  clockTolerance: duration.optional(),
  calendar: z.literal('TARGET', `'TARGET'`).optional(),
  columns: byName(byName(pulledColumn, 'what pull wrote of each column'), 'what pull wrote of each table').optional(),
}

const stored = z.union(
  [
    z.enum(['trim', 'upper', 'blankAsNull']),
    options({ scale: number }),
    options({ length: number }),
    options({ precision: oneOf('s', 'ms') }),
  ],
  `'trim', 'upper', 'blankAsNull', { scale }, { length } or { precision }`,
)

const columnOptions = options({
  column: text,
  codec: schema.optional(),
  values: byName(z.union([scalar, z.null()], 'a text, a number, a boolean or null'), 'what is stored for each value').optional(),
  lookup: options({ table: text, match: text, id: text }).optional(),
  stores: z.array(stored, 'a list').optional(),
  whenNull: scalar.optional(),
  sqlType: text.optional(),
})
const column = z.union([text, columnOptions], 'the name of a column, or { column, … }')

const detect = z.union(
  [
    z.enum(['outbox', 'log', 'snapshot', 'changes', 'none']),
    options({ updatedAt: text, overlap: duration.optional() }),
    options({ webhook: options({ path: text, secret }) }),
  ],
  `'outbox', 'snapshot', 'log', 'none', { updatedAt: '…' } or { webhook: { path, secret } }`,
)

const constants = byName(scalar, 'a value for each column')

const csv = options({
  delimiter: text.optional(),
  quote: z.union([text, z.literal(false)], 'a text or false').optional(),
  rowEnd: text.optional(),
  header: z.union([z.boolean(), z.array(text)], 'true, false or a list of names').optional(),
  trim: z.boolean('true or false').optional(),
  encoding: oneOf('utf-8', 'utf-16le', 'windows-1252').optional(),
  wide: options({ namesInto: text, valuesInto: text, missing: z.string('a text') }).optional(),
})
const format = z.union(
  [z.literal('ndjson'), options({ csv }), options({ xml: options({ rows: text }) })],
  `'ndjson', { csv: { … } } or { xml: { rows } }`,
)

export const bindingOptions = {
  naming: oneOf('same', 'snake_case', 'UPPER_CASE').optional(),
  columns: byName(column, 'a column for each field').optional(),
  omit: z.array(text, 'a list of fields').optional(),
  detect: detect.optional(),
  constants: options({ onCreate: constants.optional(), always: constants.optional() }).optional(),
  scope: byName(z.union([scalar, env], `a text, a number, a boolean or env('…')`), 'a value for each column').optional(),
  identity: options({ ownId: text, externalRef: text.optional(), sqlType: text.optional() }).optional(),
  token: text.optional(),
  deletes: z
    .union(
      [z.enum(['row', 'never']), options({ mark: text, as: scalar, otherwise: scalar.nullable().optional() })],
      `'row', 'never' or { mark, as, otherwise }`,
    )
    .optional(),
  otherWriters: byName(z.array(text, 'a list of fields'), 'a list of fields for each program').optional(),
  format: format.optional(),
} as const satisfies Record<keyof BindingOptionsData, z.ZodType>
