/** A disk of a megabyte, which is soon full: a file system in memory, where this user may mount one. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { serverFolder, serverUser } from './process.ts'

/** In one line where tests are left out: why. */
export const noSmallDisk = 'skipped: this user may not mount a small disk'

export interface SmallDisk {
  readonly folder: string
  /** Makes room. */
  grow(): void
  remove(): void
}

/** Null: it cannot be mounted. */
export function smallDisk(): SmallDisk | null {
  const user = serverUser()
  const folder = serverFolder('thalweg-disk', user)
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' }).status === 0
  const remove = () => {
    spawnSync('umount', ['-l', folder], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  if (process.getuid?.() === 0 && mount(`size=1m,mode=700,uid=${user.uid!},gid=${user.gid!}`))
    return { folder, grow: () => void mount('remount,size=32m'), remove }
  remove()
  return null
}
