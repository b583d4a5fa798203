import { existsSync } from 'node:fs'
import { altered, manifestOf } from '../../runtime/connectors/drop-to/drop-file.ts'
import { databaseIn } from '../../runtime/connectors/drop-to/index.ts'
import type { SystemOf } from '../../runtime/door.ts'
import { shown } from '../shown.ts'
import { count } from '../text.ts'
import type { Finding, Patient } from './probe.ts'
import { probeSqlite } from './sqlite.ts'

/** Looks at a folder of dropped files, and at the database of ours that they are written from. */
export function probeDrops(patient: Patient, folder: string, scripts: readonly string[]): Finding[] {
  if (!existsSync(databaseIn(folder)))
    return [{ what: 'reached', ok: false, text: `${shown(folder)} is not prepared, or not there`, wayOut: 'thalweg prepare --apply' }]
  const { drops } = patient.system as SystemOf<'dropTo'>
  return [...probeSqlite(patient, databaseIn(folder), scripts), ...drops.map(({ place }) => file(folder, place))]
}

function file(folder: string, place: string): Finding {
  const manifest = manifestOf(folder, place)
  if (manifest === null) return { what: 'file', ok: true, text: `${place} was not dropped yet` }
  const how = altered(folder, place, manifest)
  const rows = count(manifest.rows, 'row')
  if (how === null) return { what: 'file', ok: true, text: `${place}: ${rows}, written at ${manifest.writtenAt}` }
  const text = `${place} is ${how === 'gone' ? 'gone' : 'not as it was written'}: the next pass writes it again`
  return how === 'gone' ? { what: 'file', ok: true, text } : { what: 'file', ok: false, text, wayOut: 'let nothing else write there' }
}
