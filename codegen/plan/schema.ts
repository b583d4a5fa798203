/**
 * The plan: the portfolio resolved to plain data, the one hand-over between the language, the checker, the emitters and the tools. Every duration is in
 * milliseconds, every list in a fixed order, nothing in it depends on the environment; the same flows give the same bytes.
 */
import { z } from 'zod'

export const PLAN_FORMAT = 1

/** `file` is relative to the folder of the flow file, with forward slashes; `line` and `column` count from 1, in the source as written. */
export const position = z.strictObject({ file: z.string(), line: z.int().positive(), column: z.int().positive() })
/** The same question of many values. */
export function isPosition(value: unknown): value is Position {
  const isPlace = typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'column' in value
  return isPlace && position.safeParse(value).success
}
const scalar = z.union([z.string(), z.number(), z.boolean()])
const envName = z.strictObject({ env: z.string(), default: z.string().optional() })
const secretName = z.strictObject({ secret: z.string() })

/** A text that should have been a duration; `what` names what it was for. */
export const badDuration = z.strictObject({ text: z.string(), what: z.string(), at: position })

/** What a canonical value is. `decimal` is exact text at its scale ("12.50"); `date` is YYYY-MM-DD; `datetime` ISO 8601. */
export const valueType = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    minLength: z.int().optional(),
    maxLength: z.int().optional(),
    /** A regular expression that the value must match, as source text (also what zod's formats such as email become). */
    pattern: z.string().optional(),
    format: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('int'), min: z.number().optional(), max: z.number().optional() }),
  z.strictObject({ kind: z.literal('number'), min: z.number().optional(), max: z.number().optional() }),
  z.strictObject({ kind: z.literal('decimal'), precision: z.int(), scale: z.int() }),
  z.strictObject({ kind: z.literal('boolean') }),
  z.strictObject({ kind: z.literal('date') }),
  z.strictObject({ kind: z.literal('datetime') }),
  z.strictObject({ kind: z.literal('enum'), values: z.array(z.string()) }),
  /** Collections and objects travel as JSON text; `schema` is JSON Schema. */
  z.strictObject({ kind: z.literal('json'), collection: z.boolean(), schema: z.unknown() }),
])

/** An exported function or codec of a module that does not import the landscape. `module` is relative to the folder of the flow file, or a package specifier. */
export const functionReference = z.union([
  z.strictObject({ module: z.string(), name: z.string(), hash: z.string() }),
  /** Not an exported constant, or not found: a finding. */
  z.strictObject({ unresolved: z.string() }),
])

export const recordField = z.strictObject({
  name: z.string(),
  type: valueType,
  nullable: z.boolean(),
  stakes: z.enum(['high', 'ordinary']),
  ref: z.string().optional(),
  /** Why the zod schema cannot be carried into the plan (a refinement, a transform): a finding. */
  unsupported: z.string().optional(),
})
export const record = z.strictObject({
  key: z.array(z.string()).min(1),
  fields: z.array(recordField),
  groups: z.record(z.string(), z.array(z.string())),
  at: position,
})

