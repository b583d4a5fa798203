import { join } from 'node:path'

/** With THALWEG_TEST_REPORTS (a folder) a run also leaves `<name>.json` there, from which CI counts what passed. */
export function reportTo(name: string): { readonly reporters?: string[]; readonly outputFile?: { readonly json: string } } {
  const folder = process.env['THALWEG_TEST_REPORTS']
  if (folder === undefined) return {}
  return { reporters: ['default', 'json'], outputFile: { json: join(folder, `${name}.json`) } }
}
