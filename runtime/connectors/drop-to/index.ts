/**
 * Folders into which whole files are dropped. What flows bring there is kept in a database of ours in the folder, written like any other, with conditions,
 * operations and fences; at the end of a pass each file is written anew from it. The database leads: a file that is older, gone or changed is written again.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Drop, DropToSystem } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import { touching } from '../folders/trouble.ts'
import { openSqlite } from '../sqlite/index.ts'
import { altered, manifestOf, writeDrop } from './drop-file.ts'

const databaseName = '.thalweg.sqlite'

/** Where the database of a folder lies. */
export function databaseIn(folder: string): string {
  return join(folder, databaseName)
}

export interface DropToOptions extends Pick<DropToSystem, 'name' | 'statements' | 'drops'> {
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. Default: the clock of this machine. */
  readonly now?: () => number
}

/** @throws SystemError where the folder is not prepared */
export async function openDropTo(options: DropToOptions): Promise<System> {
  const { name, folder, statements, drops, env, now = () => Date.now() } = options
  const file = databaseIn(folder)
  if (!existsSync(file))
    throw new SystemError('misfit', 'notPrepared', name, `${folder} is not prepared, or not there`, 'run `thalweg prepare --apply`')
  const system = await openSqlite({ name, file, statements, env, now })
  /** Files that were found as their manifests say since this was opened: a glance tells whether one is still there. */
  const known = new Set<string>()
  return {
    ...system,
    publish: async () => {
      const identity = await system.identity()
      if (identity === null) return false
      const due = touching(name, folder, () => drops.filter((drop) => isDue(folder, drop, identity.opHigh, known)))
      if (due.length === 0) return false
      touching(name, folder, () => writeAll(file, folder, due, statements.readIdentity, now()))
      for (const { place } of due) known.add(place)
      return true
    },
  }
}

function isDue(folder: string, { place }: Drop, opHigh: number, known: Set<string>): boolean {
  const manifest = manifestOf(folder, place)
  if (manifest === null || manifest.operation !== opHigh) return true
  if (known.has(place)) return !existsSync(join(folder, place))
  if (altered(folder, place, manifest) !== null) return true
  known.add(place)
  return false
}

/** All of one moment: rows and the newest operation are read in one transaction. */
function writeAll(file: string, folder: string, drops: readonly Drop[], readIdentity: string, at: number): void {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    db.exec('BEGIN')
    const operation = Number(db.prepare(readIdentity).get()!['op_high'])
    for (const drop of drops) {
      const rows = db.prepare(drop.rows)
      rows.setReturnArrays(true)
      rows.setReadBigInts(true)
      writeDrop(folder, drop, rows.iterate() as unknown as Iterable<readonly Raw[]>, operation, at)
    }
  } finally {
    db.close()
  }
}