const stores = z.union([
  z.enum(['trim', 'upper', 'blankAsNull']),
  z.strictObject({ scale: z.int() }),
  z.strictObject({ length: z.int() }),
  z.strictObject({ precision: z.enum(['s', 'ms']) }),
])
/** How one system stores one field; names are resolved (naming, then `columns`). */
export const column = z.strictObject({
  field: z.string(),
  column: z.string(),
  codec: functionReference.optional(),
  /** Field value → stored value, in the order of the field's values. */
  values: z.array(z.tuple([z.string(), z.union([scalar, z.null()])])).optional(),
  lookup: z.strictObject({ table: z.string(), match: z.string(), id: z.string() }).optional(),
  stores: z.array(stores),
  whenNull: scalar.optional(),
  /** The column's type at a server, where it is not the one that values of this kind have by default. */
  sqlType: z.string().optional(),
})
const detect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('outbox') }),
  z.strictObject({ kind: z.literal('log') }),
  z.strictObject({ kind: z.literal('snapshot') }),
  /** The connector's own feed. */
  z.strictObject({ kind: z.literal('changes') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('updatedAt'), column: z.string(), overlapMs: z.number() }),
  z.strictObject({ kind: z.literal('webhook'), path: z.string(), secret: secretName }),
])
/** What the connector can do for this binding; rules and engine read these and never ask for the kind. */
export const capabilities = z.strictObject({
  /** Can a write be made to depend on the base. */
  condition: z.enum(['field', 'row', 'none']),
  operationMark: z.enum(['void', 'seen', 'none']),
  returnsRow: z.boolean(),
  /** Does a change carry a commit time per field, per row, or none. */
  commitTime: z.enum(['field', 'row', 'none']),
  epoch: z.boolean(),
  /** Changes are reported at all, before reconciliation. */
  seesChanges: z.boolean(),
  seesDeletes: z.boolean(),
  /** A row that was deleted and created anew between two looks is told from an edit. */
  birth: z.boolean(),
  /** Every change in order, none merged into another. */
  everyChange: z.boolean(),
})
/** What is left unsaid stays so: the reader knows the defaults. */
const csv = z.strictObject({
  delimiter: z.string().optional(),
  quote: z.union([z.string(), z.literal(false)]).optional(),
  rowEnd: z.string().optional(),
  header: z.union([z.boolean(), z.array(z.string())]).optional(),
  trim: z.boolean().optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'windows-1252']).optional(),
  wide: z.strictObject({ namesInto: z.string(), valuesInto: z.string(), missing: z.string() }).optional(),
})
const fileFormat = z.union([z.literal('ndjson'), z.strictObject({ csv }), z.strictObject({ xml: z.strictObject({ rows: z.string() }) })])
/** What the database says of a column; what it does not say, or does not hold to, is left out. Rules read it, and nothing else does. */
export const pulledColumn = z.strictObject({
  column: z.string(),
  type: z.string(),
  is: z.enum(['text', 'integer', 'decimal', 'float', 'boolean', 'date', 'datetime', 'json', 'enum', 'numeral']).optional(),
  length: z.int().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  precision: z.int().optional(),
  scale: z.int().optional(),
  values: z.array(z.string()).optional(),
  digits: z.int().optional(),
  zone: z.boolean().optional(),
  nullable: z.boolean().optional(),
  required: z.boolean().optional(),
})
export const binding = z.strictObject({
  form: z.enum(['table', 'entitySet', 'file', 'custom']),
  name: z.string(),
  columns: z.array(column),
  omit: z.array(z.string()),
  /** Names in `columns` that are no field held here: a finding each. */
  unknownColumns: z.array(z.string()).optional(),
  detect,
  capabilities,
  constants: z.strictObject({ onCreate: z.array(z.tuple([z.string(), scalar])), always: z.array(z.tuple([z.string(), scalar])) }),
  scope: z.array(z.tuple([z.string(), z.union([scalar, envName])])),
  identity: z.strictObject({ ownId: z.string(), externalRef: z.string().optional(), sqlType: z.string().optional() }).optional(),
  token: z.string().optional(),
  deletes: z.union([z.enum(['row', 'never']), z.strictObject({ mark: z.string(), as: scalar, otherwise: scalar.nullable() })]),
  otherWriters: z.array(z.tuple([z.string(), z.array(z.string())])),
  format: fileFormat.optional(),
  /** Every column of the table, where `thalweg pull` has read them. */
  pulled: z.array(pulledColumn).optional(),
  at: position,
})
export const connector = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sqlite'), file: z.union([z.string(), envName]) }),
  z.strictObject({ kind: z.literal('postgres'), url: secretName, schema: z.union([z.string(), envName]).optional() }),
  z.strictObject({ kind: z.literal('mariadb'), url: secretName }),
  z.strictObject({
    kind: z.literal('odata'),
    url: envName,
    token: secretName,
    company: envName.optional(),
    pageSize: z.int().optional(),
    callsPerMinute: z.int().optional(),
  }),
  /** An engineer's own: what it declares stands in the capabilities of the bindings. */
  z.strictObject({
    kind: z.literal('custom'),
    definition: functionReference,
    feed: z.enum(['none', 'rows', 'rowsAndDeletes']),
    settings: z.record(z.string(), z.union([z.string(), envName, secretName])),
    at: position,
  }),
  z.strictObject({
    kind: z.literal('folder'),
    path: z.union([z.string(), envName]),
    settleMs: z.number(),
    manifest: z.literal('required').optional(),
  }),
  z.strictObject({ kind: z.literal('appendTo'), path: z.union([z.string(), envName]), rotateMs: z.number().optional() }),
  z.strictObject({ kind: z.literal('dropTo'), path: z.union([z.string(), envName]) }),
])
export const system = z.strictObject({
  connector,
  access: z.enum(['readWrite', 'readOnly', 'copyOnly', 'appendOnly']),
  /** Unsaid: clocks are taken to agree. */
  clockToleranceMs: z.number().optional(),
  calendar: z.enum(['TARGET']).optional(),
  holds: z.record(z.string(), binding),
  at: position,
})

