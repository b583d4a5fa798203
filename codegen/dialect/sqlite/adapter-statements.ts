/** All statements of one flow at one system. The parameters are those of the runtime's door. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import type { AdapterSql, Sql } from '../dialect.ts'
import { binary, compared, idFor, isPlain, literal, natural, outboxKey, quote, ref, sent } from './expressions.ts'

export function adapterStatements(view: AdapterView): AdapterSql {
  const from = `FROM ${quote(view.binding.name)} AS t`
  const keyOrder = `ORDER BY ${view.key.map((column) => natural(column, 't')).join(', ')}`
  const rows = ['SELECT', ...list([...view.key, ...view.fields].map(selected)), from]
  const all = where([...hasKey(view), ...inScope(view)])
  const keys = view.key.map((column) => natural(column, 't')).join(', ')
  const look = view.outbox === null ? 'NULL AS thalweg_death' : ending(death(view), ' AS thalweg_death')
  return {
    look: ['SELECT', ...list([...view.fields.map(selected), look]), from, ...where(isRow(view))],
    ...(view.outbox === null ? {} : { death: ['SELECT', ...list([look])] }),
    firstPage: [...rows, ...all, keyOrder, 'LIMIT :limit'],
    nextPage: [...rows, ...where([...hasKey(view), after(view), ...inScope(view)]), keyOrder, 'LIMIT :limit'],
    ...(view.insert ? { insert: insert(view) } : {}),
    ...(view.update ? { update: update(view) } : {}),
    ...(view.delete ? { delete: remove(view) } : {}),
    lookups: lookups(view),
    ...changes(view),
    count: [`SELECT count(*) AS "rows" ${from}`, ...all],
    digests: [
      `SELECT thalweg_bucket(:buckets, ${keys}) AS "bucket",`,
      '  count(*) AS "rows",',
      '  sum(thalweg_digest(',
      ...list(view.fields.map((column) => natural(column, 't'))).map((line) => `  ${line}`),
      '  )) AS "digest"',
      from,
      ...all,
      'GROUP BY 1',
    ],
    bucketRows: [...rows, ...where([...hasKey(view), `thalweg_bucket(:buckets, ${keys}) = :bucket`, ...inScope(view)])],
  }
}

function selected(column: ColumnView): string {
  const expression = natural(column, 't')
  return isPlain(column) && column.column === column.field ? expression : `${expression} AS ${quote(column.field)}`
}

/** The row of one key. A column's own collation finds it by its index; bytes decide. */
function isRow(view: AdapterView): string[] {
  const key = view.key.flatMap((column) => {
    if (column.lookup !== undefined) return [`${ref('t', column.column)} = ${idFor(column, column.param)}`]
    if (!isPlain(column)) return [`${natural(column, 't')} = ${compared(column, column.param)}`]
    const at = ref('t', column.column)
    const equal = `${at} = ${compared(column, column.param)}`
    const bytes = binary(column, at)
    return bytes === at || column.type.kind === 'date' || column.type.kind === 'datetime'
      ? [equal]
      : [equal, `${bytes} = ${compared(column, column.param)}`]
  })
  return [...key, ...inScope(view)]
}

function hasKey(view: AdapterView): string[] {
  return view.key.map((column) => `${ref('t', column.column)} IS NOT NULL`)
}

function inScope(view: AdapterView): string[] {
  return view.scope.map(({ column, value, param }) => {
    return `${ref('t', column)} COLLATE BINARY IS ${param === undefined ? literal(value as string | number | boolean) : `:${param}`}`
  })
}

function after(view: AdapterView): string {
  const columns = view.key.map((column) => natural(column, 't'))
  const params = view.key.map((column, i) => compared(column, `after_${i}`))
  return columns.length === 1 ? `${columns[0]!} > ${params[0]!}` : `(${columns.join(', ')}) > (${params.join(', ')})`
}

/** The newest delete by somebody else after `:seen` and after our own last insert. */
function death(view: AdapterView): string[] {
  const outbox = quote(view.outbox!)
  const key = outboxKey(view.key, (column) => (column.wholeNumbers ? `CAST(:${column.param} AS INTEGER)` : `:${column.param}`))
  const scope = scoped(view)
  const born = `SELECT max(i."seq") FROM ${outbox} AS i WHERE i."key" = d."key"${scope === null ? '' : ' AND i."scope" = d."scope"'} AND i."kind" = 'I' AND i."op" IS NOT NULL`
  return [
    '(',
    `  SELECT max(d."seq") FROM ${outbox} AS d`,
    `  WHERE d."key" = ${key}${scope === null ? '' : ` AND d.${scope}`}`,
    `    AND d."kind" = 'D' AND d."op" IS NULL AND d."seq" > :seen`,
    `    AND d."seq" > ifnull((${born}), 0)`,
    ')',
  ]
}

/** Where the scope is known only when the runtime starts, an outbox holds every row's and readers choose. */
function scoped(view: AdapterView): string | null {
  const params = view.scope.flatMap(({ param }) => (param === undefined ? [] : [`CAST(:${param} AS TEXT)`]))
  return params.length === 0 ? null : `"scope" = json_array(${params.join(', ')})`
}

