/** A folder in which others drop files, as a system that is read. Nothing of Thalweg's lies there: it belongs to no ledger, and no operation ever touched it. */
import { stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Adapter, FileAdapter } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { FileBound } from './read/bound.ts'
import type { Arriving } from './read/arrival.ts'
import { FileSource } from './read/source.ts'

export interface FolderOptions {
  readonly name: string
  readonly path: string
  readonly settleMs: number
  readonly needsManifest: boolean
  /** Epoch ms. Default: the clock of this machine. */
  readonly now?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

/** How files arrive there. */
export function filesIn(options: FolderOptions): Arriving {
  const { name, path: folder, settleMs, needsManifest, now = () => Date.now(), sleep = async (ms) => setTimeout(ms) } = options
  return { system: name, folder, settleMs, needsManifest, now, sleep }
}

/** @throws SystemError where there is no such folder */
export async function openFolder(options: FolderOptions): Promise<System> {
  const { name, path: folder } = options
  const arriving = filesIn(options)
  await mustBeThere(name, folder)
  const sources = new Map<Adapter, FileSource>()
  const sourceOf = (adapter: FileAdapter): FileSource => {
    let source = sources.get(adapter)
    if (source === undefined) sources.set(adapter, (source = new FileSource(arriving, adapter)))
    return source
  }
  return {
    name,
    identity: async () => null,
    claim: async () => undefined,
    bind: async (adapter, peers = []) => {
      if (adapter.form !== 'file')
        throw new SystemError('misfit', 'form', name, `${name} is a folder, and ${adapter.place} is no file`, 'generate again')
      return new FileBound(sourceOf(adapter), adapter, peers)
    },
    resolve: async () => ({ state: 'void' }),
    landed: async () => ({ state: 'void' }),
    prune: async () => undefined,
    close: async () => {
      for (const source of sources.values()) source.close()
      sources.clear()
    },
  }
}

async function mustBeThere(name: string, folder: string): Promise<void> {
  const there = await stat(folder).catch(() => null)
  if (there?.isDirectory() === true) return
  throw new SystemError('misfit', 'noFolder', name, `there is no folder ${folder}`, 'make it, or name the right one')
}
