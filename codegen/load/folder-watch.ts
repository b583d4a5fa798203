import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from '../memory/stamp.ts'

export interface FolderWatch {
  close(): void
}

const pollMs = 500

/**
 * Tells the names in a folder that are changed, added or removed, not those in folders below it. Looks from time to time where the file system tells nothing.
 * @param lost the folder itself is gone, or can no longer be watched
 */
export function watchFolder(folder: string, notice: (name: string) => void, lost: () => void): FolderWatch {
  try {
    return watch(folder, (_, name) => notice(name ?? '')).on('error', lost)
  } catch {
    return pollFolder(folder, notice)
  }
}

/** The same, by looking. */
export function pollFolder(folder: string, notice: (name: string) => void, everyMs = pollMs): FolderWatch {
  let before = stampsIn(folder)
  const timer = setInterval(() => {
    const now = stampsIn(folder)
    for (const name of new Set([...before.keys(), ...now.keys()])) if (before.get(name) !== now.get(name)) notice(name)
    before = now
  }, everyMs)
  return { close: () => clearInterval(timer) }
}

function stampsIn(folder: string): ReadonlyMap<string, string | null> {
  try {
    return new Map(readdirSync(folder).map((name) => [name, stampOf(join(folder, name))]))
  } catch {
    return new Map()
  }
}
