/** For each system behind an engineer's own connector: the rows that its connector gives and takes, as types to write it against. */
import type { Plan, PlanBinding, PlanColumn } from '../plan/schema.ts'
import { printType } from './adapter-types.ts'
import type { EmittedFile, Emitter } from './emitter.ts'
import { identifiers } from './names.ts'
import { property, remark, text } from './print.ts'
import { refusePlan } from './refuse.ts'
import { render } from './template.ts'
import type { SystemView } from './view/system.ts'
import { systemViews } from './view/system.ts'

export const rows: Emitter = (context) =>
  systemViews(context.plan).flatMap((view): EmittedFile[] => {
    if (view.system.connector.kind !== 'custom') return []
    const places = placesOf(context.plan, view)
    const names = identifiers(
      places.map(({ place }) => `${capitals(place)}Row`),
      ['Value'],
    )
    const printed = places.map(({ place, columns }, i) => ({ place: remark(place), name: names[i]!, columns }))
    const usesValue = places.some(({ columns }) => columns.some(({ type }) => /\bValue\b/.test(type)))
    return [
      {
        path: `systems/${context.systemFolder.get(view.name)!}/rows.ts`,
        text: render('rows.ts', { header: context.header, system: remark(view.name), places: printed, usesValue }),
      },
    ]
  })

interface Place {
  readonly place: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

function placesOf(plan: Plan, { held, system }: SystemView): Place[] {
  return held.map(({ record }) => {
    const binding = system.holds[record] ?? refusePlan(`no binding of ${record}`)
    return { place: binding.name, columns: [...fieldsOf(plan, record, binding), ...othersOf(binding)] }
  })
}

function fieldsOf(plan: Plan, record: string, binding: PlanBinding): Place['columns'] {
  const fields = plan.records[record]?.fields ?? refusePlan(`the plan holds no record ${record}`)
  return binding.columns.map((column) => {
    const field = fields.find(({ name }) => name === column.field) ?? refusePlan(`${record} has no field ${column.field}`)
    const type = storedType(column, printType(field.type).type.replaceAll(/\bCanonical\b/g, 'Value'))
    const empty = column.whenNull === undefined ? 'null' : literal(column.whenNull)
    return { name: property(column.column), type: field.nullable && !type.split(' | ').includes(empty) ? `${type} | ${empty}` : type }
  })
}

/** What a codec makes is known to the codec alone. */
function storedType({ codec, values }: PlanColumn, type: string): string {
  if (codec !== undefined) return 'Value'
  return values === undefined ? type : [...new Set(values.map(([, stored]) => literal(stored)))].join(' | ')
}

/** Columns that no field has and that the binding names. */
function othersOf({ columns, scope, constants }: PlanBinding): Place['columns'] {
  const taken = new Set(columns.map(({ column }) => column))
  return [...scope, ...constants.onCreate, ...constants.always].flatMap(([column, value]) => {
    if (taken.has(column)) return []
    taken.add(column)
    return [{ name: property(column), type: typeof value === 'object' ? 'string' : typeof value }]
  })
}

function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? text(value) : String(value)
}

function capitals(place: string): string {
  return place.replaceAll(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, _between: string, first: string) => first.toUpperCase())
}
