/**
 * The mark of a folder that flows write to: whose it is, made by `prepare --apply`. Two landscapes never write into one folder, and a folder that was copied or
 * made anew is told from the one that the ledger knows.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SystemError } from '../../ports.ts'
import { replaceFile } from './durable.ts'
import { touching } from './trouble.ts'

const markName = '.thalweg.json'

export interface FolderMark {
  readonly landscape: string
  readonly system: string
  readonly identity: string
  /** The ledger that writes here, null before the first. */
  readonly ledger: string | null
}

export interface Folder {
  readonly path: string
  readonly landscape: string
  /** The system that it is. */
  readonly system: string
}

/** null: not prepared. @throws SystemError where the folder is absent, or another's */
export function readMark(folder: Folder): FolderMark | null {
  const { path, landscape, system } = folder
  return touching(system, path, () => {
    statSync(join(path, '.'))
    const file = join(path, markName)
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return null
    const mark = parsed(folder, file, readFileSync(file, 'utf8'))
    if (mark.landscape === landscape && mark.system === system) return mark
    throw new SystemError(
      'misfit',
      'foreign',
      system,
      `${path} was prepared for ${mark.system} of the landscape ${mark.landscape}`,
      `place ${system} in a folder of its own, or take the other's preparation away with its own thalweg prepare --undo --apply`,
    )
  })
}

function parsed({ system }: Folder, file: string, text: string): FolderMark {
  try {
    return JSON.parse(text) as FolderMark
  } catch {
    throw new SystemError(
      'misfit',
      'damaged',
      system,
      `${file} does not tell whose the folder is`,
      'restore it from a backup, or delete it and run `thalweg prepare --apply`',
    )
  }
}

function write({ path, system }: Folder, mark: FolderMark): void {
  touching(system, path, () => replaceFile(join(path, markName), join(path, `${markName}.part`), `${JSON.stringify(mark)}\n`))
}

/** Harmless where it was prepared already. @throws SystemError */
export function prepareFolder(folder: Folder): void {
  if (readMark(folder) !== null) return
  const { landscape, system } = folder
  write(folder, { landscape, system, identity: randomBytes(16).toString('hex'), ledger: null })
}

/** Takes the mark away; what flows have written stays. @throws SystemError where it is another's */
export function undoFolder(folder: Folder): void {
  if (readMark(folder) !== null) touching(folder.system, folder.path, () => rmSync(join(folder.path, markName)))
}

/** @throws SystemError where the folder is not prepared */
export function claimFolder(folder: Folder, ledger: string): void {
  const mark = readMark(folder)
  if (mark === null)
    throw new SystemError('misfit', 'notPrepared', folder.system, `${folder.path} is not prepared`, 'run `thalweg prepare --apply`')
  write(folder, { ...mark, ledger })
}