export const policy = z.discriminatedUnion('kind', [
  /** `returnPath` tells an owner that a one-way flow names as its way back. */
  z.strictObject({ kind: z.literal('owner'), system: z.string(), returnPath: z.boolean(), answers: z.array(z.string()).optional() }),
  z.strictObject({ kind: z.literal('precedence'), system: z.string() }),
  z.strictObject({ kind: z.literal('lastWriteWins'), acceptLoss: z.string() }),
  z.strictObject({ kind: z.literal('review'), team: z.string().optional(), withinMs: z.number().optional() }),
  z.strictObject({ kind: z.literal('union') }),
  z.strictObject({ kind: z.literal('delta') }),
  z.strictObject({ kind: z.literal('merge'), decide: functionReference }),
])
/** What one decision is about: a field, or a group of fields decided as one. */
export const unit = z.strictObject({
  name: z.string(),
  /** The fields: `[name]`, or the members of the group in the order of the record. */
  fields: z.array(z.string()),
  /** The systems of the flow that hold all of them, in the flow's order. */
  systems: z.array(z.string()),
  policy,
  /** Step on the ladder: 1 one-way, 2 return path, 3 partitioned, 4 precedence, 5 true conflict. */
  step: z.int().min(1).max(5),
  foreignWrite: z.enum(['restore', 'keep', 'propose']),
  at: position,
})
/** One policy call on one name, as it was written, also where the name or the system does not exist: what rules about double or missing policies read. */
export const claim = z.strictObject({ field: z.string(), policy, at: position })