function constants(view: AdapterView, moment: 'insert' | 'update'): [string, string][] {
  const { onCreate, always } = view.binding.constants
  const chosen = moment === 'insert' ? [...onCreate, ...always] : always
  const fed = new Set([...view.key, ...view.fields].map((column) => column.column))
  return [...new Map(chosen).entries()].filter(([column]) => !fed.has(column)).map(([column, value]) => [column, literal(value)])
}

function insert(view: AdapterView): Sql {
  const columns: [string, string][] = [
    ...view.key.map((column): [string, string] => [
      column.column,
      column.lookup === undefined ? sent(column, column.param) : idFor(column, column.param),
    ]),
    ...view.fields.map((column): [string, string] => [column.column, sent(column, column.param)]),
  ]
  for (const { column, value, param } of view.scope)
    columns.push([column, param === undefined ? literal(value as string | number | boolean) : `:${param}`])
  for (const [column, value] of constants(view, 'insert')) if (!columns.some(([taken]) => taken === column)) columns.push([column, value])
  const into = [`INSERT INTO ${quote(view.binding.name)} (`, ...list(columns.map(([column]) => quote(column)))]
  const surrogates = view.key.filter((column) => column.lookup !== undefined)
  const values = list(columns.map(([, value]) => value))
  if (surrogates.length === 0) return [...into, ') VALUES (', ...values, ')']
  // A key that stands for nothing yet is no key: nothing is inserted.
  return [...into, ') SELECT', ...values, ...where(surrogates.map((column) => `${idFor(column, column.param)} IS NOT NULL`))]
}

function update(view: AdapterView): Sql {
  const set = view.incoming.flatMap((unit) =>
    unit.columns.map(
      (column) =>
        `${quote(column.column)} = CASE WHEN :set_${unit.index} THEN ${sent(column, column.param)} ELSE ${ref('t', column.column)} END`,
    ),
  )
  for (const [column, value] of constants(view, 'update')) set.push(`${quote(column)} = ${value}`)
  const unmoved = view.incoming.map((unit) => {
    const equal = unit.columns.map((column) => sameAsBase(column))
    if (equal.length === 1) return `(NOT :set_${unit.index} OR ${equal[0]!})`
    return [`(NOT :set_${unit.index} OR (`, ...equal.map((each, i) => `  ${each}${i < equal.length - 1 ? ' AND' : ''}`), '))']
  })
  return [`UPDATE ${quote(view.binding.name)} AS t SET`, ...list(set), ...where([...isRow(view), ...unmoved, ...alive(view)])]
}

function remove(view: AdapterView): Sql {
  return [`DELETE FROM ${quote(view.binding.name)} AS t`, ...where([...isRow(view), ...view.fields.map(sameAsBase), ...alive(view)])]
}

function sameAsBase(column: ColumnView): string {
  return `${binary(column, isPlain(column) ? natural(column, 't') : `(${natural(column, 't')})`)} IS :was_${column.param}`
}

function alive(view: AdapterView): Part[] {
  return view.outbox === null ? [] : [ending(death(view), ' IS NULL')]
}

function lookups(view: AdapterView): AdapterSql['lookups'] {
  return [...view.key, ...view.fields].flatMap((column) => {
    const { lookup } = column
    if (lookup === undefined) return []
    return [
      {
        field: column.field,
        sql: [`SELECT l.${quote(lookup.id)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.match)} COLLATE BINARY = :value`],
      },
    ]
  })
}

function changes(view: AdapterView): Pick<AdapterSql, 'changes' | 'high' | 'prune'> {
  const { detect } = view.binding
  if (view.outbox !== null) {
    const outbox = quote(view.outbox)
    const scope = scoped(view)
    return {
      changes: [
        `SELECT o."seq", o."key", o."kind", o."op", o."at" FROM ${outbox} AS o`,
        ...where(['o."seq" > :after', ...(scope === null ? [] : [`o.${scope}`])]),
        'ORDER BY o."seq"',
        'LIMIT :limit',
      ],
      high: [`SELECT (SELECT seq FROM sqlite_sequence WHERE name = ${literal(view.outbox)}) AS "high"`],
      prune: [`DELETE FROM ${outbox} WHERE "seq" <= :upTo`],
    }
  }
  if (detect.kind !== 'updatedAt') return {}
  const updated = ref('t', detect.column)
  const key = view.key.map((column) => natural(column, 't'))
  return {
    changes: [
      'SELECT',
      ...list([...view.key.map(selected), `${updated} AS thalweg_updated`]),
      `FROM ${quote(view.binding.name)} AS t`,
      ...where([`${updated} >= :since`, ...hasKey(view), ...inScope(view)]),
      `ORDER BY ${[updated, ...key].join(', ')}`,
      'LIMIT :limit OFFSET :offset',
    ],
  }
}

/** What stands between two commas or two ANDs; lines where it is long. */
type Part = string | readonly string[]

function ending(lines: readonly string[], end: string): string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? `${line}${end}` : line))
}

function list(items: readonly Part[]): string[] {
  return items.flatMap((item, i) => ending([item].flat(), i < items.length - 1 ? ',' : '').map((line) => `  ${line}`))
}

function where(conditions: readonly Part[]): string[] {
  return conditions.flatMap((condition, i) => {
    const [first = '', ...rest] = [condition].flat()
    return [i === 0 ? `WHERE ${first}` : `  AND ${first}`, ...rest.map((line) => `  ${line}`)]
  })
}
