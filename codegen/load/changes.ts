import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { watchFolder, type FolderWatch } from './folder-watch.ts'
import type { Reads } from './reads.ts'

/** What is to be told of. */
export interface Followed extends Pick<Reads, 'missing'> {
  readonly files: Iterable<string>
  /** Any source beside these may change what they mean: where the load failed, or does not go by names alone. */
  readonly beside: boolean
}

/** Tells when files are saved, added or removed that a load has read, or looked for. */
export interface Changes {
  /** These, from now on. */
  follow(followed: Followed): void
  /** The paths that changed since the last answer, once nothing has for a moment. Rejects when the signal says so. */
  next(signal: AbortSignal): Promise<readonly string[]>
  close(): void
}

/** An editor that saves several files, or one in several steps, is waited for. */
const quietMs = 20

const packages = `${sep}node_modules${sep}`
const source = /\.([cm]?[jt]sx?|json)$/

export function openChanges(): Changes {
  const watches = new Map<string, FolderWatch>()
  const changed = new Set<string>()
  let relevant: (path: string) => boolean = () => true
  let heard = (): void => {}

  const drop = (folder: string): void => {
    watches.get(folder)?.close()
    watches.delete(folder)
  }
  const notice = (path: string): void => {
    // A folder that was replaced is watched anew with the next load.
    if (watches.has(path)) drop(path)
    if (!relevant(path)) return
    changed.add(path)
    heard()
  }
  return {
    follow: (followed) => {
      const paths = [...followed.files, ...followed.missing].filter((path) => !path.includes(packages))
      relevant = relevance(paths, followed.beside)
      const folders = foldersOf(paths)
      for (const folder of watches.keys()) if (!folders.has(folder)) drop(folder)
      for (const folder of folders) {
        if (watches.has(folder)) continue
        const watch = watchFolder(
          folder,
          (name) => notice(join(folder, name)),
          () => drop(folder),
        )
        watches.set(folder, watch)
      }
    },
    next: (signal) =>
      new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined
        const stopped = (): void => {
          clearTimeout(timer)
          heard = () => {}
          reject(signal.reason as Error)
        }
        if (signal.aborted) return stopped()
        signal.addEventListener('abort', stopped, { once: true })
        heard = () => {
          clearTimeout(timer)
          timer = setTimeout(() => {
            heard = () => {}
            signal.removeEventListener('abort', stopped)
            resolve([...changed])
            changed.clear()
          }, quietMs)
        }
        if (changed.size > 0) heard()
      }),
    close: () => {
      for (const folder of watches.keys()) drop(folder)
    },
  }
}

/** Of these files, the folders that hold them, and other sources where those matter. */
function relevance(paths: readonly string[], beside: boolean): (path: string) => boolean {
  const exact = new Set(paths)
  return (path) => exact.has(path) || (beside && source.test(path)) || paths.some((each) => each.startsWith(`${path}${sep}`))
}

/** Where something happens when one of these is saved, comes, or goes with its folder. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const own = new Set(paths.map((path) => nearest(dirname(path))))
  return new Set([...own, ...[...own].map(dirname)])
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}