const lifecycle = z.strictObject({
  creates: z.array(z.string()),
  foreignCreate: z.enum(['report', 'remove', 'review']),
  deletes: z.array(z.string()),
  foreignDelete: z.enum(['restore', 'accept', 'review']),
  againstUpdate: z.enum(['deleteWins', 'updateWins', 'review']),
  /** What a permitted delete leads to elsewhere; `keep` leaves the copies. */
  onDelete: z.enum(['mirror', 'keep']),
  /** What was said in code: lets rules name what is missing. */
  said: z.strictObject({
    creates: position.optional(),
    deletes: position.optional(),
    foreignCreate: position.optional(),
    foreignDelete: position.optional(),
    againstUpdate: position.optional(),
  }),
})
/** `interval` or `cron` as text where it was no duration, cron expression or zone: rules say so; the number is then the default. */
const rhythm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('every'), ms: z.number(), text: z.string().optional(), at: position.optional() }),
  z.strictObject({ kind: z.literal('cron'), cron: z.string(), timeZone: z.string().optional(), at: position.optional() }),
])
export const flow = z.strictObject({
  record: z.string(),
  direction: z.enum(['oneWay', 'twoWay']),
  /** In declared order (one-way: the source first); it breaks ties. */
  systems: z.array(z.string()),
  /** Held by one member alone: nothing to decide. */
  alone: z.array(z.strictObject({ field: z.string(), system: z.string() })),
  units: z.array(unit),
  /** Shared fields or groups that no policy covers. */
  unsaid: z.array(z.string()),
  claims: z.array(claim),
  lifecycle,
  because: z.string().optional(),
  rhythm,
  reconcile: z.union([
    z.strictObject({ rhythm, repair: z.enum(['ask', 'byPolicy']), at: position.optional() }),
    z.strictObject({ none: z.string(), at: position }),
  ]),
  guard: position.optional(),
  maxDeletes: z.int().nullable(),
  expect: z.strictObject({
    lagMs: z.number().optional(),
    freshWithinMs: z.number().optional(),
    successRate: z.number().optional(),
    drift: z.number().optional(),
    conflictsPerDay: z.number().optional(),
  }),
  failure: z.strictObject({ retryForMs: z.number(), then: z.enum(['deadLetter', 'stopFlow']) }),
  firstSync: z.strictObject({ match: z.array(z.string()), whereTheyDiffer: z.enum(['byPolicy', 'review']), at: position.optional() }),
  where: z.strictObject({ rows: z.unknown(), whenRowLeaves: z.enum(['delete', 'keep']), at: position }).optional(),
  keepWhenBlank: z.array(z.strictObject({ field: z.string(), at: position })),
  /** Changes of its terms that are accepted in code, as `diff` names them. */
  accepts: z.array(z.strictObject({ change: z.string(), at: position })).optional(),
  /** Warnings that are known and accepted, by their codes. */
  allows: z
    .array(z.strictObject({ code: z.string(), because: z.string(), at: position }))
    .min(1)
    .optional(),
  /** Texts that should have been durations, with where: a finding each. */
  badDurations: z.array(badDuration),
  /** Fields that hold the key of another record, both among the fields this flow carries. */
  references: z.array(z.strictObject({ field: z.string(), record: z.string() })),
  /** Hash of all that decides what this flow does, without positions: decisions name it. 12 hex digits. */
  version: z.string(),
  /** Every call as it was written, the direction first, with the fields and systems that it names: where findings point to. */
  calls: z.array(z.strictObject({ call: z.string(), fields: z.array(z.string()), systems: z.array(z.string()), at: position })).optional(),
  at: position,
})

export const plan = z.strictObject({
  format: z.literal(PLAN_FORMAT),
  thalweg: z.string(),
  landscape: z.string(),
  records: z.record(z.string(), record),
  /** In declared order. */
  systems: z.record(z.string(), system),
  /** In declared order. */
  flows: z.record(z.string(), flow),
  /** Order in which flows run: records that are referred to come first. */
  order: z.array(z.string()),
  /** Flows that were started and never put into the portfolio. */
  unplaced: z.array(z.strictObject({ record: z.string(), at: position })),
  /** Calls on flows of the portfolio whose result is not in it. */
  dropped: z.array(z.strictObject({ record: z.string(), call: z.string(), at: position })).optional(),
  /** Flows in the portfolio that were started on another landscape, which was made at `landscape`; they are not among the flows. */
  strangers: z.array(z.strictObject({ flow: z.string(), record: z.string(), landscape: position, at: position })).optional(),
  /** Of systems and bindings: a finding each. */
  badDurations: z.array(badDuration).optional(),
  at: position,
})

export type Plan = z.infer<typeof plan>
export type PlanRecord = z.infer<typeof record>
export type PlanField = z.infer<typeof recordField>
export type PlanSystem = z.infer<typeof system>
export type PlanBinding = z.infer<typeof binding>
export type PlanColumn = z.infer<typeof column>
export type PulledColumn = z.infer<typeof pulledColumn>
export type PlanFlow = z.infer<typeof flow>
export type PlanUnit = z.infer<typeof unit>
export type PlanPolicy = z.infer<typeof policy>
export type PlanClaim = z.infer<typeof claim>
export type PlanConnector = z.infer<typeof connector>
export type ValueType = z.infer<typeof valueType>
export type Capabilities = z.infer<typeof capabilities>
export type Position = z.infer<typeof position>
export type FunctionReference = z.infer<typeof functionReference>
export type BadDuration = z.infer<typeof badDuration>
