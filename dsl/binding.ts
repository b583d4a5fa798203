import { callSite } from './call-site.ts'
import { carried } from './carried.ts'
import { data, type BindingData, type BindingOptionsData } from './data.ts'
import { frozen } from './frozen.ts'
import type { Binding, BindingOptions, CustomOptions, FileFormat, Names, Omittable } from './types/binding.ts'
import type { Rest } from './types/open.ts'
import type { AnyRecord, FieldsOf } from './types/record.ts'

/** The connectors that take a form of binding. */
const kinds = { table: 'sql', entitySet: 'odata', file: 'file', custom: 'custom' } as const satisfies Record<BindingData['form'], string>

/** A record in a table (or read-only view) of a SQL system. */
export function table<R extends AnyRecord, const Omit extends Omittable<R> = never>(
  record: R,
  name: string,
  options?: BindingOptions<R, Omit>,
): Binding<Names<R, Rest<FieldsOf<R>, Omit>>, 'sql'> {
  return bind('table', record, name, options)
}

/** A record in an OData entity set. */
export function entitySet<R extends AnyRecord, const Omit extends Omittable<R> = never>(
  record: R,
  name: string,
  options?: BindingOptions<R, Omit>,
): Binding<Names<R, Rest<FieldsOf<R>, Omit>>, 'odata'> {
  return bind('entitySet', record, name, options)
}

/** A record in files: read or dropped whole, or appended to. `name` is the file, or what the names of appended files start with. */
export function file<R extends AnyRecord, const Omit extends Omittable<R> = never>(
  record: R,
  name: string,
  options: BindingOptions<R, Omit> & { format: FileFormat },
): Binding<Names<R, Rest<FieldsOf<R>, Omit>>, 'file'> {
  return bind('file', record, name, options)
}

/** A record behind a connector of your own. `name` is what the connector is opened with: a collection, a resource, a view. */
export function custom<R extends AnyRecord, const Omit extends Omittable<R> = never>(
  record: R,
  name: string,
  options?: CustomOptions<R, Omit>,
): Binding<Names<R, Rest<FieldsOf<R>, Omit>>, 'custom'> {
  return bind('custom', record, name, options)
}

function bind<R extends AnyRecord, Omit, Form extends BindingData['form']>(
  form: Form,
  record: R,
  name: string,
  options: BindingOptions<R, Omit> | CustomOptions<R, Omit> | undefined,
): Binding<Names<R, Rest<FieldsOf<R>, Omit>>, (typeof kinds)[Form]> {
  const held: BindingData = Object.freeze({
    form,
    record: carried<BindingData['record']>(record, `the record of ${form}("${name}")`, 'record({ key, fields })'),
    name,
    options: frozen((options ?? {}) as BindingOptionsData),
    at: callSite(),
  })
  // What is held is known to the types alone: the field names are in the record and in `omit`.
  return Object.freeze({ kind: kinds[form], [data]: held }) as unknown as Binding<Names<R, Rest<FieldsOf<R>, Omit>>, (typeof kinds)[Form]>
}
