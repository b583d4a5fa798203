import type { Image, PageRow } from '../ports.ts'

/** A row of a page, as a look would show it. */
export function rowImage({ values, id }: PageRow): Image {
  return { present: true, values, died: false, death: 0, ...(id === undefined ? {} : { id }) }
}
