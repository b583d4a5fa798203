import { FileSource } from '../../runtime/connectors/files/read/source.ts'
import { filesIn } from '../../runtime/connectors/files/folder.ts'
import type { FileAdapter, SystemOf } from '../../runtime/door.ts'
import { SystemError } from '../../runtime/ports.ts'
import { shown } from '../shown.ts'
import { count, plain } from '../text.ts'
import type { Finding, Patient } from './probe.ts'

/** Looks at a folder and reads the files that flows read there: are they there, all there, as the bindings say, and what in them is no row. */
export async function probeFolder({ system, uses }: Patient, path: string): Promise<Finding[]> {
  const { name, connector } = system as SystemOf<'folder'>
  const files = filesIn({ name, path, settleMs: connector.settleMs, needsManifest: connector.manifest === 'required' })
  const findings: Finding[] = []
  for (const { flow, adapter } of uses) {
    if (adapter.form !== 'file') continue
    const source = new FileSource(files, adapter)
    try {
      findings.push(...(await read(flow.name, adapter, source)))
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      findings.push({ what: 'file', ok: false, text: `${flow.name}: ${plain(error.message)}`, wayOut: error.wayOut })
    } finally {
      source.close()
    }
  }
  return [{ what: 'reached', ok: true, text: `the folder ${shown(path)}` }, ...findings]
}

async function read(flow: string, adapter: FileAdapter, source: FileSource): Promise<Finding[]> {
  await source.newest()
  const rows = await source.rows()
  const { name, bytes } = source.file!
  const columns = adapter.key.length + adapter.fields.length
  const there: Finding = {
    what: 'file',
    ok: true,
    text: `${flow}: ${plain(name)}, ${bytes.toLocaleString('en')} bytes, ${count(rows.count(), 'row')} with all ${columns} columns`,
  }
  if (rows.bad === 0) return [there]
  const first = rows.firstBad()
  return [
    there,
    {
      what: 'rows',
      ok: false,
      text: `${flow}: ${count(rows.bad, 'row')} of ${plain(name)} cannot be read, the first: ${plain(first ?? '')}`,
      wayOut: `ask whoever makes the file to mend them; the others are read, and these are dead letters until they are right${rows.unclear === null ? '' : '; until then no row that is missing counts as deleted'}`,
    },
  ]
}
