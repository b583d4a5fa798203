import { accessSync, constants, readdirSync } from 'node:fs'
import type { Folder } from '../../runtime/connectors/folders/mark.ts'
import { readMark } from '../../runtime/connectors/folders/mark.ts'
import { SystemError } from '../../runtime/ports.ts'
import { shown } from '../shown.ts'
import type { Finding } from './probe.ts'

/** Looks at a folder that flows write files to, without writing to it. */
export function probeWrittenFolder(folder: Folder): Finding[] {
  try {
    const mark = readMark(folder)
    return [
      { what: 'reached', ok: true, text: `${shown(folder.path)}, ${readdirSync(folder.path).length} files` },
      rights(folder),
      prepared(mark),
    ]
  } catch (error) {
    if (!(error instanceof SystemError)) throw error
    return [{ what: 'reached', ok: false, text: error.message, wayOut: error.wayOut }]
  }
}

function rights({ path }: Folder): Finding {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return { what: 'rights', ok: true, text: 'can be written' }
  } catch {
    return {
      what: 'rights',
      ok: false,
      text: `${shown(path)} cannot be written, and flows write here`,
      wayOut: 'give this user the right to read and write the folder and its files',
    }
  }
}

function prepared(mark: ReturnType<typeof readMark>): Finding {
  if (mark !== null) return { what: 'prepared', ok: true, text: 'it says whose it is' }
  return { what: 'prepared', ok: false, text: 'it does not say whose it is', wayOut: 'thalweg prepare --apply' }
}
