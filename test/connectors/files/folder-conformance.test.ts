/** A folder owes the engine what every source does. Its users write the whole file anew each time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFolder } from '../../../runtime/connectors/files/folder.ts'
import type { Adapter, FileAdapter } from '../../../runtime/door.ts'
import type { Raw } from '../../../runtime/values.ts'
import type { TableShape } from '../adapters.ts'
import type { Setting } from '../conformance.ts'
import { conformsToSource } from '../source-conformance.ts'

async function folder(shape: TableShape, table: Adapter): Promise<Setting> {
  const path = mkdtempSync(join(tmpdir(), 'thalweg-test-'))
  const { key, fields, system, deletes, scope } = table
  const adapter: FileAdapter = {
    system,
    form: 'file',
    place: `${shape.table}.ndjson`,
    key,
    fields,
    detect: { kind: 'snapshot' },
    scope,
    deletes,
    writes: [],
    format: 'ndjson',
  }
  const rows = new Map<string, readonly Raw[]>()
  const write = (name: string, values: readonly Raw[] | null): void => {
    if (values === null) rows.delete(name)
    else rows.set(name, values)
    const names = [...key, ...fields].map(({ column }) => column)
    const lines = [...rows].map(([id, own]) => JSON.stringify(Object.fromEntries(names.map((column, i) => [column, [id, ...own][i]]))))
    // What stands for bytes that are no text in a file may be written as an escape.
    writeFileSync(join(path, adapter.place), lines.map((line) => `${line.replaceAll('\uFFFD', String.raw`\ufffd`)}\n`).join(''))
  }
  const made = await openFolder({ name: system, path, settleMs: 0, needsManifest: false })
  return {
    system: made,
    adapter,
    user: { insert: write, update: write, delete: (name) => write(name, null) },
    close: async () => {
      await made.close()
      rmSync(path, { recursive: true })
    },
  }
}

conformsToSource('a folder', folder)
